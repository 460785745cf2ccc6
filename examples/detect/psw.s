; The PSW, over interruptions and around instructions that a monitor simulates. Manual: chapter 2, "Processor Status Word".

; A write of a control register, an access to a device, and a reading of the clock: each is a monitor's business. The
; device's page is in %r7. Changes %r8.
	.macro	simulated
	mtctl	%r0,%tr0
	ldw	CONSOLE_ADDRESS(%r7),%r8
	mfctl	%cr16,%r8
	.endm

	probe	OTHER,"every bit of the PSW, through RFI and an interruption"
	.irp	bits,S,T,H,L,X,B,V,0x0100,0x8000,0xff00,R,P,D,M,S+T+H+L+X+B+V+M+0xa500+R+P+D+I
	try	Q+\bits,psw_break
	claim_seen	NUMBER,9
	claim_seen	IPSW,Q+\bits
	.endr
	try	P+D+V,psw_break			; Q = 0
	claim_seen	IPSW,P+D+V
	try	0xffffffff-N-C-R-I,psw_break
	claim_seen	IPSW,S+T+H+L+X+B+V+M+0xff00+Q+P+D

	probe	OTHER,"the system mask: SSM, RSM, MTSM"
	try	Q+P,psw_mask
	claim	%r8,Q+P
	claim	%r9,Q+P+D
	claim	%r10,Q+D
	claim	%r11,Q
	ssm	Q,%r0				; Q stays 0, if an RFI hasn't set it
	ssm	0,%r8
	claim	%r8,0

	probe	OTHER,"a handler begins with PSW 0; after a machine check, with M"
	handle	psw_handler
	try	Q+S+T+L+V+0xff00+P+D+I,psw_break,3
	claim	%r8,0
	claim_seen	IPSW,Q+S+T+L+V+0xff00+P+D+I
	handle	psw_nested
	la	CONSOLE_PAGE,%r7
	forget
	try	Q+P,psw_break
	claim_seen	COUNT,2
	claim_seen	IPSW,0
	forget
	try	Q+P,psw_check
	claim_seen	COUNT,2
	claim_seen	IPSW,M

	probe	OTHER,"PSW B and the queues: a simulated instruction in a delay slot"
	la	CONSOLE_PAGE,%r7
	try	Q,psw_slot
	claim_seen	NUMBER,9
	claim_at	psw_slot_target
	claim_bits	IPSW,B+N,0
	claim	%r9,0
	try	Q,psw_taken			; and in front of a branch
	claim_at	psw_taken_slot
	claim_bits	IPSW,B+N,B

	probe	OTHER,"PSW N: a simulated instruction that is nullified does nothing"
	ldi	7,%r8
	mtctl	%r8,%tr0
	la	CONSOLE_PAGE,%r7
	ldw	CONSOLE_LENGTH(%r7),%r10
	try	Q,psw_nullified
	claim_seen	COUNT,0
	mfctl	%tr0,%r9
	claim	%r9,7
	ldw	CONSOLE_LENGTH(%r7),%r9
	claim_same	%r9,%r10

	probe	OTHER,"PSW V and the carry/borrow bits survive simulated instructions"
	la	CONSOLE_PAGE,%r7
	.irp	bits,0,V,0x8000,0x5a00,V+0xff00
	try	Q+\bits,psw_simulated
	claim_seen	NUMBER,9
	claim_seen	IPSW,Q+\bits
	.endr

	probe	OTHER,"PSW X is 0 after a simulated instruction"
	la	CONSOLE_PAGE,%r7
	try	Q+X,psw_simulated
	claim_seen	IPSW,Q

	probe	OTHER,"PSW T: the trap after a branch with a simulated instruction in its delay slot"
	la	CONSOLE_PAGE,%r7
	handle	psw_retry
	try	Q+T,psw_slot
	claim_seen	SEQUENCE,0x1909
	claim_at	psw_slot_target
	claim	%r9,0

	probe	OTHER,"PSW L: the trap after a simulated delay slot, before the target"
	la	psw_break+3,%r6
	la	CONSOLE_PAGE,%r7
	try	Q+L,psw_lowering
	claim_seen	NUMBER,24
	claim_at	psw_break
	claim_bits	IPSW,L+B+N,L

	probe	OTHER,"in a handler, simulated instructions leave IIR, ISR, IOR, IPSW and the queues alone"
	handle	psw_simulating_handler
	ldi	0x55,%r6
	mtsp	%r6,%sr4
	la	0x700,%r7
	try	Q+D+V,psw_miss
	claim_seen	NUMBER,15
	claim_iir	psw_miss
	claim_seen	ISR,0x55
	claim_seen	IOR,0x700
	.irp	pair,"%r9,IIR","%r10,ISR","%r11,IOR","%r12,IPSW","%r13,IIAOQ_FRONT","%r14,IIAOQ_BACK"
	claim_kept	\pair
	.endr

	probe	OTHER,"simulated instructions leave the shadow registers alone"
	handle	psw_shadow_handler
	.irp	register,8,9,16,17,24,25
	ldi	100+\register,%r\register
	.endr
	try	Q,psw_shadow,3
	.irp	register,8,9,16,17,24,25
	claim	%r\register,100+\register
	.endr
	claim	%r3,101
	b	psw_end
	 nop

