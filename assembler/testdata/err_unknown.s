	stww	%r1,0(%r2)
	lwd	0(%r1),%r2
	.wrod	1
	.foo
	copy	%r32,%r1
	copy	%arg4,%r1
	copy	%sq,%r1
	mfctl	%cr5,%r1
	mfctl	%eimm,%r1
	b	strat
	.word	strat
start:	nop
2start:	nop
