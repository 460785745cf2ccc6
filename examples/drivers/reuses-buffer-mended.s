; The driver of reuses-buffer.s, mended: two buffers in turn. What a command writes stays as it is until the command is done.

BUFFERS = 2
	.include "ahead.inc"
	.include "begin-and-finish.inc"
