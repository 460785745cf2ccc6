; The instruction address queues that an interruption saves: each element has its level in the two low bits. Manual: chapter
; 4, "Interruptions"; chapter 2, IIAOQ.

	.irp	level,0,1,2,3
	probe	QUEUE,"return address of an interruption at level \level"
	try	Q,queue_break,\level
	claim_seen	NUMBER,9
	claim_level_seen	IIAOQ_FRONT,\level
	claim_level_seen	IIAOQ_BACK,\level
	.endr

	probe	QUEUE,"two levels in the queues: an interruption in the delay slot of a branch that lowers the level"
	.irp	from,0,1,2
	.irp	to,2,3
	la	queue_break+\to,%r7
	try	Q,queue_slot,\from
	claim_level_seen	IIAOQ_FRONT,\from
	claim_level_seen	IIAOQ_BACK,\to
	claim_bits	IPSW,B+N,B
	.endr
	.endr

	probe	QUEUE,"RFI to two levels"
	.irp	level,0,1,2,3
	la	queue_break+\level,%r7
	la	queue_break+3-\level,%r8
	try	0,queue_rfi
	claim_seen	NUMBER,9
	claim_level_seen	IIAOQ_FRONT,\level
	claim_level_seen	IIAOQ_BACK,3-\level
	.endr

	probe	QUEUE,"the queues turn round, and keep the levels that are written"
	.irp	level,0,1,2,3
	ldi	8+\level,%r8
	mtctl	%r8,%pcoq
	mtctl	%r8,%pcoq
	mfctl	%pcoq,%r9
	claim	%r9,8+\level
	.endr
	ldi	77,%r8
	mtctl	%r8,%pcsq
	mtctl	%r0,%pcsq
	mfctl	%pcsq,%r9
	claim	%r9,77

	probe	OTHER,"with PSW Q = 0 an interruption leaves the queues, IIR, ISR and IOR alone"
	claim_ends	9,Q,0,break 3,4
	try	D,queue_miss
	claim_seen	NUMBER,15
	claim_seen	IIR,4<<13|3
	claim_bits	IPSW,Q+D,D
	get	seen+IIAOQ_FRONT,%r8
	la	queue_miss,%r9		; as the RFI to it found them
	sub	%r8,%r9,%r8
	extru	%r8,29,30,%r8
	claim	%r8,0

	probe	OTHER,"spaces in the queues, and PSW C and D, over an interruption"
	install	queue_external,PAGE1,3
	map	PAGE1,PAGE1,EXECUTABLE,0x1234
	la	0x1234,%r8
	mtsp	%r8,%sr3
	la	PAGE1+8,%r7
	try	Q+C+D,PAGE1,3,0x1234
	claim_seen	NUMBER,9
	claim_seen	IIASQ_FRONT,0x1234
	claim_seen	IIASQ_BACK,0x1234
	claim_bits	IPSW,Q+C+D,Q+C+D
	mfsp	%sr0,%r9
	claim	%r9,0x1234
	b	queues_end
	 nop

queue_break:
	break	0,0
queue_slot:
	bv	%r0(%r7)
	 break	0,0
queue_rfi:
	ldi	Q,%r1
	mtctl	%r1,%ipsw
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	mtctl	%r7,%pcoq
	mtctl	%r8,%pcoq
	rfi
	nop
queue_miss:
	ldw	0x700(%r0),%r8		; no page is mapped
queue_external:
	ble	0(%sr3,%r7)
	 nop
	break	0,0
queues_end:
