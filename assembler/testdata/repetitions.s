	.rept	3
	nop
	.endr
n	= 0
	.rept	2
	.rept	2
	.word	n
n	= n+1
	.endr
	.endr
	.irp	register, %r1, %r2, 3
	copy	%r0,\register
	.endr
	.irpc	digit, 123
	.byte	\digit
	.endr
	.irp	nothing
	.byte	9\nothing
	.endr
	.rept	0
	bogus
	.endr
