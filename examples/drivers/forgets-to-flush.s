; A log that writes a record, and then sector 0, which says that it is there. Both commands are over when the log says so; but the
; disk may keep both in its cache, and make them durable in any order: sector 0 first, and then power goes.
;
;	npx hvasm -g forgets-to-flush.s && truncate -s 2K disk.img && npx hvrun explore --disk disk.img --only power

	.include "log.inc"

append:	copy	%r2,%r4
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	copy	%r22,%r24
	ldi	0,%r25
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	bv,n	%r0(%r4)
