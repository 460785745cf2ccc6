; The recovery counter counts each completed instruction once, and traps before the one after the last: simulated instructions
; count like all others, nullified ones don't. Manual: chapter 2, "Recovery Counter".

	probe	OTHER,"the recovery counter traps at the exact instruction among simulated ones"
	ldi	0,%r10
1:	la	CONSOLE_PAGE,%r7
	forget
	mtctl	%r10,%cr0
	try	Q+R,counter_mixed
	claim_seen	NUMBER,3
	claim_seen	RCTR,-1
	la	counter_fronts,%r11
	ldwx,s	%r10(%r11),%r11
	get	seen+IIAOQ_FRONT,%r12
	depi	0,31,2,%r12
	claim_same	%r12,%r11
	ldo	1(%r10),%r10
	comib,<>	COUNTER_LENGTH,%r10,1b
	 nop

	probe	OTHER,"the recovery counter, read among simulated instructions"
	ldi	100,%r8
	mtctl	%r8,%cr0
	la	CONSOLE_PAGE,%r7
	try	Q+R,counter_read
	claim	%r9,100
	claim	%r10,96
	claim_seen	RCTR,94

	probe	OTHER,"with PSW R = 0 the recovery counter stands still"
	la	0x80000000,%r8
	mtctl	%r8,%cr0
	la	CONSOLE_PAGE,%r7
	try	Q,counter_mixed
	claim_seen	COUNT,0
	mfctl	%cr0,%r8
	claim	%r8,0x80000000

	probe	OTHER,"an instruction that a fault ends, in a device's page too, does not count"
	ldi	100,%r8
	mtctl	%r8,%cr0
	la	CONSOLE_PAGE,%r7
	try	Q+R,counter_fault
	claim_seen	NUMBER,1
	claim_seen	RCTR,99
	b	counter_end
	 nop

counter_mixed:
	ldo	1(%r9),%r9		; 1
	mtctl	%r0,%tr0		; 2
	ldw	CONSOLE_RESULT(%r7),%r8	; 3
	mfctl	%cr16,%r8		; 4
	or,tr	%r0,%r0,%r0		; 5
counter_6:
	mtctl	%r0,%tr1		; nullified
	ssm	0,%r8			; 6
	b	counter_9		; 7
	 mtctl	%r0,%tr0		; 8
	break	0,0
counter_9:
	stw	%r8,CONSOLE_START(%r7)	; 9
	pdtlbe	%r0(%r0)		; 10
	diag	0			; 11
	done
; Where the trap comes, after 1, 2, ... instructions.
	.align	4
counter_fronts:
	.word	counter_mixed+4,counter_mixed+8,counter_mixed+12,counter_mixed+16,counter_6,counter_6+8
	.word	counter_6+12,counter_9,counter_9+4,counter_9+8,counter_9+12
COUNTER_LENGTH = 11
counter_read:
	mfctl	%cr0,%r9
	mtctl	%r0,%tr0
	ldw	CONSOLE_ADDRESS(%r7),%r8
	diag	0
	mfctl	%cr0,%r10
	ssm	0,%r8
	break	0,0
counter_fault:
	nop
	ldh	CONSOLE_ADDRESS(%r7),%r8
	break	0,0
counter_end:
