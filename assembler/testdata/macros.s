	.macro	load	address, register=%r1
	ldil	L%\address,\register
	ldo	R%\address(\register),\register
	.endm
	.macro	push	first:req, rest:vararg
	stw,ma	\first,4(%sp)
	.ifnb	\rest
	push	\rest
	.endif
	.endm
	.macro	loop	count
	ldi	\count,%r3
again\@:
	addib,<> -1,%r3,again\@
	nop
	.endm
	.macro	quoted	text
	.asciz	"\text"
	.endm
	.macro	join	name, number
\name\()_\number:
	.word	\name\().0
	.endm
	.macro	maybe	n
	.if	\n == 0
	.exitm
	.endif
	.word	\n
	.endm
x.0	= 5
	load	x.0
	LOAD	x.0,%r4
	load	register=%r5, address=x.0+4
	push	%r1, %r2, %r3
	loop	10
	loop	(2 + 3)*4
	join	x 1
	maybe	0
	maybe	3
	quoted	"two words, one comma"
	.align	4
	.purgem	load
	.macro	load	address
	ldw	\address(%r0),%r1
	.endm
	load	4
