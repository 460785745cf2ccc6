	.file	1 "a.c"
	.loc	1 5
	nop
	.loc	1 6
	.loc	1 7 view 0
	nop
