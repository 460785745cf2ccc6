; Sections and places.
	.section
	.section .text, "ax", @progbit
	.section .mine, "rw"
	.popsection
	.previous
	.bss
	.word	5
	.asciz	"text"
	nop
	.text
	.org	8
	.org	4
	.align	6
	.align	-4
	.data
	.org	start
	.text
start:	.byte	1
	b	start
	.subsection 1
