	.data
	.space	3
	.space	2, 0xff
	.fill	3, 2, 5
	.fill	2, 8, 0x123456789
	.fill	4
	.block	3
	.blockz	1
	.skip	count		; known only below
	.byte	1
	.align	4		; so this is computed later
after:	.word	after
	.org	0x30, 0xee
	.byte	2
	.p2align 3, 0xdd
	.balign	4
	.org	0x60
	.byte	3
count	= 5
	.text
	nop
