; Console input: lines, edited as they are typed.
;
; Runs inside the kernel, interrupts masked. The device queues the bytes; they are taken, and echoed, only when a program
; reads. So the order of output on the console depends on what programs do, never on when a key was hit.

LINE_SIZE = 256
KEY_END = 4				; Ctrl-D
KEY_BACKSPACE = 8
KEY_RETURN = 13
KEY_DELETE = 127

; input_read: reads what is left of the current line, or waits for the next one.
; in: %r26 physical address, %r25 length, at least 1. out: %r28 bytes read; 0 at the end of input
input_read:
	enter
	copy	%r26,%r3
	copy	%r25,%r4
	get	line_taken,%r5
	get	line_length,%r6
	comb,<>	%r5,%r6,1f
	 nop
	bl	input_line,%r2
	 nop
	ldi	0,%r5
	get	line_length,%r6
1:	sub	%r6,%r5,%r7		; bytes at hand
	comb,<<=,n %r7,%r4,2f
	copy	%r4,%r7
2:	add	%r5,%r7,%r6
	put	%r6,line_taken
	copy	%r3,%r26
	la	line,%r25
	add	%r25,%r5,%r25
	bl	memory_copy,%r2
	 copy	%r7,%r24
	copy	%r7,%r28
	leave

; input_line: fills `line` up to a newline, the end of input, or its size.
; in: nothing. out: line, line_length
input_line:
	enter
	ldi	0,%r3			; length
	la	line,%r4
input_line_next:
	bl	input_byte,%r2
	 nop
	copy	%r28,%r5
	comib,>,n 0,%r5,input_line_end
	comib,=,n KEY_END,%r5,input_line_end
	comib,=,n KEY_BACKSPACE,%r5,input_line_erase
	ldi	KEY_DELETE,%r1
	comb,=,n %r1,%r5,input_line_erase
	ldi	KEY_RETURN,%r1
	comclr,<> %r1,%r5,%r0
	ldi	NEWLINE,%r5
	add	%r4,%r3,%r26
	stb	%r5,0(%r26)
	bl	console_write,%r2	; the echo
	 ldi	1,%r25
	ldo	1(%r3),%r3
	comib,=,n NEWLINE,%r5,input_line_end
	ldi	LINE_SIZE,%r1
	comb,<>	%r1,%r3,input_line_next
	 nop
input_line_end:
	put	%r3,line_length
	put	%r0,line_taken
	leave

input_line_erase:
	comib,=	0,%r3,input_line_next
	 nop
	ldo	-1(%r3),%r3
	la	input_erase_text,%r26
	bl	console_write,%r2
	 ldi	3,%r25
	b,n	input_line_next

; input_byte: waits for a byte.
; in: nothing. out: %r28 the byte, or INPUT_END
input_byte:
	enter
	la	CONSOLE_PAGE,%r3
1:	ldw	CONSOLE_INPUT(%r3),%r4
	comib,<>,n INPUT_NONE,%r4,2f
	bl	interrupt_wait,%r2
	 nop
	b,n	1b
2:	copy	%r4,%r28
	leave

input_erase_text:
	.ascii	"\b \b"
	.align	4

	.bss
	.align	4
line_length:
	.space	4
line_taken:				; bytes of the line that programs have read
	.space	4
line:	.space	LINE_SIZE
	.text
