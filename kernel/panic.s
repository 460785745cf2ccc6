; The end: what the kernel prints when it, or the machine, has failed. Output goes through the raw port, which needs no
; interrupts; the machine stops with status 63.

; panic_interruption: an interruption of the kernel itself.
; in: %r1 anything, %tr4 the old %r1, %tr5 number; real mode, Q = 0
panic_interruption:
	la	panic_registers,%r1
	save_registers
	save_interruption
	la	panic_registers,%r26
; (on into panic_frame)

; panic_frame: prints a frame. in: %r26 frame. Does not return.
panic_frame:
	copy	%r26,%r3
	la	kernel_stack,%r30
	bl	console_go_raw,%r2
	 nop
	bl	interruption_name,%r2
	 ldw	FRAME_NUMBER(%r3),%r26
	la	panic_interruption_text,%r26
	copy	%r28,%r25
	ldw	FRAME_PCOQ(%r3),%r24
	ldw	FRAME_IPSW(%r3),%r23
	bl	print,%r2
	 nop
	la	panic_parameters_text,%r26
	ldw	FRAME_IIR(%r3),%r25
	ldw	FRAME_ISR(%r3),%r24
	ldw	FRAME_IOR(%r3),%r23
	bl	print,%r2
	 nop

; The registers, four in a row.
	ldi	0,%r4
	stw	%r0,0(%r3)		; %r0's place in the frame
1:	la	panic_row_text,%r26
	sh2add	%r4,%r3,%r1
	copy	%r4,%r25
	ldw	0(%r1),%r24
	ldw	4(%r1),%r23
	bl	print,%r2
	 ldw	8(%r1),%r22
	sh2add	%r4,%r3,%r1
	la	panic_row_end_text,%r26
	bl	print,%r2
	 ldw	12(%r1),%r25
	ldo	4(%r4),%r4
	ldi	32,%r1
	comb,<>	%r1,%r4,1b
	 nop
	b,n	panic_stop

; panic: the kernel finds itself in a state that can't be. in: %r26 message. Does not return.
panic:	copy	%r26,%r3
	bl	console_go_raw,%r2
	 nop
	la	panic_text,%r26
	bl	print,%r2
	 copy	%r3,%r25
panic_stop:
	la	SYSTEM_PAGE,%r1
	ldi	STATUS_PANIC,%r3
	stw	%r3,SYSTEM_EXIT(%r1)
	mtctl	%r0,%eiem
1:	or	%r10,%r10,%r10
	b	1b
	 nop

panic_text:
	.asciz	"kernel panic: %s\n"
panic_interruption_text:
	.asciz	"kernel panic: %s at %x, psw %x\n"
panic_parameters_text:
	.asciz	"iir %x isr %x ior %x\n"
panic_row_text:
	.asciz	"r%d: %x %x %x"
panic_row_end_text:
	.asciz	" %x\n"
	.align	4

	.bss
	.align	4
panic_registers:
	.space	FRAME_SIZE
	.text
