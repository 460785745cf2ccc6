; Before it all is told; behind it only what else is missing.
	bogus	%r1
	.include "macros.inc"
	.include "more.inc"
	la	table(%r3)+1, %r4
	ldw	0(base),%r4
	ldi	SIZE,%r5
	.if	SIZE > 4
	.error	"too large"
	.else
	.warning "small"
	.endif
	.ifndef	SIZE
	.error	"SIZE is missing"
	.endif
	.space	SIZE
	.level	3
	.incbin	"picture"
	b	elsewhere
table:	.word	nowhere
table:	.word	nowhere
