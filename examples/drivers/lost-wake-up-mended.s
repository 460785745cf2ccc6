; The driver of lost-wake-up.s, mended: interrupts are shut out before the look. One that comes after it is pending, and ends the
; rest at once.

INTERRUPTS = 1
BUFFERS = 2
	.include "ahead.inc"
	.include "disk-interrupt.inc"

finish:	ldil	L%disk_result,%r1
look:	rsm	1,%r0
	ldw	R%disk_result(%r1),%r28
	comib,<>,n	0,%r28,over
	or	%r10,%r10,%r10
	b	look
	 ssm	1,%r0			; it is taken here
over:	bv	%r0(%r2)
	 ssm	1,%r0
