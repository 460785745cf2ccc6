; The driver of acknowledges-before-it-looks.s, mended: what it has seen it acknowledges, and no more. A command that ends later
; sets its bit, and interrupts again.

	.include "two-slots.inc"

disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	b	over			; %r9: what is over
	 stw	%r9,DISK_DONE(%r8)
