label:	nop
	.word	1/0, 2
	.word	5%0
	.word	1<<64
	.word	label*2
	.word	-label
	.word	label+label
	.word	5-label
	.word	~other
	.space	1/0
	.space	-1
	.space	label
	.fill	1, 9, 0
	.if	label
	.endif
	.data
other:	.word	other>label
