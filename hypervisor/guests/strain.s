; strain: a program that puts a pair under strain: it looks at the interval timer and stores to another page of its memory by
; turns, much oftener than anybody need be told, and now and then prints a line. What it prints depends on its arguments alone.
;
;	run strain ROUNDS LOOKS		(100 rounds of 20000 looks if there are no arguments)
;
; The times that it sees must not go back; if one does, it ends with status 1.

	.level	1.1
	.include "../../kernel/user/syscall.inc"

PAGES = 750				; three megabytes: more than may be left for the pause of a copy
PAGE = 4096

	.text
_start:	copy	%r30,%r3		; a buffer for a line
	ldo	128(%r30),%r30
	bl	parse_decimal,%r2
	 ldi	100,%r4			; rounds
	comiclr,= -1,%r28,%r0
	copy	%r28,%r4
	la	20000,%r5		; looks
	bl	parse_decimal,%r2
	 nop
	comiclr,= -1,%r28,%r0
	copy	%r28,%r5
	ldi	0,%r7			; rounds done
	ldi	0,%r13			; page
	mfctl	%itmr,%r8		; the latest time

round:	comb,<<=,n %r4,%r7,end
	copy	%r5,%r10
look:	mfctl	%itmr,%r1
	sub	%r1,%r8,%r19		; it may wrap, its sign is right
	comib,>,n 0,%r19,went_back
	copy	%r1,%r8
	zdep	%r13,19,20,%r1		; page * 4096
	la	memory,%r19
	add	%r19,%r1,%r19
	stw	%r10,0(%r19)
	ldo	1(%r13),%r13
	ldi	PAGES,%r1
	comclr,<> %r13,%r1,%r0
	ldi	0,%r13
	addib,>	-1,%r10,look
	 nop

	ldo	1(%r7),%r7
	la	title,%r25
	bl	append_string,%r2
	 copy	%r3,%r26
	copy	%r28,%r26
	ldi	3,%r24
	bl	append_digits,%r2
	 copy	%r7,%r25
	copy	%r28,%r26
	la	of,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	ldi	3,%r24
	bl	append_digits,%r2
	 copy	%r4,%r25
	ldi	10,%r1
	stbs,ma	%r1,1(%r28)
	sub	%r28,%r3,%r24		; length
	copy	%r3,%r25
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	b,n	round

went_back:
	ldi	1,%r26
	syscall	SYS_EXIT
end:	ldi	0,%r26
	syscall	SYS_EXIT

title:	.asciz	"strain "
of:	.asciz	" of "
	.align	4
	.include "../../kernel/user/text.s"

	.bss
	.align	PAGE
memory:	.space	PAGES*PAGE
