; The driver of retries-for-ever.s, mended: a command that is given again is not in doubt until its own RESULT says so.

	.include "fill.inc"

disk:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r28
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
again:	ldi	0,%r23			; is it in doubt?
	stw	%r26,SLOT_COMMAND(%r1)
	rest	%r28,SLOT_RESULT(%r1)
	comiclr,<>	RESULT_UNCERTAIN,%r28,%r0
	 ldi	1,%r23			; it is
	comib,<>	0,%r23,again
	 nop
	bv,n	%r0(%r2)
