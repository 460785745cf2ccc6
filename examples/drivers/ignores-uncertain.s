; A disk driver that ignores *uncertain*, and errors as well: it waits until the slot's bit is in DONE, and never looks at RESULT,
; which would tell what became of the command. After a reset of the bus, or the death of a machine, nobody knows that.
;
;	npx hvasm -g ignores-uncertain.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img --uncertain 0.3,1

	.include "fill.inc"

disk:	ldil	L%DISK_PAGE,%r1
	ldo	DISK_SLOTS(%r1),%r23
	stw	%r25,SLOT_SECTOR(%r23)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r23)
	stw	%r24,SLOT_ADDRESS(%r23)
	stw	%r26,SLOT_COMMAND(%r23)
	mfctl	%eiem,%r21
wait:	mtctl	%r21,%eirr		; before the look, so that the hint does not rest if it is over meanwhile
	ldw	DISK_DONE(%r1),%r28
	comib,=,n	0,%r28,wait
	 or	%r10,%r10,%r10
	bv	%r0(%r2)
	 stw	%r28,DISK_DONE(%r1)
