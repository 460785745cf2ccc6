	.ascii	"no end
	.word	12abc
	.word	0x
	.word	0b12
	ldi	\5,%r1
	ldi	`,%r1
	.word	5 @ 3
	.word	é
	/* no end
