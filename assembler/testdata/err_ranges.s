	ldw	8192(%r1),%r2
	ldo	-8193(%r1),%r2
	ldi	9000,%r1
	addi	1024,%r1,%r2
	comib,=	16,%r1,start
	ldil	0x200000,%r1
	depi	0,32,1,%r1
	extru	%r1,31,33,%r2
	extru	%r1,31,0,%r2
	ssm	128,%r0
	break	32,0
	be	3(%sr1,%r1)
	be	262144(%sr1,%r1)
	ldil	far,%r1
	ldw	far(%r1),%r2
	ldi	1<<64,%r1
	.byte	far
start:
	.data
far:	.word 0
