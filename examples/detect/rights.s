; What a level may do. A monitor that runs its guest's level 0 as real level 1 can't keep the two apart. Manual: chapter 3,
; "Access Control", table 3-1; PROBER to PROBEWI; chapter 4, group 4.

; A page that levels 0 to \most may read and write.
	.macro	map_data	most
	map	PAGE1,PAGE1,DATA+(\most)*PL1+(\most)*PL2+DIRTY
	la	PAGE1,%r7
	.endm

; claim_right: %r9 is 1 if \level is at most \most, else 0.
	.macro	claim_right	level, most
	ldi	0,%r10
	comiclr,<	\most,%r10,%r0
	ldi	-(\level <= \most),%r10	; the assembler's true is -1
	claim_same	%r9,%r10
	.endm

	.irp	instruction,prober,probew
	probe	PROBE,"\instruction: the rights of each level, on pages open to each level"
	.irp	most,0,1,2,3
	map_data	\most
	.irp	level,0,1,2,3
	ldi	\level,%r8
	\instruction	(%r7),%r8,%r9
	claim_right	\level,\most
	.endr
	.endr
	.endr

	.irp	instruction,proberi,probewi
	probe	PROBE,"\instruction: the rights of each level, on pages open to each level"
	.irp	most,0,1,2,3
	map_data	\most
	.irp	level,0,1,2,3
	\instruction	(%r7),\level,%r9
	claim_right	\level,\most
	.endr
	.endr
	.endr

	probe	PROBE,"probes at levels 1 to 3 ask for the level that they are given"
	map_data	0
	.irp	level,1,2,3
	claim_allowed	Q+D,\level,proberi (%r7),\level,%r9
	claim	%r9,0
	claim_allowed	Q+D,\level,proberi (%r7),0,%r9
	claim	%r9,1
	.endr

	.irp	level,1,2,3
	probe	RING,"level \level may not read or write what is open to more privileged levels alone"
	map_data	\level-1
	claim_ends	26,Q+D,\level,ldw 0(%r7),%r9
	claim_ends	26,Q+D,\level,stw %r9,0(%r7)
	claim_allowed	Q+D,\level-1,ldw 0(%r7),%r9
	claim_allowed	Q+D,\level-1,stw %r9,0(%r7)
	.endr

	probe	RING,"code is executed from its highest to its lowest level"
	install	rights_done,PAGE1,1
	.irp	level,1,2,3
	map	PAGE1,PAGE1,CODE+(\level-1)*PL1
	forget
	try	Q+C,PAGE1,\level
	claim_seen	NUMBER,7
	map	PAGE1,PAGE1,CODE+3*PL1+\level*PL2
	forget
	try	Q+C,PAGE1,\level
	claim_seen	COUNT,0
	try	Q+C,PAGE1,\level-1
	claim_seen	NUMBER,7
	.endr

	.irp	level,1,2,3
	probe	RING,"privileged operations trap at level \level"
	ldi	0x100,%r7
	.irp	instruction,"ssm 0,%r5","rsm 0,%r5","mtsm %r0","ldwas 0(%r7),%r5","stwas %r0,0(%r7)","ldwax %r0(%r7),%r5"
	claim_ends	10,Q,\level,\instruction
	.endr
	.irp	instruction,"idtlba %r0,(%sr1,%r7)","idtlbp %r0,(%sr1,%r7)","iitlba %r0,(%sr1,%r7)","iitlbp %r0,(%sr1,%r7)"
	claim_ends	10,Q,\level,\instruction
	.endr
	.irp	instruction,"pdtlb %r0(%r7)","pitlb %r0(%sr1,%r7)","pdtlbe %r0(%r7)","pitlbe %r0(%sr1,%r7)","lpa %r0(%r7),%r5"
	claim_ends	10,Q,\level,\instruction
	.endr
	.irp	instruction,"lci %r0(%r7),%r5","diag 0","diag 5"
	claim_ends	10,Q,\level,\instruction
	.endr
	.endr

	probe	RING,"RFI and RFIR trap at levels 2 and 3"
	.irp	level,2,3
	claim_ends	10,Q,\level,rfi
	claim_ends	10,Q,\level,rfir
	.endr

	.irp	level,1,2,3
	probe	RING,"privileged registers trap at level \level"
	.irp	register,0,8,9,10,12,13,14,15,17,18,19,20,21,22,23,24,25,28,29,30,31
	claim_ends	11,Q,\level,mfctl %cr\register,%r5
	.endr
	.irp	register,8,9,12,13,16,23,26,27
	claim_ends	11,Q,\level,mtctl %r0,%cr\register
	.endr
	.irp	register,5,6,7
	claim_ends	11,Q,\level,mtsp %r0,%sr\register
	.endr
	claim_ends	11,Q+S,\level,mfctl %cr16,%r5
	.irp	register,11,16,26,27
	claim_allowed	Q,\level,mfctl %cr\register,%r5
	.endr
	claim_allowed	Q,\level,mtctl %r5,%cr11
	.irp	register,0,1,2,3,4
	claim_allowed	Q,\level,mtsp %r0,%sr\register
	.endr
	.endr

	probe	RING,"the trap of a transfer to a lower level (PSW L), from each level to the next"
	.irp	level,1,2,3
	la	rights_done+\level,%r7
	try	Q+L,rights_bv,\level-1
	claim_seen	NUMBER,24
	claim_level_seen	IIAOQ_FRONT,\level
	forget
	.endr

	probe	RING,"the trap of a transfer to a higher level (PSW H), by GATE"
	.irp	level,1,2,3
	forget
	try	Q+H,rights_gate,\level
	claim_seen	NUMBER,23
	.endr

	probe	OTHER,"protection identifiers: each of the four, writing disabled, seen by probes, public pages"
	map	PAGE1,PAGE1,WRITABLE+0x1234*ACCESS_ID
	la	PAGE1,%r7
	claim_ends	27,Q+D+P,3,stw %r9,4(%r7)
	claim_ends	27,Q+D+P,0,ldw 4(%r7),%r9
	claim_allowed	Q+D,3,stw %r9,4(%r7)
	.irp	register,8,9,12,13
	la	0x1234<<1,%r8
	mtctl	%r8,%cr\register
	claim_allowed	Q+D+P,3,stw %r9,4(%r7)
	ldo	1(%r8),%r8
	mtctl	%r8,%cr\register
	claim_allowed	Q+D+P,0,ldw 4(%r7),%r9
	claim_ends	27,Q+D+P,0,stw %r9,4(%r7)
	claim_allowed	Q+D+P,3,probewi (%r7),3,%r9
	claim	%r9,0
	claim_allowed	Q+D+P,3,proberi (%r7),3,%r9
	claim	%r9,1
	mtctl	%r0,%cr\register
	.endr
	map	PAGE1,PAGE1,WRITABLE
	claim_allowed	Q+D+P,3,stw %r9,4(%r7)
	b	rights_end
	 nop

rights_done:
	done
rights_bv:
	bv	%r0(%r7)
	 nop
rights_gate:
	gate	.+8,%r0
	 nop
	done
rights_end:
