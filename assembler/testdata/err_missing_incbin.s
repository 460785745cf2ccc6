; Bytes define nothing: the rest is read as if they were there.
	nop
	.incbin "absent"
	bogus
	addi 99999,%r1,%r2
	b elsewhere
	.if x
	.endif
