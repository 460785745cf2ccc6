	.octa	+0x10000000000000000
	.octa	-1, ~0, ~0xffffffffffffffff
