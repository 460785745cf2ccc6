; disk: gives the disk a command for one sector, and rests until it is over.
; in: %r26 command, %r25 sector, %r24 physical address. out: %r28 RESULT. changed: %r1, %r29
disk:	ldil	L%disk_result,%r1
	stw	%r0,R%disk_result(%r1)
	ldil	L%DISK_PAGE+DISK_SLOTS,%r1	; slot 0 is enough: one command at a time
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	stw	%r25,SLOT_SECTOR(%r1)
	ldi	1,%r29
	stw	%r29,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	ldil	L%disk_command,%r29
	stw	%r26,R%disk_command(%r29)
	stw	%r26,SLOT_COMMAND(%r1)
	ldil	L%disk_result,%r1
wait:	rsm	1,%r0			; no interrupt between the look and the rest
	ldw	R%disk_result(%r1),%r28
	comib,<>,n	0,%r28,over
	or	%r10,%r10,%r10		; the idle hint rests until an interrupt is pending
	b	wait
	 ssm	1,%r0			; it is taken here
over:	bv	%r0(%r2)
	 ssm	1,%r0

; The interrupt: what became of the command. Shadow registers keep %r1, %r8, %r9, %r16 and more, until RFIR.
disk_interrupt:
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr		; first, so that what happens from now on interrupts again
	ldil	L%DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n	0,%r9,return	; nothing is left to do: that is legal
	stw	%r9,DISK_DONE(%r8)
	ldw	DISK_SLOTS+SLOT_RESULT(%r8),%r9
	comib,=,n	RESULT_UNCERTAIN,%r9,again
	ldil	L%disk_result,%r1
	stw	%r9,R%disk_result(%r1)
return:	rfir
	nop
again:	ldil	L%disk_command,%r1	; performed, or not, or in part: the same once more. All else
	ldw	R%disk_command(%r1),%r9	; of it still stands in the slot's registers.
	b	return
	 stw	%r9,DISK_SLOTS+SLOT_COMMAND(%r8)

	.bss
	.align	4
disk_result:				; 0 until the command is over
	.space	4
disk_command:				; the last one given
	.space	4
	.text
