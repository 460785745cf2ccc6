; GATE promotes: in real mode to level 0, in virtual mode as the page's type says. It leaves the old level in its target
; register. Manual: chapter 3, "Access Control"; GATE.

	.irp	level,0,1,2,3
	probe	GATE,"GATE at level \level, in real mode"
	ldi	-1,%r8
	try	Q,gate_real,\level
	level_of	%r8,%r9
	claim	%r9,\level
	claim_level_seen	IIAOQ_FRONT,0
	.endr

	probe	GATE,"GATE on pages that promote to each level, from each level"
	install	gate_virtual,PAGE1,5
	.irp	to,0,1,2,3
	map	PAGE1,PAGE1,GATEWAY+(\to<<24)+3*PL1
	.irp	level,0,1,2,3
	ldi	-1,%r8
	try	Q+C,PAGE1,\level
	level_of	%r8,%r9
	claim	%r9,\level
	ldi	\to,%r10
	comiclr,>=	\level,%r10,%r0
	ldi	\level,%r10
	get	seen+IIAOQ_FRONT,%r9
	level_of	%r9,%r9
	claim_same	%r9,%r10
	.endr
	.endr

	probe	GATE,"GATE in the delay slot of a taken branch is illegal"
	.irp	level,0,3
	try	Q,gate_in_slot,\level
	claim_seen	NUMBER,8
	claim_bits	IPSW,B,B
	.endr
	b	gate_end
	 nop

gate_real:
	gate	.+8,%r8
	 nop
	break	0,0
gate_virtual:
	gate	.+12,%r8
	 nop
	nop
	break	0,0
	nop
gate_in_slot:
	b	.+8
	 gate	.+8,%r0
	done
gate_end:
