	.data
	.space	0x1ffc
far:	.word	1
near	= 0x12345fff
	.text
	ldil	L%far,%r1
	ldw	R%far(%r1),%r2
	ldil	L'far+4,%r1
	stw	%r2,R'far+4(%r1)
	ldil	LR%far+0x1800,%r1
	ldo	RR%far+0x1800(%r1),%r2
	ldil	L%near,%r1
	ldo	R%near(%r1),%r1
	ldil	LR%near,%r1
	ldo	RR%near(%r1),%r1
	ldil	LS%near,%r1
	ldo	RS%near(%r1),%r1
	ldil	LD%near,%r1
	ldo	RD%near(%r1),%r1
	addil	L'far-$global$,%dp
	ldw	R'far-$global$(%r1),%r2
	ldil	L%code,%r1
	be	R%code(%sr4,%r1)
code:	nop
	.word	far, code, far-code
