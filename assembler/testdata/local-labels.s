1:	b	1b
	b	1f
	nop
1:	b	1b
	b	2f
	b	1f
	nop
2:	b	2b
1:	nop
10:	b,n	10b
