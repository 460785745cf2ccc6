; A floating-point division by zero, whose trap the program has asked for.
ENABLE_Z = 8
	.globl	_start
_start:	ldi	0xc0,%r1
	mtctl	%r1,%ccr
	ldil	L%status,%r1
	ldo	R%status(%r1),%r1
	fldds	0(%r1),%fr0
	fldds	8(%r1),%fr4
	fdiv,dbl	%fr4,%fr5,%fr6
	fstds	%fr6,8(%r1)
	b,n	.
	nop
	.data
	.align	8
status:	.word	ENABLE_Z, 0
	.double	1.0
