	.rept	2
	ldi	9999,%r1
	.endr
	.rept	-1
	.endr
	.rept
	nop
	.endr
	.rept	99999999
	nop
	.endr
	.irp	5, 1
	.endr
	.irp	x, 1, bad
	.byte	\x
	.endr
	.endr
	.rept	2
	nop
