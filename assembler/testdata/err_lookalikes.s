	add	%r1 ,%r2,%r3
	ldw 4(%r1),%r2
	addi	−5,%r1,%r2
	add	%r1,%r2,%r3 – a sum
// a comment
start:	// another
	add	%1,%2,%3
	.string	'abc'
	.string 'two words'
	.ident
	copy	%r1,%r032
