	ldd	8(%sp),%r4
	bve	(%rp)
	depd,z	%r1,31,32,%r2
	add,*	%r1,%r2,%r3
	add,*nuv %r1,%r2,%r3
	extru,*<> %r1,31,1,%r2
