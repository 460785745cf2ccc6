twice:	nop
twice:	nop
	.equ	twice, 3
value	= 1
value:	nop
self	= self+1
	.word	self
a	= b
b	= a
	.word	a
same:
same:	nop
