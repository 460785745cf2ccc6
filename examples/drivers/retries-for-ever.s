; A disk driver that retries for ever. Once a command has been in doubt it is repeated, and that is right; but nobody takes the
; note of the doubt away, so it is repeated again and again, though it is DONE. Nothing is lost outside, and nothing ends.
;
;	npx hvasm -g retries-for-ever.s && truncate -s 2K disk.img
;	npx hvrun --bare --disk disk.img --uncertain 0.3,1 --limit-seconds 5

	.include "fill.inc"

disk:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	ldi	0,%r23			; is it in doubt?
again:	stw	%r26,SLOT_COMMAND(%r1)
	rest	%r28,SLOT_RESULT(%r1)
	comiclr,<>	RESULT_UNCERTAIN,%r28,%r0
	 ldi	1,%r23			; it is
	comib,<>	0,%r23,again
	 nop
	bv,n	%r0(%r2)
