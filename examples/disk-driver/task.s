; A task for the driver in disk.s: fills the disk, reads it back, and says whether each word of it is as it was written.

	.level	1.1
	.include "board.inc"

	.text
_start:	ldil	L%vectors,%r1
	ldo	R%vectors(%r1),%r1
	mtctl	%r1,%iva
	ldil	L%DISK_INTERRUPT,%r1
	mtctl	%r1,%eiem		; the disk may interrupt, nobody else
	ldil	L%main,%r1		; PSW Q, which interruptions need, is set by RFI alone
	ldo	R%main(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	8,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

main:	ldil	L%DISK_PAGE,%r3
	ldw	DISK_SECTORS(%r3),%r5
	ldil	L%buffer,%r24
	ldo	R%buffer(%r24),%r24
	ldi	0,%r25			; the sector
write:	copy	%r24,%r8
	ldi	SECTOR_SIZE/4,%r9
	zdep	%r25,15,16,%r7		; each word says which it is: its sector, and its place there
fill:	stws,ma	%r7,4(%r8)
	addib,<>	-1,%r9,fill
	 ldo	1(%r7),%r7
	bl	disk,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	ldo	1(%r25),%r25
	comb,<>	%r5,%r25,write
	 nop

	ldi	0,%r25
read:	bl	disk,%r2
	 ldi	DISK_COMMAND_READ,%r26
	copy	%r24,%r8
	ldi	SECTOR_SIZE/4,%r9
	zdep	%r25,15,16,%r7
check:	ldws,ma	4(%r8),%r10
	comb,<>,n	%r10,%r7,differs
	addib,<>	-1,%r9,check
	 ldo	1(%r7),%r7
	ldo	1(%r25),%r25
	comb,<>	%r5,%r25,read
	 nop
	ldi	0,%r26
	ldil	L%right,%r8
	b	print
	 ldo	R%right(%r8),%r8
differs:
	ldi	1,%r26
	ldil	L%wrong,%r8
	ldo	R%wrong(%r8),%r8
print:	ldil	L%CONSOLE_PAGE,%r9	; the raw port, which takes a byte at a time
	ldbs,ma	1(%r8),%r10
next:	stw	%r10,CONSOLE_DATA(%r9)
	ldbs,ma	1(%r8),%r10
	comib,<>,n	0,%r10,next
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r26,SYSTEM_EXIT(%r1)
	b,n	.
right:	.asciz	"each word is as it was written\n"
wrong:	.asciz	"a word is not as it was written\n"

	.align	2048
vectors:
	.space	4*32
	b,n	disk_interrupt		; 4, the external interrupt
	.space	28*32-4			; any other stops the machine, which tells why

	.include "disk.s"

	.bss
	.align	4
buffer:	.space	SECTOR_SIZE
