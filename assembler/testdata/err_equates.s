; Symbols given values in ways that don't.
	.equ	x 5
y	equ	5
	z = 
	.set	w, %r1
	.equ	5, w
%r1	= 5
a	= b + 
	.equ	v
	.globl	x y
	u == 1
	u == 2
	u = later
w = later
	.if	w
	.endif
	.space	later - 3
later	= later2
	.word	undefined_here
