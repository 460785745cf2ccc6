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
	addi	99999,%r1,%r2
	add	%r1
	addi,foo	1,%r1,%r2
	ldw	table(%r1
	.globl
	.align	3
	.space	-1
	.error	"nobody knows"
	.if	SIZE > 4
	.word	1 2
	.elseif	1
	.word	1 2
	.endif
	.previous
	addi	99999,1f,%r2
x =	1 +
