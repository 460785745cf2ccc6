; A mistake deep inside: what led there is shown from the inside out.
	.macro	three reg
	ldi	70000,\reg
	.endm
	.macro	two reg
	.rept	2
	three	\reg
	.endr
	.endm
	.include "folder/stack.inc"
