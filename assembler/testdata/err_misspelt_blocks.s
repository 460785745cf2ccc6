	.macor	first a
	addi	1,\a,\a
	.endm
	.macro	second a
	addi	1,\a,\a
	.enmd
	.ifndfe	absent
	first	%r1
	.esle
	bogus
	.endif
	.if	1
	nop
	.endfi
	.rpet	2
	second	%r1
	.endr
	.rept	2
	nop
	.ednr
	b	later
	.if	0
	bogus
	.endfi
later:	nop
