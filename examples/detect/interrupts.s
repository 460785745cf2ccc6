; External interrupts: what is pending and masked stays pending, and comes before the instruction after the one that unmasks it.
; The interval timer makes them. Manual: chapter 2, EIRR, EIEM, "Interval Timer"; chapter 4, group 2.

TIMER = INTERVAL_TIMER_INTERRUPT

; raise: the timer's bit of EIRR is 1. Changes %r1, %r27 to %r29, %r31.
	.macro	raise
	bl	raise_timer,%r31
	 nop
	.endm

	.macro	enable	mask
	la	\mask,%r8
	mtctl	%r8,%eiem
	.endm

; read_timer_bit: EIRR without the devices' bits: console input may end at any time.
	.macro	read_timer_bit	register
	mfctl	%eirr,\register
	depi	0,31,31,\register
	.endm

	probe	OTHER,"EIRR: the timer's bit stays until MTCTL clears it"
	read_timer_bit	%r9
	claim	%r9,0
	raise
	.irp	mask,0,0x7fffffff
	la	\mask,%r8
	mtctl	%r8,%eirr
	read_timer_bit	%r9
	claim	%r9,TIMER
	.endr
	la	TIMER,%r8
	mtctl	%r8,%eirr
	read_timer_bit	%r9
	claim	%r9,0

	probe	OTHER,"a pending interrupt that PSW I or EIEM masks does not come"
	raise
	enable	TIMER
	claim_allowed	Q,0,nop
	claim_allowed	Q,3,nop
	enable	0x7f000000		; no device's bit
	claim_allowed	Q+I,0,nop

	probe	OTHER,"a pending interrupt comes before the instruction after the SSM, MTCTL or RFI that unmasks it"
	raise
	enable	TIMER
	ldi	0,%r9
	try	Q,interrupts_ssm
	claim_seen	NUMBER,4
	claim_at	interrupts_ssm+4
	claim	%r9,0
	mtctl	%r0,%eiem
	la	TIMER,%r8
	try	Q+I,interrupts_eiem
	claim_seen	NUMBER,4
	claim_at	interrupts_eiem+4
	claim	%r9,0
	.irp	level,0,1,2,3
	try	Q+I,interrupts_none,\level
	claim_seen	NUMBER,4
	claim_at	interrupts_none
	claim_bits	IPSW,Q+I+N+B,Q+I
	.endr
	try	Q+I+N,interrupts_none		; before a nullified one
	claim_at	interrupts_none
	claim_bits	IPSW,Q+I+N+B,Q+I+N

	probe	OTHER,"an interrupt whose request is withdrawn before it is unmasked does not come"
	raise
	enable	TIMER
	try	Q,interrupts_withdrawn
	claim_seen	COUNT,0

	probe	OTHER,"the recovery counter's trap comes first, then the interrupt, then the instruction's own trap"
	raise
	enable	TIMER
	ldi	-1,%r8
	mtctl	%r8,%cr0
	handle	interrupts_handler
	try	Q+I+R,interrupts_illegal
	claim_seen	SEQUENCE,0x030408

	probe	OTHER,"the idle hint passes while something is pending, at every level, whatever PSW I is"
	raise
	enable	TIMER
	.irp	level,0,1,2,3
	claim_allowed	Q,\level,.word 0x094a024a
	.endr

	probe	OTHER,"the idle hint rests until the timer is due, and not less"
	enable	TIMER
	la	100000,%r9
