; Data that aren't.
	.data
	.word	1,,2
	.word	%r1
	.byte	"a"
	.half	here
	.byte	here-there
	.word	1.5
	.asciz	"one", two
	.string	no quotes
	.word	0x123456789
	.space	"4"
	.fill	-1
	.align	x
	.word	'
	.byte	1 + "a"
	.float	1,2,x
here:	.word	L%there
	.rodata
there:
