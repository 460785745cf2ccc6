	.macro	two	a, b:req
	add	\a,\b
	.endm
	two	%r1, %r2
	two	%r1
	two	%r1, %r2, %r3
	.macro	two
	.endm
	.macro
	.endm
	.macro	bad	5
	.endm
	.macro	same	x, x
	.endm
	.purgem	nothing
	.endm
	.exitm
	.macro	outer	x
	inner	\x
	.endm
	.macro	inner	y
	nop
	ldi	\y,%r1
	.endm
	outer	99999
	.macro	forever
	forever
	.endm
	forever
	\x
