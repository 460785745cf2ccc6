	.data
	.byte	1, -128, 255
	.half	0x1234
	.short	-1
	.align	8
	.word	table, table+4, 0xdeadbeef
	.long	1
	.quad	0x0102030405060708
table:	.ascii	"no end", "\0one", "ab" "cd"
	.asciz	"\x41\102\t\"\\é"
	.string	"no NUL"
	.stringz "NUL"
	.bss
	.word	0
	.space	4
