; The interruptions that one instruction raises by itself, without an address: 8 to 13. Manual: chapter 4, group 3.

	.include "guest.inc"

; A try of its own for each of the levels 1 to 3, at which the instruction is ended by this interruption; at level 0 it isn't.
	.macro	claim_level_0	number, instruction:vararg
	.irp	level,1,2,3
	claim_trap	\number,Q,\level,\instruction
	.endr
	.endm

main:	case	"BREAK: queues, IIR, IPSW"
	try	Q+R,1f
	claim_interruption	9,1f
	claim_seen	IIR,12<<13|7
	claim_bits	IPSW,0xff,Q+R
	b	2f
	 nop
1:	break	7,12
	done
2:
	case	"BREAK at every level"
	.irp	level,0,1,2,3
	claim_trap	9,Q,\level,break 0,0
	.endr

	case	"an interruption begins in real mode at level 0, PSW 0"
	map_guest
	handle	1f
	try	Q+C+D+P+I+L,2f,3
	claim	%r5,0
	claim	%r6,0
	b	3f
	 nop
1:	ssm	0,%r5			; level 0, or this would trap; the system mask is 0
	ldil	L%PAGE1,%r6		; no translation of this page, none needed
	stw	%r0,0(%r6)
	ldw	0(%r6),%r6
	give_up
2:	break	0,1
	done
3:
	case	"an undefined major opcode is illegal"
	claim_trap	8,Q,0,.word 0x1c000000

	case	"no level makes an illegal instruction legal"
	claim_trap	8,Q,3,.word 0x1c000000

	case	"GATE in the delay slot of a taken branch is illegal"
	elsewhere	3f,"QEMU 7.2 does not model PSW B"
	try	Q,1f
	claim_seen	NUMBER,8
	claim_seen	IIAOQ_FRONT,1f+4
	claim_seen	IIAOQ_BACK,2f
	claim_iir	1f+4
	claim_bits	IPSW,B,B
	b	3f
	 nop
1:	b	2f
	 gate	2f,%r0
	nop
2:	done
3:
	case	"GATE after a branch not taken, or whose delay slot was nullified, is legal"
	try	Q,1f
	claim_seen	COUNT,0
	b	2f
	 nop
1:	comb,<>	%r0,%r0,1b
	 gate	.+8,%r0
	nop
	b,n	.+12
	break	0,0
	gate	.+8,%r0
	nop
	done
2:
	case	"privileged operations: system mask and returns"
	claim_level_0	10,ssm 0,%r5
	claim_level_0	10,rsm 0,%r5
	claim_level_0	10,mtsm %r0
	claim_level_0	10,rfi
	claim_level_0	10,rfir

	case	"DIAG is a privileged operation"
	elsewhere	1f,"in QEMU 7.2 DIAG does nothing"
	claim_level_0	10,diag 5
1:
	case	"privileged operations: absolute accesses"
	ldi	0x100,%r7
	claim_level_0	10,ldwax %r0(%r7),%r5
	claim_level_0	10,ldwas 0(%r7),%r5
	claim_level_0	10,stwas %r0,0(%r7)

	case	"privileged operations: the TLB"
	claim_level_0	10,idtlba %r0,(%sr1,%r7)
	claim_level_0	10,idtlbp %r0,(%sr1,%r7)
	claim_level_0	10,iitlba %r0,(%sr1,%r7)
	claim_level_0	10,iitlbp %r0,(%sr1,%r7)
	claim_level_0	10,pdtlb %r0(%sr1,%r7)
	claim_level_0	10,pitlb %r0(%sr1,%r7)
	claim_level_0	10,pdtlbe %r0(%sr1,%r7)
	claim_level_0	10,pitlbe %r0(%sr1,%r7)
	claim_level_0	10,lpa %r0(%sr1,%r7),%r5
	claim_level_0	10,lci %r0(%sr1,%r7),%r5

	case	"privileged operations complete at level 0"
	.irp	instruction,"ssm 0,%r5","rsm 0,%r5","ldwas 0(%r7),%r5","pdtlb %r0(%sr1,%r7)","lci %r0(%sr1,%r7),%r5","diag 5"
	claim_allowed	Q,0,\instruction
	.endr

	case	"control registers are written at level 0"
	.irp	register,0,8,9,10,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	claim_level_0	11,mtctl %r0,%cr\register
	.endr

	case	"control registers are read at level 0"
	.irp	register,0,8,9,10,12,13,14,15,17,18,19,20,21,22,23,24,25,28,29,30,31
	claim_level_0	11,mfctl %cr\register,%r5
	.endr

	case	"SAR, CR 26, CR 27 and CR 16 are read at every level, SAR is written"
	.irp	level,0,1,2,3
	.irp	register,11,16,26,27
	claim_allowed	Q,\level,mfctl %cr\register,%r5
	.endr
	claim_allowed	Q,\level,mtctl %r5,%cr11
	.endr

	case	"with PSW S = 1 CR 16 is read at level 0 alone"
	elsewhere	1f,"QEMU 7.2 ignores PSW S"
	claim_allowed	Q+S,0,mfctl %cr16,%r5
	claim_trap	11,Q+S,1,mfctl %cr16,%r5
	claim_trap	11,Q+S,3,mfctl %cr16,%r5
