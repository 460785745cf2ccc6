; High-priority machine check, power failure and low-priority machine check: 1, 2 and 5, which the driver makes pending when
; the guest asks; and the order of all that may be pending at once. Manual: chapter 4, groups 1 and 2.

	.include "guest.inc"

HPMC = 1 << 1
POWER_FAILURE = 1 << 2
LPMC = 1 << 5
TIMER = 0x80000000

; signal: makes these pending, and waits until they are. While PSW M = 0 a high-priority machine check comes at once.
	.macro	signal	mask
	la	\mask,%r8
	put	%r8,signal_request
wait\@:	get	signal_request,%r8
	comib,<>	0,%r8,wait\@
	 nop
	.endm

; enter: goes on at `code` with this PSW. Needs Q = 0.
	.macro	enter	psw, code
	la	\psw,%r8
	mtctl	%r8,%ipsw
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	la	\code,%r8
	mtctl	%r8,%pcoq
	ldo	4(%r8),%r8
	mtctl	%r8,%pcoq
	rfi
	nop
	.endm

main:	case	"a high-priority machine check waits for PSW M = 0"
	try	M+Q,1f
	claim_interruption	1,2f
	claim_bits	IPSW,M+Q+I+N,Q
	claim_seen	COUNT,1
	b	3f
	 nop
1:	signal	HPMC
	rsm	Q,%r0
	enter	Q,2f
2:	done
3:
	case	"our choice: its IIR, ISR and IOR are 0"
	claim_trap	9,Q,0,break 3,4
	try	M+Q,1f
	claim_seen	NUMBER,1
	claim_seen	IIR,0
	claim_seen	ISR,0
	claim_seen	IOR,0
	b	3f
	 nop
1:	signal	HPMC
	rsm	Q,%r0
	enter	Q,2f
2:	done
3:
	case	"its handler runs with PSW M = 1: a second one waits until RFI"
	handle	4f
	try	M+Q,1f
	claim_seen	SEQUENCE,0x0101
	claim_seen	IIAOQ_FRONT,2f
	b	3f
	 nop
1:	signal	HPMC
	rsm	Q,%r0
	enter	Q,2f
2:	done
4:	get	seen+COUNT,%r1
	comib,<>,n	1,%r1,5f
	signal	HPMC
	nop
5:	retry
3:
	case	"all other interruptions set PSW M to 0"
	try	M+Q,1f
	claim_seen	SEQUENCE,1		; before the first instruction of BREAK's vector
	claim_seen	IPSW,0
	claim_seen	IIAOQ_FRONT,2f		; as BREAK left it: Q is 0
	b	3f
	 nop
1:	signal	HPMC
2:	break	0,0
3:
	case	"a power failure waits for PSW I = 1"
	signal	POWER_FAILURE
	claim_allowed	Q,0,nop
	try	Q+I,1f,3
	claim_interruption	2,1f+3
	claim_bits	IPSW,Q+I+N,Q+I
	claim_allowed	Q+I,0,nop
	b	2f
	 nop
1:	done
2:
	case	"a low-priority machine check waits for PSW I = 1"
	signal	LPMC
	claim_allowed	Q,0,nop
	try	Q+I,1f,3
	claim_interruption	5,1f+3
	claim_allowed	Q+I,0,nop
	b	2f
	 nop
1:	done
2:
	case	"all at once: 1, 2, 3, 4, 5, and then the instruction's own"
	mfctl	%cr16,%r8		; 4
	ldil	L%0x20000,%r1		; in time for the slowest engine
	addl	%r1,%r8,%r8
	mtctl	%r8,%cr16
1:	mfctl	%eirr,%r8
	bb,>=	%r8,0,1b
	 nop
	la	TIMER,%r8
	mtctl	%r8,%eiem
	ldi	-1,%r8			; 3
	mtctl	%r8,%cr0
	handle	4f
	try	M+Q,1f
	claim_seen	SEQUENCE,0x03040508
	claim_seen	EARLIER,0x0102
	claim_seen	IIAOQ_FRONT,2f
	b	3f
	 nop
1:	signal	HPMC+POWER_FAILURE+LPMC
	rsm	Q,%r0
	enter	Q+I+R,2f
2:	.word	0x1c000000
4:	get	seen+NUMBER,%r1
	comib,=,n	8,%r1,5f
	comib,<>,n	3,%r1,6f
	mtctl	%r0,%cr0
6:	comib,<>,n	4,%r1,7f
	mtctl	%r0,%eiem
7:	retry
5:	give_up
3:
	case	"before a nullified instruction"
	signal	POWER_FAILURE
	try	Q+I+N,1f
	claim_interruption	2,1f
	claim_bits	IPSW,N,N
	b	passed
	 nop
1:	done

