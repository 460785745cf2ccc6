	add,foo	%r1,%r2,%r3
	add,n	%r1,%r2,%r3
	b,z	start
	ldw,mc	0(%r1),%r2
	ldw,ma,mb 4(%r1),%r2
	ldw,ma	-64(%r1),%r2
	bb	%r1,5,start
	bb,=	%r1,5,start
	combt,<> %r1,%r2,start
	comb,uv	%r1,%r2,start
	or,<<	%r1,%r2,%r3
	nop,n
	shladd,x %r1,1,%r2,%r3
	shladd	%r1,4,%r2,%r3
	add,=,= %r1,%r2,%r3
start:
