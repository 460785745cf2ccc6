; A division by zero, as HP's millicode ends it.
	.globl	_start
_start:	ldi	7,%r26
	bl	$$divI,%r31
	ldi	0,%r25
	b,n	.
	nop
	.globl	$$divI
$$divI:	addit,=	0,%r25,%r0
	bv,n	%r0(%r31)
	nop
