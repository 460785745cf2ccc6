_start:
ldii	5,%r1
	loop	ldi	1,%r4
	addib,<>	-1,%r4,loop
	nop // a comment
	ldi5,%r1
	copy	,%r1
	ldi	'ab',%r1
	ldi	0b2,%r1
	ldi	1.5,%r1
	addi	0o17,%r1,%r1
	ldr	r0,[r1,#4]
	ldw	[%r1+4],%r2
	copy	%r1,1e3
