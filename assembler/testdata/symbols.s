	.globl	_start, shared
	.export	handler,entry,priv_lev=0,argw0=gr
	.import	_start,code
	.type	handler,@function
	.size	handler, .end_of_handler-handler
a	= 1
	.equ	b, a+1
	.set	c, b*2
d	.equ	c+1
e:	.equ	d+1
	.word	a, b, c, d, e
	.set	c, 100
	.word	c
f	= g+1			; a value that comes later
g	= 7
	.word	f
_start:
handler:
	nop
.end_of_handler:
shared
	nop
bare	nop
Bare	nop			; symbols have case, instructions don't
	.word	bare, Bare, shared