1:
	case	"space registers 5 to 7 are written at level 0, 0 to 4 everywhere; all are read everywhere"
	.irp	register,5,6,7
	claim_level_0	11,mtsp %r0,%sr\register
	.endr
	.irp	register,0,1,2,3,4
	claim_allowed	Q,3,mtsp %r0,%sr\register
	.endr
	.irp	register,0,1,2,3,4,5,6,7
	claim_allowed	Q,3,mfsp %sr\register,%r5
	.endr

	case	"overflow: ADDO, SUBO, ADDIO, SUBIO, SH1ADDO, ADDCO, SUBBO"
	la	0x7fffffff,%r7
	la	0x80000000,%r8
	ldi	1,%r9
	ldi	99,%r10
	.irp	instruction,"addo %r7,%r9,%r10","subo %r8,%r9,%r10","addio 1,%r7,%r10","subio 0,%r8,%r10","sh1addo %r9,%r7,%r10","addco %r7,%r9,%r10"
	claim_trap	12,Q,3,\instruction
	claim	%r10,99			; the target keeps its value
	.endr
	claim_allowed	Q,0,addo %r7,%r8,%r10
	claim	%r10,-1

	case	"overflow: bits lost in the shift of SH3ADDO"
	elsewhere	1f,"QEMU 7.2 looks at the addition alone"
	la	0x20000001,%r7
	claim_trap	12,Q,3,sh3addo %r7,%r0,%r10
1:
	case	"an overflow trap leaves the carry/borrow bits alone"
	elsewhere	3f,"QEMU 7.2 reads them back wrong"
	la	0x7fffffff,%r7
	la	0x80000000,%r8
	ldi	1,%r9
	try	Q,1f
	claim_seen	NUMBER,12
	claim_bits	IPSW,0xff00,0x8000
	b	3f
	 nop
1:	add	%r8,%r8,%r0		; a carry out of digit 0 alone
	addo	%r7,%r9,%r0
	done
3:
	case	"conditional: ADDIT, SUBT, ADDITO, SUBTO, UADDCMT"
	ldi	5,%r7
	ldi	5,%r8
	ldi	99,%r10
	.irp	instruction,"addit,= -5,%r7,%r10","subt,= %r7,%r8,%r10","addito,<> 1,%r7,%r10","subto,>= %r7,%r8,%r10","uaddcmt,nhz %r7,%r8,%r10"
	claim_trap	13,Q,2,\instruction
	claim	%r10,99
	.endr
	claim_allowed	Q,2,addit,<> -5,%r7,%r10
	claim	%r10,0

	case	"overflow comes before the condition"
	la	0x7fffffff,%r7
	claim_trap	12,Q,0,addito,< 1,%r7,%r10

	case	"a nullified instruction raises nothing"
	try	Q,1f,3
	claim_seen	COUNT,0
	b	2f
	 nop
1:	or,tr	%r0,%r0,%r0
	break	0,0
	comclr,=	%r0,%r0,%r0
	.word	0x1c000000
	comb,=,n	%r0,%r0,.+12
	ssm	0,%r0
	break	0,0
	or,tr	%r0,%r0,%r0
	mtctl	%r0,%eiem
	done
2:
	case	"in a delay slot: front is the slot, back is the target, PSW B is 1"
	elsewhere	4f,"QEMU 7.2 does not model PSW B"
	try	Q,1f,1
	claim_seen	NUMBER,9
	claim_seen	IIAOQ_FRONT,1f+5
	claim_seen	IIAOQ_BACK,2f+1
	claim_bits	IPSW,B+N,B
	b	4f
	 nop
1:	b	2f
	 break	0,0
	nop
2:	done
4:
	case	"in a delay slot: a handler that goes on reaches the target"
	handle	3f
	ldi	0,%r5
	try	Q,1f,1
	claim	%r5,1
	claim_seen	COUNT,1
	claim_seen	IIAOQ_FRONT,1f+5
	claim_seen	IIAOQ_BACK,2f+1
	b	4f
	 nop
1:	b	2f
	 break	0,0
	ldo	16(%r5),%r5
2:	ldo	1(%r5),%r5
	done
3:	skip
4:
	case	"RFI to a nullified instruction passes over it"
	try	Q+N,1f,3
	claim_seen	COUNT,0
	b	passed
	 nop
1:	break	0,0
	done
