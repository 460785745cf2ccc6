; Numbers too large for one instruction or datum.
start:	ldi	0x12345678,%r1
	ldo	-100000(%r1),%r2
	addi	5000,%r1,%r2
	subi	-2000,%r1,%r2
	comiclr,= 2000,%r1,%r0
	comib,=	100,%r1,start
	depi	16,31,5,%r1
	shd	%r1,%r2,32,%r3
	ldil	305419896,%r1
	ldw	0x10000000(%r1),%r2
	ldws,ma	16(%r1),%r2
	fldws	20(%r1),%fr4
	ldi	0x1ffffffff,%r1
	ldi	99999999999999999999,%r1
	break	0,8192
