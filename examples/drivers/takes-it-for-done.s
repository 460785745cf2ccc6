; A disk driver that takes *uncertain* for done. It waits until RESULT is no longer BUSY, and asks no further: whatever stands there,
; the command is over, so it must be done. But after a reset of the bus, or the death of a machine, nobody knows whether it is.
;
;	npx hvasm -g takes-it-for-done.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img --uncertain 0.3,1

	.include "fill.inc"

disk:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	stw	%r26,SLOT_COMMAND(%r1)
	rest	%r28,SLOT_RESULT(%r1)
	bv,n	%r0(%r2)		; DONE, or UNCERTAIN
