; The interruptions between instructions: 23 to 25. Manual: chapter 4, group 4.

	.include "guest.inc"

; claim_after: the last interruption had this number, and the queues held these addresses.
	.macro	claim_after	number, front, back
	claim_seen	NUMBER,\number
	claim_seen	IIAOQ_FRONT,\front
	claim_seen	IIAOQ_BACK,\back
	.endm

main:	case	"taken branch: front is the delay slot, back the target; PSW B is 1"
	try	Q+T,1f,2
	claim_after	25,1f+4+2,2f+2
	claim_bits	IPSW,T+B+N,T+B
	b	3f
	 nop
1:	b	2f
	 nop
	nop
2:	done
3:
	case	"taken branch that nullifies: front is the nullified instruction, PSW N is 1"
	handle	4f
	try	Q+T,1f
	claim_after	25,1f+4,2f
	claim_bits	IPSW,B+N,B+N
	claim_seen	COUNT,1
	b	3f
	 nop
1:	b,n	2f
	 break	0,0
	nop
2:	done
4:	retry
3:
	case	"every kind of branch, when it is taken"
	handle	4f
	la	7f,%r7
	ldi	0,%r8
	try	Q+T,1f
	claim_seen	COUNT,10
	b	3f
	 nop
1:	bl	.+8,%r9
	 nop
	blr	%r0,%r9
	 nop
	bv	%r0(%r7)
	 nop
	break	0,0
7:	comb,=	%r0,%r0,.+8
	 nop
	comb,<>	%r0,%r0,.+8		; not taken
	 nop
	addib,=	0,%r8,.+8
	 nop
	movb,=	%r0,%r8,.+8
	 nop
	bb,>=	%r0,5,.+8
	 nop
	bb,<	%r0,5,.+8		; not taken
	 nop
	ldo	8f-7b(%r7),%r7
	be	0(%sr0,%r7)
	 nop
8:	ldo	9f-8b(%r7),%r7
	ble	0(%sr0,%r7)
	 nop
9:	gate	.+8,%r0
	 nop
	done
4:	retry
3:
	case	"lower-privilege transfer: after the delay slot, before the target"
	la	2f+3,%r7
	ldi	0,%r9
	try	Q+L,1f,1
	claim_after	24,2f+3,2f+4+3
	claim	%r9,1
	claim_bits	IPSW,L+B+N,L
	b	3f
	 nop
1:	bv	%r0(%r7)
	 ldo	1(%r9),%r9
2:	done
3:
	case	"lower-privilege transfer after a nullified delay slot"
	la	2f+3,%r7
	try	Q+L,1f,1
	claim_after	24,2f+3,2f+4+3
	b	3f
	 nop
1:	bv,n	%r0(%r7)
	 break	0,0
2:	done
3:
	case	"higher-privilege transfer: GATE in real mode"
	handle	4f
	try	Q+H,1f,3
	claim_after	23,2f,2f+4
	claim_seen	COUNT,1
	b	3f
	 nop
1:	gate	2f,%r9
	 nop
	nop
2:	mfctl	%cr8,%r9		; level 0
	done
4:	retry
3:
	case	"PSW H and L look at their own direction alone"
	la	5f+3,%r7
	try	Q+H,1f,1
	claim_seen	COUNT,0
	try	Q+L,2f,3
	claim_seen	COUNT,0
	b	3f
	 nop
1:	bv	%r0(%r7)
	 nop
2:	gate	.+8,%r9
	 nop
5:	done
3:
	case	"a transfer trap comes instead of a taken branch trap"
	la	2f+3,%r7
	handle	4f
	try	Q+L+T,1f,1
	claim_seen	SEQUENCE,0x1918
	claim_after	24,2f+3,5f+1
	b	3f
	 nop
1:	bv	%r0(%r7)		; taken: 25
	 b	5f			; completes at level 1, taken, before level 3: 24
	nop
2:	nop				; then back to level 1: a higher level, and PSW H is 0
5:	done
4:	retry
3:
	case	"the level of a queue: branch in the delay slot of a branch that lowers it"
	la	2f+3,%r7
	handle	4f
	try	Q+H,1f,1
	claim_after	23,5f+1,5f+4+1
	b	3f
	 nop
1:	bv	%r0(%r7)
	 b	5f
	nop
2:	nop
	break	0,0
5:	done
4:	retry
3:
	case	"RFI is neither a taken branch nor a transfer"
	la	2f+3,%r7
	try	T+H,1f
	claim_seen	COUNT,0
	b	3f
	 nop
1:	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	mtctl	%r7,%pcoq
	ldo	4(%r7),%r7
	mtctl	%r7,%pcoq
	ldi	Q,%r7
	mtctl	%r7,%ipsw
	rfi
2:	done
3:
	case	"a group 3 interruption of the delay slot comes first"
	la	2f+3,%r7
	try	Q+L,1f,1
	claim_after	9,1f+4+1,2f+3
	b	passed
	 nop
1:	bv	%r0(%r7)
	 break	0,0
2:	done
