; Macro arguments that are missing, misspelt or too many.
	.macro	load value, to
	ldi	\vlaue,\to
	.endm
	load	5,%r1
	.macro	put reg:req, at=0
	stw	\reg,\at(%sp)
	.endm
	put	at=4
	put	%r1,4,5
	put	register=%r1
	putt	%r1
	.macro	noend
	.rept	2
	.endm
	.endr
	noend
	.macro	.word x
	.endm
	.purgem	putt
	.irp	reg
	copy	\rge,%r1
	.endr
	.macro	tail a, rest:varag
	.endm
	.macro	one value
	.word	\value
	.endm
	one	1 2
	one	%r1 %r2
	one	1,2
	one	1 + 2
	one	(1) 2 ; too
	.macro	faulty a, 5
	nop
	.endm
	faulty	1
	.macro	faulty2 a, a
	.endm
loop:	faulty2
	faulty3