psw_break:
	break	0,0
psw_mask:
	ssm	D,%r8
	rsm	P,%r9
	ldi	Q,%r1
	rsm	0,%r10
	mtsm	%r1
	ssm	0,%r11
	done
psw_handler:
	ssm	0,%r8
	give_up
psw_check:
	ldh	CONSOLE_START(%r7),%r8
; Shows the PSW of a handler by an interruption of its own.
psw_nested:
	get	seen+COUNT,%r1
	comib,<>,n	1,%r1,1f
	break	0,0
1:	give_up
psw_slot:
	ldi	0,%r9
	b	psw_slot_target
	 mtctl	%r0,%tr0
	ldi	16,%r9
psw_slot_target:
	break	0,0
	done
psw_taken:
	mtctl	%r0,%tr0
	b	psw_slot_target
psw_taken_slot:
	 break	0,1
psw_nullified:
	or,tr	%r0,%r0,%r0
	mtctl	%r0,%tr0
	or,tr	%r0,%r0,%r0
	stw	%r0,CONSOLE_LENGTH(%r7)
	comb,=,n	%r0,%r0,.+12
	mtctl	%r0,%tr0
	break	0,0
	done
psw_simulated:
	simulated
	break	0,0
psw_retry:
	get	seen+NUMBER,%r1
	ldi	9,%r31
	comb,=,n	%r1,%r31,1f
	retry
1:	give_up
psw_lowering:
	bv	%r0(%r6)
	 mtctl	%r0,%tr0
psw_miss:
	ldw	0(%r7),%r8
	done
psw_simulating_handler:
	la	CONSOLE_PAGE,%r7
	simulated
	stw	%r8,CONSOLE_START(%r7)
	pdtlbe	%r0(%r0)
	diag	0
	mfctl	%iir,%r9
	mfctl	%isr,%r10
	mfctl	%ior,%r11
	mfctl	%ipsw,%r12
	mfctl	%pcoq,%r13
	mtctl	%r13,%pcoq
	mfctl	%pcoq,%r14
	give_up
psw_shadow:
	ldi	101,%r1
	break	0,0
	copy	%r1,%r3
	done
psw_shadow_handler:
	.irp	register,8,9,16,17,24,25
	ldi	-1,%r\register
	.endr
	la	CONSOLE_PAGE,%r7
	.rept	3
	simulated
	.endr
	mfctl	%pcoq,%r1			; both elements after the break
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	rfir
psw_end:
