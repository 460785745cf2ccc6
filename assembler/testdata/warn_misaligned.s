; Numbers that a load can't take at once.
	.data
	.byte	1
	.word	2
	.byte	3
	.half	4
	.4byte	5
	.section .debug_x
	.byte	1
	.word	2
