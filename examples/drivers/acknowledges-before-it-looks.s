; A disk driver that acknowledges before it looks. Its handler reads DONE, which has a bit for each slot that is over, and then
; acknowledges all slots, whether their bits were there or not. A command that ends between the two instructions is acknowledged
; unseen: nobody ever learns that it is over.
;
;	npx hvasm -g acknowledges-before-it-looks.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img

ALL_SLOTS = 0xff
	.include "two-slots.inc"

disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	ldi	ALL_SLOTS,%r1
	b	over			; %r9: what is over
	 stw	%r1,DISK_DONE(%r8)
