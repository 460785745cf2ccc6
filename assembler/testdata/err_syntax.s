	ldw	0(%r1,%r2
	bogus	%r1
	add	%r1,,%r2
	add	%r1 %r2,%r3
	.word	1 +
	.word	)
	.word	(1+2
	ldw,	0(%r1),%r2
label:	= 5
	5
	%r1
	.type	x, @
	.word	1 2
	= 3
