; The driver of takes-it-for-done.s, mended: a command that ends *uncertain* is given again. Reading again reads the same, and
; writing the same bytes again leaves the sector as it should be, whether or not they had been written.

	.include "fill.inc"

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
