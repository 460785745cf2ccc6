; A log that tells each record that it has. Records are durable before sector 0 says that they are there; but that itself is not yet
; when the log tells of it: power goes, and what was "saved" is not in the log.
;
;	npx hvasm -g tells-too-early.s && truncate -s 2K disk.img
;	npx hvrun explore --disk disk.img --only power --expect-disk 'sh saved.sh "$PRINTED"'

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
	ldil	L%saved,%r8
	ldo	R%saved(%r8),%r8
	bl	tell,%r2
	 ldi	saved_end-saved,%r9
	bv,n	%r0(%r4)

saved:	.ascii	"saved\n"
saved_end:
