; A disk driver that retries in the wrong order. It writes to one sector twice, the draft and then the fair copy, and has both
; commands under way at once, which is fine: the disk keeps their order. But if the draft alone ends *uncertain*, its retry comes
; after the fair copy, and the draft is what stays.
;
;	npx hvasm -g out-of-order.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img --uncertain 0.3,2

	.include "drafts.inc"

save:	ldil	L%DISK_PAGE+DISK_SLOTS,%r1
	ldo	R%DISK_PAGE+DISK_SLOTS(%r1),%r1
	ldi	1,%r28
	ldi	DISK_COMMAND_WRITE,%r29
	stw	%r25,SLOT_SECTOR(%r1)			; slot 0
	stw	%r28,SLOT_COUNT(%r1)
	stw	%r24,SLOT_ADDRESS(%r1)
	stw	%r25,DISK_SLOT_SIZE+SLOT_SECTOR(%r1)	; slot 1
	stw	%r28,DISK_SLOT_SIZE+SLOT_COUNT(%r1)
	stw	%r22,DISK_SLOT_SIZE+SLOT_ADDRESS(%r1)
	stw	%r29,SLOT_COMMAND(%r1)
	stw	%r29,DISK_SLOT_SIZE+SLOT_COMMAND(%r1)

draft:	rest	%r28,SLOT_RESULT(%r1)
	comib,=,n	RESULT_UNCERTAIN,%r28,draft_again
fair:	rest	%r28,DISK_SLOT_SIZE+SLOT_RESULT(%r1)
	comib,=,n	RESULT_UNCERTAIN,%r28,fair_again
	bv,n	%r0(%r2)

draft_again:
	b	draft
	 stw	%r29,SLOT_COMMAND(%r1)			; behind the fair copy
fair_again:
	b	fair
	 stw	%r29,DISK_SLOT_SIZE+SLOT_COMMAND(%r1)
