	.include "folder/inner.inc"
	.include "folder/inner.inc"
	.incbin	"folder/bytes.bin"
	.incbin	"folder/bytes.bin", 2
	.incbin	"folder/bytes.bin", 1, 2
