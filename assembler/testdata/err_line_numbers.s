	.file	1 "a.c"
	.file	4 "d.c"
	.file	2 "b.c"
