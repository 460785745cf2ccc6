; Floating point with the wrong registers and formats.
	fadd,dbl %r1,%fr2,%fr3
	fadd,double %fr1,%fr2,%fr3
	fldds	0(%r1),%r4
	fldws	0(%r1),%fr32
	fadd,dbl %fr4L,%fr5,%fr6
	xmpyu	%fr4,%fr5,%r6
	fcmp,dbl,= %fr4
	fcnvff,sgl %fr4,%fr5
	fmpyadd,dbl %fr4,%fr5,%fr6,%fr7
	fldd	0(%fr1),%fr4
	ldw	0(%r1),%fr4
	copy	%fr4,%fr5
	fstws	%fr4,32(%r1)
	ftest,acc9
