# 1 "orig.S"
	nop
	bogus	%r1
# 40 "dir/head.h" 1
	.macro	m x
	ldi	\x,%r1
	.endm
# 12 "orig.S" 2
	m	99999
	.line	100
	wrong	%r2
; Words of a preprocessor's own are comments.
# pragma once
#line 7 "other.S"
	.word	08, 1
