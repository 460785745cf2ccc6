	nop
	.macro	open	a
	nop
