; The program that is built in: it runs when there is no disk. It is an ordinary program (user/demo.s), in pages of its own.

	.align	PAGE_SIZE
embedded_begin:
	.include "user/demo.s"
	.align	PAGE_SIZE
embedded_end:

embedded_name:
	.asciz	"demo"
embedded_arguments:
	.byte	0
	.align	4
