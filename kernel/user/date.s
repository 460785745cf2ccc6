; date: prints the seconds since 1970, UTC.

	.level	1.1
	.include "syscall.inc"

	.text
_start:	copy	%r30,%r3		; the line
	ldo	64(%r30),%r30
	syscall	SYS_TIME
	copy	%r28,%r25
	bl	append_decimal,%r2
	 copy	%r3,%r26
	ldi	10,%r1
	stbs,ma	%r1,1(%r28)
	copy	%r3,%r25
	sub	%r28,%r3,%r24
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	ldi	0,%r26
	syscall	SYS_EXIT
	.include "text.s"
