	.globl	promised
	b	nowhere
	ldil	L%nowhere,%r1
	.word	promised
	b	1b
	b	1f
	.word	2f
	.if	unknown
	nop
	.endif
	.rept	later
	nop
	.endr
later	= 3
	.size	gone, nowhere
