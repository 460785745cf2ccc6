; A disk driver with a lost wake-up. It looks whether the command is over, and if not, shuts interrupts out and rests until one is
; pending. An interrupt that is taken between the look and the `rsm` is over when the rest begins, and nothing comes after it. The
; work takes ten thousand instructions, and two of them are the wrong moment: it may run for years.
;
;	npx hvasm -g lost-wake-up.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img

INTERRUPTS = 1
BUFFERS = 2
	.include "ahead.inc"
	.include "disk-interrupt.inc"

finish:	ldil	L%disk_result,%r1
look:	ldw	R%disk_result(%r1),%r28
	comib,<>,n	0,%r28,over
	rsm	1,%r0			; too late, if it was taken since the look
	or	%r10,%r10,%r10
	b	look
	 ssm	1,%r0			; it is taken here
over:	bv,n	%r0(%r2)
