start:	comb,=	%r1,%r2,far
	b	further
	b	middle
	b	start+2
	comib,= 0,%r0,8192
	b	262144
	.byte	1
	nop
	.align	4
	.org	0x3000
far:	nop
	.org	0x60000
further: nop
	.data
	.byte 0
middle:	.byte 0
