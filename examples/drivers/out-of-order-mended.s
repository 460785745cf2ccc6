; The driver of out-of-order.s, mended: whoever repeats the draft repeats the fair copy behind it.

	.include "drafts.inc"

save:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	ldi	1,%r28
	ldi	DISK_COMMAND_WRITE,%r29
	stw	%r25,SLOT_SECTOR(%r1)			; slot 0
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	stw	%r25,DISK_SLOT_SIZE+SLOT_SECTOR(%r1)	; slot 1
	stw	%r28,DISK_SLOT_SIZE+SLOT_COUNT(%r1)
	stw	%r22,DISK_SLOT_SIZE+SLOT_ADDRESS(%r1)
draft:	stw	%r29,SLOT_COMMAND(%r1)
fair:	stw	%r29,DISK_SLOT_SIZE+SLOT_COMMAND(%r1)

	rest	%r23,SLOT_RESULT(%r1)			; both are over before either is repeated
	rest	%r28,DISK_SLOT_SIZE+SLOT_RESULT(%r1)
	comib,=	RESULT_UNCERTAIN,%r23,draft
	 nop
	comib,=	RESULT_UNCERTAIN,%r28,fair
	 nop
	bv,n	%r0(%r2)
