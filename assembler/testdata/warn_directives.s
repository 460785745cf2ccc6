	.popsection
	.fail	500
	.print	"hello"
	.fill	1, 10, 1
	.data
	.balign	4, 0x1234
