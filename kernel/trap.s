; Interruptions: saving what was interrupted, deciding what to do, going back.
;
; The kernel itself runs in real mode with interrupts masked and is written not to trap. So an interruption that finds
; C = 1 in the saved PSW hit a user (or the gateway on a user's behalf), and the process's frame is free to take its
; registers; with C = 0 it is the kernel's mistake or the machine's, and ends in panic.s.

; save_registers: %r2 to %r31, %sr0 to %sr4 and %sar to the frame at %r1. Changes %r2, %r3.
	.macro	save_registers
	stw	%r2,8(%r1)
	stw	%r3,12(%r1)
	stw	%r4,16(%r1)
	stw	%r5,20(%r1)
	stw	%r6,24(%r1)
	stw	%r7,28(%r1)
	stw	%r8,32(%r1)
	stw	%r9,36(%r1)
	stw	%r10,40(%r1)
	stw	%r11,44(%r1)
	stw	%r12,48(%r1)
	stw	%r13,52(%r1)
	stw	%r14,56(%r1)
	stw	%r15,60(%r1)
	stw	%r16,64(%r1)
	stw	%r17,68(%r1)
	stw	%r18,72(%r1)
	stw	%r19,76(%r1)
	stw	%r20,80(%r1)
	stw	%r21,84(%r1)
	stw	%r22,88(%r1)
	stw	%r23,92(%r1)
	stw	%r24,96(%r1)
	stw	%r25,100(%r1)
	stw	%r26,104(%r1)
	stw	%r27,108(%r1)
	stw	%r28,112(%r1)
	stw	%r29,116(%r1)
	stw	%r30,120(%r1)
	stw	%r31,124(%r1)
	mfsp	%sr0,%r2
	mfsp	%sr1,%r3
	stw	%r2,FRAME_SR0(%r1)
	stw	%r3,FRAME_SR1(%r1)
	mfsp	%sr2,%r2
	mfsp	%sr3,%r3
	stw	%r2,FRAME_SR2(%r1)
	stw	%r3,FRAME_SR3(%r1)
	mfsp	%sr4,%r2
	mfctl	%sar,%r3
	stw	%r2,FRAME_SR4(%r1)
	stw	%r3,FRAME_SAR(%r1)
	.endm

; save_interruption: what only an interruption has: the old %r1 (in %tr4), the queues, the parameters. %r1 frame.
; Changes %r2, %r3.
	.macro	save_interruption
	mfctl	%tr4,%r2
	mfctl	%tr5,%r3
	stw	%r2,FRAME_R1(%r1)
	stw	%r3,FRAME_NUMBER(%r1)
	mfctl	%pcsq,%r2
	mtctl	%r0,%pcsq		; moves the back element to the front, where it can be read
	mfctl	%pcsq,%r3
	stw	%r2,FRAME_PCSQ(%r1)
	stw	%r3,FRAME_PCSQ+4(%r1)
	mfctl	%pcoq,%r2
	mtctl	%r0,%pcoq
	mfctl	%pcoq,%r3
	stw	%r2,FRAME_PCOQ(%r1)
	stw	%r3,FRAME_PCOQ+4(%r1)
	mfctl	%ipsw,%r2
	mfctl	%iir,%r3
	stw	%r2,FRAME_IPSW(%r1)
	stw	%r3,FRAME_IIR(%r1)
	mfctl	%isr,%r2
	mfctl	%ior,%r3
	stw	%r2,FRAME_ISR(%r1)
	stw	%r3,FRAME_IOR(%r1)
	.endm

; interruption: every vector's second station.
; in: %r1 number, %tr4 the old %r1; all else the interrupted program's; masked, Q = 0
interruption:
	mtctl	%r1,%tr5
	mfctl	%ipsw,%r1
	bb,<,n	%r1,PSW_C_BIT,1f
	b,n	panic_interruption
1:	mfctl	%tr0,%r1		; the current process
	save_registers
	save_interruption

; On into the kernel proper, with Q = 1 so that its own mistakes can be reported with their address.
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	la	interruption_saved,%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	PSW_KERNEL,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

; The frame is saved; decide by number. An external interrupt goes back to the program, everything else is its fault,
; except that a PROBE of a missing page has an answer, and that a machine check is nobody's.
interruption_saved:
	la	kernel_stack,%r30
	mfctl	%tr0,%r3
	ldw	FRAME_NUMBER(%r3),%r4
	comib,=,n 4,%r4,interruption_external
	comib,=,n 1,%r4,interruption_check
	ldi	17,%r1
	comb,=,n %r1,%r4,interruption_probe
	b,n	interruption_fault

interruption_external:
	bl	interrupt_service,%r2
	 nop
	b	resume_user
	 nop

interruption_check:
	b	panic_frame
	 copy	%r3,%r26

; PROBER, PROBEW and their immediate forms (major opcode 1, bits 18 to 25 one of 46, 47, C6, C7) ask whether an access is
; allowed. Where there is no page the answer is 0, given by setting the target and skipping the instruction.
interruption_probe:
	ldw	FRAME_IIR(%r3),%r5
	extru	%r5,5,6,%r1
	comib,<>,n 1,%r1,interruption_fault
	extru	%r5,25,8,%r1
	depi	0,24,1,%r1		; what the four have in common is 46
	depi	0,31,1,%r1
	ldi	0x46,%r6
	comb,<>,n %r1,%r6,interruption_fault
	extru	%r5,31,5,%r5		; the target's number
	comib,=	0,%r5,1f		; %r0 stays 0
	 sh2add	%r5,%r3,%r5
	stw	%r0,0(%r5)
1:	ldw	FRAME_IPSW(%r3),%r1
	la	PSW_N,%r5
	or	%r1,%r5,%r1
	stw	%r1,FRAME_IPSW(%r3)
	b	resume_user
	 nop

interruption_fault:
	b	process_fault
	 nop

; resume_user: continues the current process from its frame. Does not return.
; in: nothing but %tr0
resume_user:
	rsm	PSW_Q,%r0		; the queues can be written only while nobody collects
	mfctl	%tr0,%r1
	ldw	FRAME_PCSQ(%r1),%r2
	ldw	FRAME_PCSQ+4(%r1),%r3
	mtctl	%r2,%pcsq
	mtctl	%r3,%pcsq
	ldw	FRAME_PCOQ(%r1),%r2
	ldw	FRAME_PCOQ+4(%r1),%r3
	mtctl	%r2,%pcoq
	mtctl	%r3,%pcoq
	ldw	FRAME_IPSW(%r1),%r2
	ldw	FRAME_SAR(%r1),%r3
	mtctl	%r2,%ipsw
	mtctl	%r3,%sar
	ldw	FRAME_SR0(%r1),%r2
	ldw	FRAME_SR1(%r1),%r3
	mtsp	%r2,%sr0
	mtsp	%r3,%sr1
	ldw	FRAME_SR2(%r1),%r2
	ldw	FRAME_SR3(%r1),%r3
	mtsp	%r2,%sr2
	mtsp	%r3,%sr3
	ldw	FRAME_SR4(%r1),%r2
	mtsp	%r2,%sr4
	ldw	8(%r1),%r2
	ldw	12(%r1),%r3
	ldw	16(%r1),%r4
	ldw	20(%r1),%r5
	ldw	24(%r1),%r6
	ldw	28(%r1),%r7
	ldw	32(%r1),%r8
	ldw	36(%r1),%r9
	ldw	40(%r1),%r10
	ldw	44(%r1),%r11
	ldw	48(%r1),%r12
	ldw	52(%r1),%r13
	ldw	56(%r1),%r14
	ldw	60(%r1),%r15
	ldw	64(%r1),%r16
	ldw	68(%r1),%r17
	ldw	72(%r1),%r18
	ldw	76(%r1),%r19
	ldw	80(%r1),%r20
	ldw	84(%r1),%r21
	ldw	88(%r1),%r22
	ldw	92(%r1),%r23
	ldw	96(%r1),%r24
	ldw	100(%r1),%r25
	ldw	104(%r1),%r26
	ldw	108(%r1),%r27
	ldw	112(%r1),%r28
	ldw	116(%r1),%r29
	ldw	120(%r1),%r30
	ldw	124(%r1),%r31
	ldw	FRAME_R1(%r1),%r1
	rfi
	nop
