; The log of forgets-to-flush.s, mended: the record is durable before sector 0 says that it is there.

	.include "log.inc"

append:	copy	%r2,%r4
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	bl	disk,%r2
	 ldi	DISK_COMMAND_FLUSH,%r26
	copy	%r22,%r24
	ldi	0,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	bv,n	%r0(%r4)
