	.bss
	nop
	.word	1
	.word	0
	.word	somewhere
	.space	4, 1
	.ascii	"x"
somewhere:
