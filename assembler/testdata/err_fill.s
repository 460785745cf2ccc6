; An empty unit size would be 0 in GNU as: nothing is reserved. An empty value is 0 in both.
	.fill	3,,0x90
	.fill	3,
	.fill	3,1,
