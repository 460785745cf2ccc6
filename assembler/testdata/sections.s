	.data
	.word	1
	.text
	nop
	.section .rodata.text, "a"
	.asciz	"r"
	.section .mine, "aw", @progbits
	.word	2
	.section .zero, "aw", @nobits
	.space	12
	.previous
	.word	3
	.rodata
	.byte	4
	.section .note.hvft
	.asciz	"outside the image"
	.code
	nop
	.bss
	.space	8
	.data
	.word	5
