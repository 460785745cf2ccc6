; External interrupts, 4: EIRR, EIEM, PSW I, the interval timer that raises them here, and the idle hint. Manual: chapter 2,
; "External Interrupt Request Register", "Interval Timer"; chapter 4, group 2.

	.include "guest.inc"

TIMER = 0x80000000			; the timer's bit of EIRR and EIEM

; raise: the timer raises its bit of EIRR. EIEM is 0, so nothing happens yet.
	.macro	raise
	bl	raise_timer,%r31
	 nop
	.endm

; enable: EIEM is this.
	.macro	enable	mask
	la	\mask,%r8
	mtctl	%r8,%eiem
	.endm

; read_timer_bit: EIRR without the devices' bits: the end of the console's input sets one.
	.macro	read_timer_bit	register
	mfctl	%eirr,\register
	depi	0,31,31,\register
	.endm

main:	case	"the timer sets bit 0 of EIRR when it reaches its comparand, and only MTCTL clears it"
	read_timer_bit	%r9
	claim	%r9,0
	raise
	read_timer_bit	%r9
	claim	%r9,TIMER
	mtctl	%r0,%eirr
	read_timer_bit	%r9
	claim	%r9,TIMER
	la	0x7fffffff,%r8
	mtctl	%r8,%eirr
	read_timer_bit	%r9
	claim	%r9,TIMER
	la	TIMER,%r8
	mtctl	%r8,%eirr
	read_timer_bit	%r9
	claim	%r9,0

	case	"no interrupt while PSW I is 0, or EIEM's bit is"
	raise
	enable	-1
	claim_allowed	Q,0,nop
	enable	0x7f000000		; no device's bit
	claim_allowed	Q+I,0,nop

	case	"the interrupt comes before the first instruction, and stays in EIRR"
	raise
	enable	TIMER
	try	Q+I,1f,3
	claim_interruption	4,1f+3
	claim_bits	IPSW,Q+I+N,Q+I
	read_timer_bit	%r9
	claim	%r9,TIMER
	b	2f
	 nop
1:	break	0,0
2:
	case	"SSM unmasks: the interrupt comes before the next instruction"
	raise
	enable	TIMER
	ldi	0,%r9
	try	Q,1f
	claim_interruption	4,2f
	claim	%r9,1
	b	3f
	 nop
1:	ldo	1(%r9),%r9
	ssm	I,%r8
2:	ldo	1(%r9),%r9
	done
3:
	case	"MTCTL to EIEM unmasks: the interrupt comes before the next instruction"
	raise
	la	TIMER,%r8
	try	Q+I,1f
	claim_interruption	4,2f
	b	3f
	 nop
1:	mtctl	%r8,%eiem
2:	done
3:
	case	"masking takes effect at once"
	la	TIMER,%r8
	handle	4f
	ldi	0,%r9
	try	Q+I,1f
	claim_seen	COUNT,0
	claim	%r9,TIMER
	b	3f
	 nop
1:	rsm	I,%r0
	mtctl	%r8,%eiem
	bl	raise_timer,%r31
	 nop
	mtctl	%r0,%eiem
	ssm	I,%r0
	nop
	read_timer_bit	%r9
	mtctl	%r8,%eirr
	mtctl	%r8,%eiem
	nop
	done
4:	give_up
3:
	case	"MTCTL to EIRR withdraws the request at once"
	raise
	la	TIMER,%r8
	mtctl	%r8,%eiem
	try	Q,1f
	claim_seen	COUNT,0
	b	2f
	 nop
1:	mtctl	%r8,%eirr
	ssm	I,%r0
	nop
	done
2:
	case	"in a delay slot: front is the slot, back the target"
	raise
	enable	TIMER
	la	1f,%r9
	la	2f,%r10
	try	0,3f
	claim_seen	NUMBER,4
	claim_seen	IIAOQ_FRONT,1f
	claim_seen	IIAOQ_BACK,2f
	b	4f
	 nop
3:	ldi	Q+I,%r8
	mtctl	%r8,%ipsw
	mtctl	%r9,%pcoq
	mtctl	%r10,%pcoq
	rfi
1:	nop
2:	done
4:
	case	"before a nullified instruction: PSW N is saved, and RFI passes over it"
	raise
	enable	TIMER
	handle	4f
	try	Q+I+N,1f
	claim_seen	SEQUENCE,4
	claim_seen	IIAOQ_FRONT,1f
	claim_bits	IPSW,N,N
	b	3f
	 nop
1:	break	0,0
	done
4:	mtctl	%r0,%eiem
	retry
3:
	case	"RFI that unmasks: the interrupt comes before the instruction to which it returns"
	raise
	enable	TIMER
	handle	4f
	try	Q,1f
	claim_seen	SEQUENCE,0x0904
	claim_seen	IIAOQ_FRONT,1f
	b	3f
	 nop
1:	break	0,0
	done
4:	get	seen+NUMBER,%r1
	comib,=,n	4,%r1,5f
	ldi	Q+I,%r1
	mtctl	%r1,%ipsw
	retry
