; The driver of ignores-uncertain.s, mended: it looks at RESULT, and gives an *uncertain* command again.

	.include "fill.inc"

disk:	ldil	L%DISK_PAGE,%r1
	ldo	DISK_SLOTS(%r1),%r23
	stw	%r25,SLOT_SECTOR(%r23)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r23)
	stw	%r24,SLOT_ADDRESS(%r23)
again:	stw	%r26,SLOT_COMMAND(%r23)
	mfctl	%eiem,%r21
wait:	mtctl	%r21,%eirr		; before the look, so that the hint does not rest if it is over meanwhile
	ldw	DISK_DONE(%r1),%r28
	comib,=,n	0,%r28,wait
	 or	%r10,%r10,%r10
	stw	%r28,DISK_DONE(%r1)
	ldw	SLOT_RESULT(%r23),%r28
	comib,=	RESULT_UNCERTAIN,%r28,again
	 nop
	bv,n	%r0(%r2)
