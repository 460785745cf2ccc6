; Console output: a ring of bytes, sent to the stream port piece by piece as completion interrupts come.
;
; Runs inside the kernel, interrupts masked. Positions count the bytes of the stream since the device was powered on, as
; the port does; the ring holds those from console_sent to console_end. One command is under way at a time
; (console_length bytes from console_sent on; 0: none).
;
; Why a retry is safe: the port is told with each command where its first byte stands in the stream, and skips bytes
; that it printed already. So after *uncertain* the same command is given again, and nothing is printed twice.

RING_SIZE = 8192 			; a power of two

; console_setup: takes up the stream where it stands: somebody may have printed before this kernel was booted.
; in, out: nothing. changed: %r1, %r19
console_setup:
	la	CONSOLE_PAGE,%r1
	ldw	CONSOLE_POSITION(%r1),%r19
	put	%r19,console_sent
	put	%r19,console_end
	bv,n	%r0(%r2)
	nop

; console_write: appends bytes to the stream; waits for room, not for the printing.
; in: %r26 physical address, %r25 length, at least 0. out: %r28 the length
console_write:
	enter
	copy	%r26,%r3		; next byte
	copy	%r25,%r4		; bytes left
	copy	%r25,%r5
	get	console_raw,%r1
	comib,<>,n 0,%r1,console_write_raw
console_write_some:
	comib,=	0,%r4,console_write_done
	 nop
	get	console_sent,%r6
	get	console_end,%r7
	sub	%r7,%r6,%r6
	ldi	RING_SIZE-1,%r1
	comb,<<	%r1,%r6,console_write_wait	; the ring is full
	 nop
	and	%r7,%r1,%r6
	la	console_ring,%r1
	add	%r1,%r6,%r6
	ldbs,ma	1(%r3),%r1
	stb	%r1,0(%r6)
	ldo	1(%r7),%r7
	put	%r7,console_end
	b	console_write_some
	 ldo	-1(%r4),%r4
console_write_wait:
	bl	console_send,%r2
	 nop
	bl	interrupt_wait,%r2
	 nop
	b,n	console_write_some
console_write_done:
	bl	console_send,%r2
	 nop
	copy	%r5,%r28
	leave

; After a panic nobody serves interrupts any more, so the raw port prints.
console_write_raw:
	la	CONSOLE_PAGE,%r6
1:	comib,=,n 0,%r4,2f
	ldbs,ma	1(%r3),%r1
	stw	%r1,CONSOLE_DATA(%r6)
	b	1b
	 ldo	-1(%r4),%r4
2:	copy	%r5,%r28
	leave

; console_send: gives the port the next piece of the ring, if there is one and no command is under way.
; in, out: nothing. changed: %r1, %r19 to %r22
console_send:
	get	console_length,%r19
	comib,<>,n 0,%r19,2f
	get	console_sent,%r19
	get	console_end,%r20
	sub,<>	%r20,%r19,%r20		; bytes to send
	b,n	2f
	ldi	RING_SIZE-1,%r1
	and	%r19,%r1,%r21		; index of the first
	ldo	1(%r1),%r1
	sub	%r1,%r21,%r22		; bytes up to the ring's end
	comb,<<=,n %r20,%r22,1f
	copy	%r22,%r20
1:	put	%r20,console_length
	la	console_ring,%r1
	add	%r1,%r21,%r21
	la	CONSOLE_PAGE,%r1
	stw	%r21,CONSOLE_ADDRESS(%r1)
	stw	%r20,CONSOLE_LENGTH(%r1)
	stw	%r19,CONSOLE_START(%r1)
	ldi	CONSOLE_COMMAND_WRITE,%r19
	stw	%r19,CONSOLE_COMMAND(%r1)
2:	bv,n	%r0(%r2)
	nop

; console_interrupt: what became of the command under way. All three answers are taken here, on one path: done sends the
; next piece, uncertain the same piece once more (the registers still hold it), an error can only be a mistake of ours.
; The interrupt may also have been for an input byte; then there is nothing to do, since readers look for themselves.
; in, out: nothing. changed: caller-saved registers
console_interrupt:
	enter
	get	console_length,%r3
	comib,=,n 0,%r3,2f
	la	CONSOLE_PAGE,%r4
	ldw	CONSOLE_RESULT(%r4),%r5
	comib,=,n RESULT_BUSY,%r5,2f
	comib,=,n RESULT_UNCERTAIN,%r5,1f
	comib,<>,n RESULT_DONE,%r5,3f
	get	console_sent,%r1
	add	%r1,%r3,%r3
	put	%r3,console_sent
	put	%r0,console_length
	bl	console_send,%r2
	 nop
	leave
1:	ldi	CONSOLE_COMMAND_WRITE,%r1
	stw	%r1,CONSOLE_COMMAND(%r4)
2:	leave
3:	la	console_error_text,%r26
	b	panic
	 nop

; console_fresh_line: begins a new line unless a program has ended its last one.
; in, out: nothing
console_fresh_line:
	enter
	get	console_end,%r3
	ldo	-1(%r3),%r3
	ldi	RING_SIZE-1,%r1
	and	%r3,%r1,%r3
	la	console_ring,%r1
	add	%r1,%r3,%r3
	ldb	0(%r3),%r3
	comib,=,n 0,%r3,1f		; nothing has been written yet
	comib,=,n NEWLINE,%r3,1f
	la	console_newline,%r26
	bl	console_write,%r2
	 ldi	1,%r25
1:	leave

; console_drain: waits until everything has been printed.
; in, out: nothing
console_drain:
	enter
1:	get	console_sent,%r3
	get	console_end,%r4
	comb,=,n %r3,%r4,2f
	bl	interrupt_wait,%r2
	 nop
	b,n	1b
2:	leave

; console_go_raw: from now on the raw port prints, beginning with what no command has been given for.
; in, out: nothing
console_go_raw:
	enter
	get	console_raw,%r1
	comib,<>,n 0,%r1,2f
	ldi	1,%r3
	put	%r3,console_raw
	get	console_sent,%r3
	get	console_length,%r1
	add	%r3,%r1,%r3
	get	console_end,%r4
1:	comb,=,n %r3,%r4,2f
	ldi	RING_SIZE-1,%r1
	and	%r3,%r1,%r26
	la	console_ring,%r1
	add	%r1,%r26,%r26
	bl	console_write,%r2
	 ldi	1,%r25
	b	1b
	 ldo	1(%r3),%r3
2:	leave

console_newline:
	.ascii	"\n"
console_error_text:
	.asciz	"the console refused a write"
	.align	4

	.bss
	.align	8
console_sent:				; stream position of the first byte that is not known to be printed
	.space	4
console_end:				; stream position behind the last byte of the ring
	.space	4
console_length:				; bytes of the command under way
	.space	4
console_raw:				; 1: the kernel has panicked
	.space	4
console_ring:
	.space	RING_SIZE
	.text
