	ldil	P%start,%r1
	ldw	T%start(%r1),%r2
	ldil	L%,%r1
	.word	LTP%start
	ldw	L%start(%r1),%r2
start:
