; A number that does not fit what it is converted to: the trap comes at the next floating-point instruction.
	.globl	_start
_start:	ldi	0xc0,%r1
	mtctl	%r1,%ccr
	ldil	L%huge,%r1
	ldo	R%huge(%r1),%r1
	fldds	0(%r1),%fr22
	fcnvfxt,dbl,sgl	%fr22,%fr22
	nop
	fstws	%fr22,0(%r1)
	b,n	.
	nop
	.data
	.align	8
huge:	.double	1e30