5:	give_up
3:
	case	"the idle hint is a nop while something is pending, whatever PSW I is"
	elsewhere	1f,"QEMU 7.2 halts there until an interrupt is taken"
	raise
	enable	TIMER
	claim_allowed	Q,0,.word 0x094a024a
	claim_allowed	Q,3,.word 0x094a024a
1:
	case	"the idle hint rests until the timer is due"
	elsewhere	1f,"QEMU 7.2 halts there until an interrupt is taken"
	enable	TIMER
	mfctl	%cr16,%r8
	la	1000000,%r9
	add	%r8,%r9,%r8
	mtctl	%r8,%cr16
	claim_allowed	Q,2,.word 0x094a024a
	read_timer_bit	%r9
	claim	%r9,TIMER
	mfctl	%cr16,%r9
	sub	%r9,%r8,%r9		; not before its time
	extru	%r9,0,1,%r9
	claim	%r9,0
1:
	case	"the idle hint has completed when the interrupt comes, which may have been pending before it"
	elsewhere	1f,"QEMU 7.2 takes the interrupt first"
	.irp	level,0,3
	raise
	enable	TIMER
	try	Q+I,hint,\level
	claim_interruption	4,hint+4+\level
	claim_bits	IPSW,Q+I+N+B,Q+I
	.endr
	raise
	enable	TIMER
	try	Q,unmasked_hint
	claim_interruption	4,unmasked_hint+8
	raise
	enable	TIMER
	la	slot_hint,%r9
	la	hint,%r10
	try	0,into_slot
	claim_seen	NUMBER,4
	claim_seen	IIAOQ_FRONT,hint
	claim_seen	IIAOQ_BACK,hint+4
	la	TIMER,%r8
	mtctl	%r8,%eirr
	mfctl	%cr16,%r8
	la	100000,%r9
	addl	%r8,%r9,%r8
	mtctl	%r8,%cr16
	try	Q+I,hint			; this one rests
	claim_interruption	4,hint+4
	b	1f
	 nop
unmasked_hint:
	ssm	I,%r0
hint:	.word	0x094a024a
	done
into_slot:
	ldi	Q+I,%r8
	mtctl	%r8,%ipsw
	mtctl	%r9,%pcoq
	mtctl	%r10,%pcoq
	rfi
slot_hint:
	.word	0x094a024a
1:
	case	"the idle hint does not rest, once, after an interrupt since the last one"
	elsewhere	1f,"QEMU 7.2 rests"
	raise
	enable	TIMER
	la	TIMER,%r8
	la	3000000,%r9
	handle	3f
	try	Q+I,2f
	claim_seen	COUNT,2
	b	1f
	 nop
2:	nop				; the interrupt comes before this
	.word	0x094a024a
	mfctl	%cr16,%r10
	addl	%r10,%r9,%r10
	mtctl	%r10,%cr16
	.word	0x094a024a		; rests until the second one
	done
3:	mtctl	%r8,%eirr
	retry
1:
	case	"a nullified idle hint does not rest; nor does one of other registers"
	try	Q,1f,3
	claim_seen	COUNT,0
	b	2f
	 nop
1:	or,tr	%r0,%r0,%r0
	.word	0x094a024a
	or	%r11,%r11,%r11
	done
2:
	case	"the timer counts up, and its comparand does not show"
	mfctl	%cr16,%r8
	mtctl	%r0,%cr16
1:	mfctl	%cr16,%r9
	comb,=	%r8,%r9,1b
	 nop
	sub	%r9,%r8,%r9
	extru	%r9,0,1,%r9
	claim	%r9,0
	la	TIMER,%r1
	mtctl	%r1,%eirr

	case	"our choice: a comparand that is written late is due at once"
	elsewhere	1f,"there it is due when CR 16 has gone round, after a minute and more"
	mfctl	%cr16,%r8
	ldo	100(%r8),%r8
	la	20000,%r9
2:	addib,<>	-1,%r9,2b
	 nop
	mtctl	%r8,%cr16
3:	read_timer_bit	%r9
	comib,=	0,%r9,3b
	 nop
	la	TIMER,%r1
	mtctl	%r1,%eirr
1:
	case	"it fires once per passing"
	raise
	la	TIMER,%r8
	mtctl	%r8,%eirr
	la	3000,%r9
1:	addib,<>	-1,%r9,1b
	 nop
	read_timer_bit	%r9
	claim	%r9,0

	b	passed
	 nop

; Makes the interval timer raise its bit, and waits for that. A slow start may miss a near comparand: then it sets one twice
; as far away. In: %r31 return address. Changes %r1, %r28, %r29, %r27.
raise_timer:
	ldi	1000,%r1
1:	mfctl	%cr16,%r28
	addl	%r28,%r1,%r28
	mtctl	%r28,%cr16
2:	mfctl	%eirr,%r29
	bb,<	%r29,0,3f
	 mfctl	%cr16,%r29
	sub	%r29,%r28,%r29
	ldil	L%0x400000,%r27
	comb,<	%r29,%r27,2b
	 nop
	b	1b
	 addl	%r1,%r1,%r1
3:	bv,n	%r0(%r31)
