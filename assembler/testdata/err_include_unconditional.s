first:	nop
	.include "folder/cycle.inc"
	.include "err_include_unconditional.s"
	bogus
