; cat: copies a file, or the console's input, to the console.
;
;	run cat NAME
;	run cat				until the input ends (Ctrl-D at the beginning of a line)

	.level	1.1
	.include "syscall.inc"

CHUNK = 2048

	.text
_start:	copy	%r30,%r3		; the buffer
	ldo	CHUNK(%r30),%r30
	ldi	0,%r4			; descriptor: the console, unless there is an argument
	ldb	0(%r26),%r1
	comib,=,n 0,%r1,1f
	ldi	0,%r25
	syscall	SYS_OPEN
	comib,>,n 0,%r28,cat_missing
	copy	%r28,%r4

1:	copy	%r4,%r26
	copy	%r3,%r25
	ldi	CHUNK,%r24
	syscall	SYS_READ
	comib,>=,n 0,%r28,cat_end
	copy	%r28,%r24
	copy	%r3,%r25
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	b,n	1b

cat_end:
	sub	%r0,%r28,%r26		; 0, or the error
	syscall	SYS_EXIT

cat_missing:
	la	cat_missing_text,%r26
	bl	say,%r2
	 nop
	ldi	1,%r26
	syscall	SYS_EXIT

cat_missing_text:
	.asciz	"cat: no such file\n"
	.align	4
	.include "text.s"
