	.byte	256, -129, 255, -128
	.half	0x12345
	.word	0x123456789
	.warning "as the source says"
	.warning
