; The log of tells-too-early.s, mended: sector 0 is durable, too, before anybody is told.

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
	bl	disk,%r2
	 ldi	DISK_COMMAND_FLUSH,%r26
	ldil	L%saved,%r8
	ldo	R%saved(%r8),%r8
	bl	tell,%r2
	 ldi	saved_end-saved,%r9
	bv,n	%r0(%r4)

saved:	.ascii	"saved\n"
saved_end:
