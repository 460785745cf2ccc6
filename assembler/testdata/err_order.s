; Operands in the wrong order or place.
start:	ldw	%r2,4(%r1)
	stw	4(%r1),%r2
	ldi	%r1,5
	addi	%r1,5,%r2
	b	%r2
	bl	%r2,start
	comb,=	start,%r1,%r2
	mtctl	%cr11,%r1
	mfctl	%r1,%cr11
	extru	%r1,%r2,5,8
	fldds	%fr4,0(%r1)
	ldil	%r1,L%start
	ldo	R%start,%r1
	ldo	%r1,R%start(%r1)
