; diskload: a load of random disk commands, one after the other, of 8 KB each. Boot arguments: six or seven numbers.
;
;     COMMAND WARM COUNT COMPUTE SIMULATED REST AGAIN    COMMAND 1 reads, 2 writes; so many commands before those that are
;         measured, and so many that are; before each of them, so many turns of a loop of two instructions, and so many
;         privileged instructions, which a hypervisor must simulate; REST 0 waits as the machines of 1995 did, in a loop
;         that looks at memory, 1 as the kernel here does, with the idle hint; and so many times more the commands that
;         are measured, before the guest exits
;
; It prints < when what is measured begins, and > when that is over, each time; hvrun bench takes the time between two of
; them. A command that ends uncertain is given again; one that fails ends the guest with status 1.

	.level	1.1
	.include "../../kernel/board.inc"
	.include "../../kernel/macros.inc"

BLOCK = 8192
BLOCK_SECTORS = BLOCK/SECTOR_SIZE

	.text
_start:	la	vectors,%r1
	mtctl	%r1,%iva
	la	DISK_INTERRUPT,%r1
	mtctl	%r1,%eiem
	la	main,%r1		; PSW Q and I, by RFI
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	9,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

main:	la	CONSOLE_PAGE,%r3
	la	DISK_PAGE+DISK_SLOTS,%r4
	bl	number,%r2
	 nop
	copy	%r28,%r5		; the command
	bl	number,%r2
	 nop
	copy	%r28,%r6		; commands to come
	bl	number,%r2
	 nop
	copy	%r28,%r7		; those that are measured
	bl	number,%r2
	 nop
	copy	%r28,%r10
	bl	number,%r2
	 nop
	copy	%r28,%r11
	bl	number,%r2
	 nop
	copy	%r28,%r12
	la	buffer,%r13
	stw	%r13,SLOT_ADDRESS(%r4)
	ldi	BLOCK_SECTORS,%r1
	stw	%r1,SLOT_COUNT(%r4)
	ldw	DISK_SECTORS-DISK_SLOTS(%r4),%r14
	extru	%r14,27,28,%r14		; blocks
	ldi	1,%r15			; a mask that no block beyond the disk passes
1:	sh1add	%r15,%r0,%r15
	comb,<<= %r15,%r14,1b
	 nop
	extru	%r15,30,31,%r15
	addi	-1,%r15,%r15
	ldi	1,%r16			; xorshift32
	comib,=,n 0,%r6,begin

next:	comib,=,n 0,%r10,privileged
	copy	%r10,%r1
2:	addib,<> -1,%r1,2b
	 nop
privileged:
	comib,=,n 0,%r11,command
	copy	%r11,%r1
3:	mtctl	%r1,%cr24
	addib,<> -1,%r1,3b
	 nop
command:
	zdep	%r16,18,19,%r1
	xor	%r16,%r1,%r16
	extru	%r16,14,15,%r1
	xor	%r16,%r1,%r16
	zdep	%r16,26,27,%r1
	xor	%r16,%r1,%r16
	and	%r16,%r15,%r17		; the block
	stw	%r17,0(%r13)
	zdep	%r17,27,28,%r1
	stw	%r1,SLOT_SECTOR(%r4)
	put	%r0,result
	stw	%r5,SLOT_COMMAND(%r4)
	la	result,%r18
	comib,=,n 0,%r12,look
wait:	ldw	0(%r18),%r1
	comib,<>,n 0,%r1,done
	or	%r10,%r10,%r10		; the idle hint
	b,n	wait
look:	ldw	0(%r18),%r1
	comib,=	0,%r1,look
	 nop
done:	comib,<>,n RESULT_DONE,%r1,failed
	addib,>	-1,%r6,next
	 nop
	comib,>,n 0,%r7,end
begin:	ldi	0x3c,%r1
	stw	%r1,CONSOLE_DATA(%r3)
	copy	%r7,%r6
	b	next
	 uaddcm	%r0,%r7,%r7		; below 0: they are under way

end:	ldi	0x3e,%r1
	stw	%r1,CONSOLE_DATA(%r3)
	bl	number,%r2		; 0 but for the first time
	 uaddcm	%r0,%r7,%r7
	add	%r19,%r28,%r19
	addib,>= -1,%r19,begin
	 nop
	b	exit
	 copy	%r0,%r26
failed:	ldi	1,%r26
exit:	la	SYSTEM_PAGE,%r1
	stw	%r26,SYSTEM_EXIT(%r1)
	b,n	.
	nop

; The interrupt: shadow registers keep %r1, %r8, %r9, %r24, %r25 and more, until RFIR.
disk_interrupt:
	la	DISK_INTERRUPT,%r1
	mtctl	%r1,%eirr
	la	DISK_PAGE,%r8
	ldw	DISK_DONE(%r8),%r9
	comib,=,n 0,%r9,return
	stw	%r9,DISK_DONE(%r8)
	ldw	DISK_SLOTS+SLOT_RESULT(%r8),%r9
	comib,=,n RESULT_UNCERTAIN,%r9,again
	put	%r9,result
return:	rfir
	nop
again:	b	return
	 stw	%r5,DISK_SLOTS+SLOT_COMMAND(%r8)

	.include "number.s"

	.align	2048
vectors:
	.space	4*32
	b,n	disk_interrupt		; 4, the external interrupt
	.space	28*32-4			; any other stops the machine, which tells why

	.bss
	.align	4096
buffer:	.space	BLOCK
result:	.space	4
