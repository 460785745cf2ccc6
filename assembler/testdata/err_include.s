	.include "folder/wrong.inc"
	.include "err_include.s"
