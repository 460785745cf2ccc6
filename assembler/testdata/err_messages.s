	.word	,
	.ascii	,
	.macro	3
	.endm
	.macro	  3 x
	.endm
	.macro	twice a, a
	.endm
	.macro	wants a, b:req
	.endm
	wants	1
	wants
	.word	1<<99999999999999999999
	.word	1>>-1
	.word	1<<(8*8)
	.word	5/18446744073709551616
	.space	99999999999999999999
	.rept	99999999999999999999
	.endr
	add	, %r1
