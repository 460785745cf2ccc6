; The disk: commands in slots, finished by interrupts.
;
; Runs inside the kernel, interrupts masked. Its own: the disk's page, disk_commands (what each slot was told) and
; disk_results (0 free, else a RESULT). Callers take a slot with disk_begin and give it back with disk_end.
;
; Why a retry (disk_retry) is safe: *uncertain* means that the command may have been performed, wholly, partly or not at all. A read
; may be done again, since its buffer belongs to nobody until it is done. A write stores the same bytes again (from a
; buffer that nobody has touched meanwhile) into sectors for which no other command has been given since: callers wait
; for a write before they command anything else there. A flush that is not known to be done promises nothing, so it too
; is done again. The moment of a retry changes nothing that a program or `tar` could see.

; disk_begin: gives a command to a free slot.
; in: %r26 command, %r25 sector, %r24 number of sectors, %r23 physical address. out: %r28 slot
disk_begin:
	la	disk_results,%r1
	ldi	0,%r28
1:	ldwx,s	%r28(%r1),%r19
	comib,=,n 0,%r19,2f
	ldo	1(%r28),%r28
	comib,<>	DISK_SLOT_COUNT,%r28,1b
	 nop
	la	disk_slots_text,%r26	; there are more slots than callers hold
	b	panic
	 nop
2:	sh2add	%r28,%r1,%r1
	ldi	RESULT_BUSY,%r19
	stw	%r19,0(%r1)
	la	disk_commands,%r1
	sh2add	%r28,%r1,%r1
	stw	%r26,0(%r1)
	zdep	%r28,26,27,%r1		; 32 bytes a slot
	la	DISK_PAGE+DISK_SLOTS,%r19
	add	%r1,%r19,%r1
	stw	%r25,SLOT_SECTOR(%r1)
	stw	%r24,SLOT_COUNT(%r1)
	stw	%r23,SLOT_ADDRESS(%r1)
	bv	%r0(%r2)
	 stw	%r26,SLOT_COMMAND(%r1)

; disk_end: waits until a slot's command is finished, and frees the slot.
; in: %r26 slot. out: %r28 0, or E_IO
disk_end:
	enter
	la	disk_results,%r3
	sh2add	%r26,%r3,%r3
1:	ldw	0(%r3),%r4
	comib,<>,n RESULT_BUSY,%r4,2f
	bl	interrupt_wait,%r2
	 nop
	b,n	1b
2:	stw	%r0,0(%r3)
	ldi	0,%r28
	comib,=,n RESULT_DONE,%r4,3f
	ldi	E_IO,%r28
3:	leave

; disk_transfer: a command from beginning to end.
; in: as disk_begin. out: %r28 0, or E_IO
disk_transfer:
	enter
	bl	disk_begin,%r2
	 nop
	bl	disk_end,%r2
	 copy	%r28,%r26
	leave

; disk_flush: returns when everything written is safe from a loss of power.
; in: nothing. out: %r28 0, or E_IO
disk_flush:
	enter
	ldi	0,%r28
	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r1
	comib,=,n 0,%r1,1f		; no disk, nothing to lose
	ldi	DISK_COMMAND_FLUSH,%r26
	ldi	0,%r25
	ldi	0,%r24
	bl	disk_transfer,%r2
	 ldi	0,%r23
1:	leave

; disk_interrupt: what became of the commands. Done, error and uncertain come the same way: the first two are kept for
; disk_end, the third gives the slot its command again, whose other registers still say what.
; in, out: nothing
disk_interrupt:
	enter
	la	DISK_PAGE,%r3
disk_interrupt_again:
	ldw	DISK_DONE(%r3),%r4	; slots that have finished
	comib,=	0,%r4,2f
	 nop
	stw	%r4,DISK_DONE(%r3)	; acknowledged
	ldi	0,%r5			; slot
	la	DISK_PAGE+DISK_SLOTS,%r6
1:	extru,<> %r4,31,1,%r0		; has this one?
	b,n	disk_interrupt_next
	ldw	SLOT_RESULT(%r6),%r7
	comib,=,n RESULT_UNCERTAIN,%r7,disk_retry
	la	disk_results,%r1
	sh2add	%r5,%r1,%r1
	b	disk_interrupt_next
	 stw	%r7,0(%r1)
disk_retry:				; nobody knows what became of it: the command again, to the same registers
	la	disk_commands,%r1
	ldwx,s	%r5(%r1),%r1
	stw	%r1,SLOT_COMMAND(%r6)
disk_interrupt_next:
	extru	%r4,30,31,%r4
	ldo	1(%r5),%r5
	comib,<> 0,%r4,1b
	 ldo	DISK_SLOT_SIZE(%r6),%r6
	b,n	disk_interrupt_again	; until nothing is left
2:	leave

disk_slots_text:
	.asciz	"no free disk slot"
	.align	4

	.bss
	.align	4
disk_commands:
	.space	4*DISK_SLOT_COUNT
disk_results:
	.space	4*DISK_SLOT_COUNT
	.text
