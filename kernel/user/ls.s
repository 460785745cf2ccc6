; ls: lists the files of the disk, with their sizes.

	.level	1.1
	.include "syscall.inc"

	.text
_start:	copy	%r30,%r3		; a line, the name at its beginning
	ldo	192(%r30),%r30
	ldi	0,%r4			; index
1:	copy	%r4,%r26
	copy	%r3,%r25
	syscall	SYS_LIST
	comib,>,n 0,%r28,3f
	copy	%r28,%r5

; Behind the name: a blank, the size.
	copy	%r3,%r26
2:	ldbs,ma	1(%r26),%r1
	comib,<> 0,%r1,2b
	 nop
	ldi	0x20,%r1
	stb	%r1,-1(%r26)
	bl	append_decimal,%r2
	 copy	%r5,%r25
	ldi	10,%r1
	stbs,ma	%r1,1(%r28)
	copy	%r3,%r25
	sub	%r28,%r3,%r24
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	b	1b
	 ldo	1(%r4),%r4
3:	ldi	0,%r26
	syscall	SYS_EXIT
	.include "text.s"
