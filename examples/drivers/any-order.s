; Two machines that run this do not come to the same state, and need not: it begins at a sector that the clock says, goes round the
; disk from there, and keeps how long that took. What is seen outside is the same in the end, whatever the clock said.
; any-order-told.s tells where it began.
;
;	npx hvasm -g any-order.s && truncate -s 2K disk.img && npx hvrun explore --disk disk.img

	.include "machine.inc"

task:	ldil	L%DISK_PAGE,%r3
	ldw	DISK_SECTORS(%r3),%r5
	ldil	L%buffer,%r24
	ldo	R%buffer(%r24),%r24
	ldi	0,%r25			; the sector
	bl	disk,%r2		; as long as this takes, is left to chance
	 ldi	DISK_COMMAND_READ,%r26
	mfctl	%itmr,%r15
	extru	%r15,21,2,%r25
1:	comb,>,n	%r5,%r25,began
	b	1b
	 sub	%r25,%r5,%r25

began:	copy	%r25,%r12
	copy	%r5,%r13
write:	copy	%r24,%r8
	ldi	SECTOR_SIZE/4,%r9
	zdep	%r25,15,16,%r7		; each word says which it is: its sector, and its place there
1:	stws,ma	%r7,4(%r8)
	addib,<>	-1,%r9,1b
	 ldo	1(%r7),%r7
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	ldo	1(%r25),%r25
	comb,<>	%r5,%r25,1f
	 nop
	ldi	0,%r25
1:	addib,<>	-1,%r13,write
	 nop
	mfctl	%itmr,%r9
	sub	%r9,%r15,%r9
	ldil	L%took,%r8
	stw	%r9,R%took(%r8)
	.ifdef	TOLD
	ldil	L%all_right,%r8
	ldo	R%all_right(%r8),%r8
	ldo	0x30(%r12),%r9
	stb	%r9,0(%r8)
	.endif
	b,n	right

disk:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
again:	stw	%r26,SLOT_COMMAND(%r1)
	rest	%r28,SLOT_RESULT(%r1)
	comib,=	RESULT_UNCERTAIN,%r28,again
	 nop
	bv,n	%r0(%r2)

	.bss
	.align	4
buffer:	.space	SECTOR_SIZE
took:	.space	4
	.text
