; Registers without their percent sign, as other assemblers write them.
start:	add	r1,r2,r3
	copy	sp,%r3
	ldw	4(r30),%r1
	ldw	4(%sr0,r30),%r1
	mtctl	%r1,cr11
	stw	%r2,-20(sp)
	mtsp	%r1,sr3
	fldds	0(%r1),fr4
	ldw	4(30),%r1
	ldo	4(foo),%r1
