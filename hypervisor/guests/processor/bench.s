; A guest that computes: one of five kernels (-D KERNEL=0 to 4: crc, sieve, list, recursion, float), ROUNDS times (-D
; ROUNDS=n), with both translations on (-D TRANSLATION=1) or off (0). Not of the suite: scripts/bench-processors.ts
; measures with it. What each round computes is claimed at the end.

	.include "guest.inc"

LIST = PAGE1				; 512 nodes of 8 bytes: the next one's address, a value
FLAGS = PAGE2				; the sieve's 4096 bytes
STACK = PAGE3

main:	case	"a kernel"
	map_guest
	map	PAGE1,PAGE1,WRITABLE
	map	PAGE2,PAGE2,WRITABLE
	map	PAGE3,PAGE3,WRITABLE
	ldi	0xc0,%r1		; floating point on
	mtctl	%r1,%ccr
	bl	make_list,%r2
	 nop
	la	ROUNDS,%r3
	try	Q+TRANSLATION*(C+D),round,3
	claim_seen	COUNT,0
	.if	KERNEL == 0
	claim	%r4,0xd0102e07
	.elseif	KERNEL == 1
	claim	%r4,564
	.elseif	KERNEL == 2
	claim	%r4,130816*8
	.elseif	KERNEL == 3
	claim	%r4,610
	.else
	claim	%r4,0x3fed38ea
	.endif
	b	passed
	 nop

round:	la	STACK,%r30
	ldi	15,%r26			; recursion's argument
	.if	KERNEL == 0
	bl	crc,%r2
	.elseif	KERNEL == 1
	bl	sieve,%r2
	.elseif	KERNEL == 2
	bl	list,%r2
	.elseif	KERNEL == 3
	bl	fibonacci,%r2
	.else
	bl	logistic,%r2
	.endif
	 nop
	addib,<>	-1,%r3,round
	 copy	%r28,%r4
	done

; CRC-32 of the first 512 bytes of the list, bit by bit. Out: %r28.
crc:	la	0xedb88320,%r19
	la	LIST,%r20
	ldi	512,%r21
	ldi	-1,%r28
1:	ldbs,ma	1(%r20),%r22
	xor	%r28,%r22,%r28
	ldi	8,%r23
2:	extru,od	%r28,31,1,%r0
	b,n	3f
	extru	%r28,30,31,%r28
	b	4f
	 xor	%r28,%r19,%r28
3:	extru	%r28,30,31,%r28
4:	addib,<>	-1,%r23,2b
	 nop
	addib,<>	-1,%r21,1b
	 nop
	bv	%r0(%r2)
	 uaddcm	%r0,%r28,%r28

; Primes below 4096. Out: %r28 how many.
sieve:	la	FLAGS,%r19
	ldi	1024,%r21
	copy	%r19,%r20
1:	addib,<>	-1,%r21,1b
	 stws,ma	%r0,4(%r20)
	ldi	2,%r21			; the candidate
	ldi	0,%r28
	ldi	4096,%r23
2:	ldbx	%r21(%r19),%r22
	comib,<>,n	0,%r22,4f
	ldo	1(%r28),%r28
	add	%r21,%r21,%r20
	ldi	1,%r22
	comb,<=,n	%r23,%r20,4f
3:	addl	%r19,%r20,%r24
	addl	%r20,%r21,%r20
	comb,>	%r23,%r20,3b
	 stbs	%r22,0(%r24)
4:	ldo	1(%r21),%r21
	comb,>	%r23,%r21,2b
	 nop
	bv,n	%r0(%r2)

; Walks the list eight times. Out: %r28 the sum of its values.
list:	ldi	0,%r28
	ldi	8,%r21
1:	la	LIST,%r19
2:	ldws	4(%r19),%r20
	ldws	0(%r19),%r19
	comib,<>	0,%r19,2b
	 addl	%r20,%r28,%r28
	addib,<>	-1,%r21,1b
	 nop
	bv,n	%r0(%r2)

; 512 nodes: number i is followed by number i + 37 mod 512, and its value is i.
make_list:
	la	LIST,%r19
	ldi	0,%r20
	ldi	511,%r21
1:	ldo	37(%r20),%r22
	extru	%r22,31,9,%r22
	sh3addl	%r20,%r19,%r23
	stw	%r20,4(%r23)
	sh3addl	%r22,%r19,%r24
	stw	%r24,0(%r23)
	addib,<>	-1,%r21,1b
	 copy	%r22,%r20
	sh3addl	%r20,%r19,%r23
	stw	%r20,4(%r23)
	bv	%r0(%r2)
	 stw	%r0,0(%r23)

; fibonacci(%r26), by itself. Out: %r28.
fibonacci:
	comib,<,n	1,%r26,1f
	bv	%r0(%r2)
	 copy	%r26,%r28
1:	stwm	%r2,16(%r30)
	stw	%r26,-12(%r30)
	bl	fibonacci,%r2
	 ldo	-1(%r26),%r26
	ldw	-12(%r30),%r26
	stw	%r28,-8(%r30)
	bl	fibonacci,%r2
	 ldo	-2(%r26),%r26
	ldw	-8(%r30),%r19
	addl	%r19,%r28,%r28
	ldwm	-16(%r30),%r2
	bv,n	%r0(%r2)

; The logistic map x := 3.75 * x * (1 - x), 200 times from 0.5. Out: %r28 the left word of x.
logistic:
	la	constants,%r19
	fldds	0(%r19),%fr4		; x
	fldds	8(%r19),%fr5		; 1
	ldo	16(%r19),%r19
	fldds	0(%r19),%fr6		; 3.75
	ldi	200,%r21
1:	fsub,dbl	%fr5,%fr4,%fr7
	fmpy,dbl	%fr6,%fr4,%fr8
	addib,<>	-1,%r21,1b
	 fmpy,dbl	%fr8,%fr7,%fr4
	la	STACK,%r20
	fstds	%fr4,0(%r20)
	ldw	0(%r20),%r28
	bv,n	%r0(%r2)

	.align	8
constants:
	.word	0x3fe00000,0,0x3ff00000,0,0x400e0000,0
