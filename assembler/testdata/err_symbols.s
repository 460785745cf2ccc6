; What no symbol table can hold.
	.weak	c
	.comm	c,4,4
	.comm	d,4,4
	e = d
	.comm	f,4
f:	nop
	g = h+1
	h = g+1
	.size	f2, missing-1
f2:	nop
	.equiv	i, 5
i:	nop