1:	mfctl	%cr16,%r8
	addl	%r8,%r9,%r8
	mtctl	%r8,%cr16
	la	TIMER,%r10
	mtctl	%r10,%eirr		; of the last one, if it is again
	mfctl	%cr16,%r10
	sub	%r8,%r10,%r10
	comib,>=	0,%r10,1b		; it has passed already, perhaps before it was set: again, farther away
	 addl	%r9,%r9,%r9
	claim_allowed	Q,2,.word 0x094a024a
	mfctl	%cr16,%r9
	sub	%r9,%r8,%r9
	extru	%r9,0,1,%r9
	claim	%r9,0
	read_timer_bit	%r9
	claim	%r9,TIMER

	probe	OTHER,"an interrupt that is pending at the idle hint comes behind it, and so does the one that ends its rest"
	enable	TIMER
	.irp	level,0,1,2,3
	raise
	try	Q+I,interrupts_hint,\level
	claim_seen	NUMBER,4
	claim_at	interrupts_hint+4
	claim_bits	IPSW,Q+I+N+B,Q+I
	.endr
	raise
	try	Q,interrupts_unmasked_hint
	claim_at	interrupts_hint+4
	la	TIMER,%r8
	mtctl	%r8,%eirr
	mfctl	%cr16,%r8
	la	100000,%r9
	addl	%r8,%r9,%r8
	mtctl	%r8,%cr16
	try	Q+I,interrupts_hint,3
	claim_seen	NUMBER,4
	claim_at	interrupts_hint+4

	probe	OTHER,"the idle hint does not rest, once, after an interrupt since the last one"
	enable	TIMER
	raise
	la	TIMER,%r8
	la	1000000,%r9
	handle	interrupts_served
	try	Q+I,interrupts_two_hints
	claim_seen	COUNT,2

	probe	OTHER,"a nullified idle hint does not rest, nor does one of other registers"
	try	Q,interrupts_no_hint,3
	claim_seen	COUNT,0

	probe	OTHER,"the interval timer never goes back, and fires once a passing"
	mfctl	%cr16,%r8
	ldi	1000,%r10
1:	mfctl	%cr16,%r9
	sub	%r9,%r8,%r8
	extru	%r8,0,1,%r8
	claim	%r8,0
	copy	%r9,%r8
	addib,<>	-1,%r10,1b
	 nop
	raise
	la	TIMER,%r8
	mtctl	%r8,%eirr
	la	3000,%r10
1:	addib,<>	-1,%r10,1b
	 nop
	read_timer_bit	%r9
	claim	%r9,0

	probe	OTHER,"a comparand that is written late is due at once, and one that CR 16 has passed has made its interrupt"
	la	TIMER,%r8
	mtctl	%r8,%eirr
	mfctl	%cr16,%r8
	ldo	100(%r8),%r8
	ldi	3000,%r10
1:	addib,<>	-1,%r10,1b
	 nop
	mtctl	%r8,%cr16
2:	mfctl	%cr16,%r9
	sub	%r9,%r8,%r9
	comib,>	0,%r9,2b
	 nop
	read_timer_bit	%r9
	claim	%r9,TIMER
	la	TIMER,%r9
	mtctl	%r9,%eirr
	mtctl	%r8,%cr16			; the same again: not before it has gone round
	ldi	3000,%r10
1:	addib,<>	-1,%r10,1b
	 nop
	read_timer_bit	%r9
	claim	%r9,0

	probe	OTHER,"CR 16 is read at every level, with PSW S = 1 at level 0 alone"
	.irp	level,0,1,2,3
	claim_allowed	Q,\level,mfctl %cr16,%r5
	.endr
	claim_allowed	Q+S,0,mfctl %cr16,%r5
	claim_ends	11,Q+S,3,mfctl %cr16,%r5
	b	interrupts_end
	 nop

interrupts_ssm:
	ssm	I,%r0
	ldi	1,%r9
	done
interrupts_eiem:
	mtctl	%r8,%eiem
	ldi	1,%r9
	done
interrupts_none:
	nop
	done
interrupts_withdrawn:
	mtctl	%r8,%eirr
	ssm	I,%r0
	nop
	done
interrupts_illegal:
	.word	0x1c000000
interrupts_handler:
	get	seen+NUMBER,%r1
	comib,=,n	8,%r1,1f
	comib,<>,n	3,%r1,2f
	mtctl	%r0,%cr0
2:	comib,<>,n	4,%r1,3f
	mtctl	%r0,%eiem
3:	retry
1:	give_up
interrupts_unmasked_hint:
	ssm	I,%r0
interrupts_hint:
	.word	0x094a024a
	done
interrupts_two_hints:
	nop				; the first interrupt comes before this
	.word	0x094a024a
	mfctl	%cr16,%r10
	addl	%r10,%r9,%r10
	mtctl	%r10,%cr16
	.word	0x094a024a		; rests until the second one
	done
interrupts_served:
	mtctl	%r8,%eirr
	retry
interrupts_no_hint:
	or,tr	%r0,%r0,%r0
	.word	0x094a024a
	or	%r11,%r11,%r11
	done

; Makes the interval timer raise its bit, and waits for that. A slow machine may miss a near comparand: then it sets one twice
; as far away. In: %r31 return address. Changes %r1, %r27 to %r29.
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
interrupts_end:
