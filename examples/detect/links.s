; Branch and link: the link's two low bits are the privilege level. Manual: chapter 4, "Branching"; BL, BLR, BLE, BV, BE.

; level_of: the level in an address.
	.macro	level_of	address, register
	extru	\address,31,2,\register
	.endm

; claim_link: the code leaves a link in %r8; its level must be that of the try.
	.macro	claim_link	code, level
	try	Q,\code,\level
	level_of	%r8,%r9
	claim	%r9,\level
	.endm

; claim_level_seen: the level in this word of `seen`.
	.macro	claim_level_seen	word, level
	get	seen+\word,%r9
	level_of	%r9,%r9
	claim	%r9,\level
	.endm

	.irp	level,0,1,2,3
	probe	LINK,"branch and link (BL) at level \level"
	claim_link	bl_link,\level
	.endr

	probe	LINK,"branch and link register (BLR)"
	.irp	level,0,1,2,3
	claim_link	blr_link,\level
	.endr

	probe	LINK,"branch and link external (BLE)"
	la	ble_link+8,%r7
	.irp	level,0,1,2,3
	claim_link	ble_link,\level
	.endr

	probe	LINK,"branch and link in a handler"
	handle	link_in_handler
	.irp	level,0,3
	ldi	3,%r8
	try	Q,break_here,\level
	level_of	%r8,%r9
	claim	%r9,0
	.endr

	probe	LINK,"branch vectored (BV) and external (BE) lower the level, and never raise it"
	.irp	branch,bv_link,be_link
	.irp	from,0,1,2,3
	.irp	to,0,1,2,3
	la	links_target+\to,%r7
	try	Q,\branch,\from
	level_of	%r8,%r9
	ldi	\from,%r10
	comiclr,<=	\to,%r10,%r0
	ldi	\to,%r10
	claim_same	%r9,%r10
	.endr
	.endr
	.endr
	b	links_end
	 nop

bl_link:
	bl	.+8,%r8
	 nop
	done
blr_link:
	blr	%r0,%r8
	 nop
	done
ble_link:
	ble	0(%sr0,%r7)
	 nop
	copy	%r31,%r8
	done
bv_link:
	bv	%r0(%r7)
	 nop
be_link:
	be	0(%sr0,%r7)
	 nop
links_target:
	bl	.+8,%r8
	 nop
	done
link_in_handler:
	bl	.+8,%r8
	 nop
	give_up
break_here:
	break	0,0
links_end:
