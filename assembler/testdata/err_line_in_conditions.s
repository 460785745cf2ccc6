; .line counts where it is assembled, a preprocessor's marker wherever it stands.
	.if	0
	.line	100
	.endif
	bogus	%r1
	.macro	m
	.line	200
	bogus	%r2
	.endm
	m
	.if	0
# 300 "orig.S"
	.endif
	bogus	%r3
start:	.line	401 - 1
	bogus	%r4
	.line	-1
	.line	4, 5
	.ascii	"a\
	.line	77"
	bogus	%r5
