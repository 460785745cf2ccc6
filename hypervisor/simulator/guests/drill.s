; A guest that drills every device of the board in a few thousand instructions, for the simulator. In each of ROUNDS rounds
; it prints letters through the raw port, looks at the clocks and at its own privilege level, moves the rod and writes a
; sector at the same time, sleeps, reads the sector back, and prints a line through the stream port with what was typed.
;
; It gives each command again that ended *uncertain*. Exit status: 0, or which claim failed, by the constants below.

	.level	1.1
	.include "../../../kernel/board.inc"
	.include "../../../kernel/macros.inc"

ROUNDS = 6
SLEEP = 20000				; ticks
WORK = 1500				; turns of a loop

TIMER_WENT_BACK = 1
CLOCK_WENT_BACK = 2
LEVEL_SHOWS = 3
DEVICE_FAILED = 4
SECTOR_CHANGED = 5

; letter: prints the next letter through the raw port, whose only witness is the printer.
	.macro	letter
	stw	%r12,CONSOLE_DATA(%r3)
	ldo	1(%r12),%r12
	.endm

; failure: ends the drill with this status.
	.macro	failure	status
	b	exit
	 ldi	\status,%r26
	.endm

; Registers that keep their meaning: %r3 console, %r4 disk slot 0, %r5 rod, %r6 clock, %r7 round, %r8 the last CR16,
; %r9 and %r10 the last time of day, %r11 position in the stream, %r12 the next letter.
	.text
_start:	la	CONSOLE_PAGE,%r3
	la	DISK_PAGE+DISK_SLOTS,%r4
	la	ACTUATOR_PAGE,%r5
	la	CLOCK_PAGE,%r6
	ldi	0,%r7
	mfctl	%itmr,%r8
	ldw	CLOCK_SECONDS(%r6),%r9
	ldw	CLOCK_MICROSECONDS(%r6),%r10
	ldw	CONSOLE_POSITION(%r3),%r11
	ldi	0x61,%r12

round:	letter

; Time never goes back. (The difference may wrap, its sign is right.)
	mfctl	%itmr,%r1
	sub	%r1,%r8,%r19
	comib,<=,n 0,%r19,1f
	failure	TIMER_WENT_BACK
1:	copy	%r1,%r8
	ldw	CLOCK_SECONDS(%r6),%r19
	ldw	CLOCK_MICROSECONDS(%r6),%r20
	comb,<<,n %r9,%r19,2f
	comb,<>,n %r9,%r19,3f
	comb,<<=,n %r10,%r20,2f
3:	failure	CLOCK_WENT_BACK
2:	copy	%r19,%r9
	copy	%r20,%r10

; The machine believes to be at level 0, and a link's low bits say so.
	bl	4f,%r19
	 nop
4:	extru,<> %r19,31,2,%r0
	b,n	5f
	failure	LEVEL_SHOWS

; The rod and the disk at once. The sector is full of words that no other round has.
5:	ldo	1000(%r7),%r1
	stw	%r1,ACTUATOR_SET(%r5)
	la	sector_out,%r19
	ldi	SECTOR_SIZE/4,%r20
	zdep	%r7,15,16,%r1
6:	ldo	1(%r1),%r1
	addib,>	-1,%r20,6b
	 stws,ma %r1,4(%r19)
	letter
	letter
	la	sector_out,%r25
	bl	disk_do,%r2
	 ldi	DISK_COMMAND_WRITE,%r26

; Sleep with every other device masked: what they have to say must still be there afterwards. Should so much time have
; passed between reading CR16 and writing it that the comparand lies behind already, as in a failover it may, then try
; again: it would be due only when CR16 has gone round.
12:	mfctl	%itmr,%r1
	la	SLEEP,%r19
	add	%r1,%r19,%r1
	mtctl	%r1,%itmr
	mfctl	%itmr,%r19
	sub	%r1,%r19,%r1
	comib,>=	0,%r1,12b
	 nop
	la	INTERVAL_TIMER_INTERRUPT,%r26
	bl	await,%r2
	 nop

; The rod has arrived meanwhile, or does now.
7:	la	ACTUATOR_INTERRUPT,%r26
	bl	await,%r2
	 nop
	ldw	ACTUATOR_RESULT(%r5),%r1
	comib,=	RESULT_BUSY,%r1,7b
	 nop
	comib,=,n RESULT_DONE,%r1,8f
	comib,=,n RESULT_UNCERTAIN,%r1,9f
	failure	DEVICE_FAILED
9:	ldo	1000(%r7),%r1
	b	7b
	 stw	%r1,ACTUATOR_SET(%r5)

; What was written is there.
8:	letter
	la	sector_in,%r25
	bl	disk_do,%r2
	 ldi	DISK_COMMAND_READ,%r26
	la	sector_in,%r19
	la	sector_out,%r20
	ldi	SECTOR_SIZE/4,%r21
10:	ldws,ma	4(%r19),%r1
	ldws,ma	4(%r20),%r22
	comb,=,n %r1,%r22,11f
	failure	SECTOR_CHANGED
11:	addib,>	-1,%r21,10b
	 nop

; A line with the next two characters typed, or `-` behind the last one.
	bl	input_next,%r2
	 nop
	la	line,%r19
	stb	%r28,LINE_TYPED(%r19)
	bl	input_next,%r2
	 nop
	la	line,%r19
	stb	%r28,LINE_TYPED+1(%r19)
	ldo	0x30(%r7),%r1
	stb	%r1,LINE_ROUND(%r19)

; Some work in which nothing is asked of anybody: a few epochs between the input and what it leads to.
	ldi	WORK,%r20
13:	addib,>	-1,%r20,13b
	 nop
	bl	line_print,%r2
	 nop
	ldo	1(%r7),%r7
	comib,>	ROUNDS,%r7,round
	 nop
	ldi	0,%r26

; exit: in: %r26 status
exit:	la	SYSTEM_PAGE,%r1
	stw	%r26,SYSTEM_EXIT(%r1)
	b,n	.
	nop

; await: rests until an interrupt of %r26 is pending, and clears it. All others stay masked, and pending.
; in: %r26 mask. changed: %r1
await:	mtctl	%r26,%eiem
1:	or	%r10,%r10,%r10		; the idle hint
	mfctl	%eirr,%r1
	and	%r1,%r26,%r1
	comib,=	0,%r1,1b
	 nop
	bv	%r0(%r2)
	 mtctl	%r1,%eirr

; disk_do: a command on sector %r7 in slot 0, from beginning to end.
; in: %r26 command, %r25 buffer. changed: %r1, %r19, %r26, %r31
disk_do:
	copy	%r2,%r31
	copy	%r26,%r19
	stw	%r7,SLOT_SECTOR(%r4)
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r4)
	stw	%r25,SLOT_ADDRESS(%r4)
1:	stw	%r19,SLOT_COMMAND(%r4)
2:	la	DISK_INTERRUPT,%r26
	bl	await,%r2
	 nop
	ldw	SLOT_RESULT(%r4),%r1
	comib,=	RESULT_BUSY,%r1,2b
	 nop
	comib,=	RESULT_UNCERTAIN,%r1,1b
	 nop
	comib,=,n RESULT_DONE,%r1,3f
	failure	DEVICE_FAILED
3:	bv,n	%r0(%r31)
	nop

; input_next: the next byte of input; out: %r28. changed: %r1, %r26, %r31
input_next:
	copy	%r2,%r31
1:	ldw	CONSOLE_INPUT(%r3),%r28
	comib,<=,n 0,%r28,3f
	comib,=,n INPUT_END,%r28,2f
	la	CONSOLE_INTERRUPT,%r26
	bl	await,%r2
	 nop
	b,n	1b
2:	ldi	0x2d,%r28
3:	bv,n	%r0(%r31)
	nop

; line_print: the line, through the stream port; START says which bytes these are, so once more does no harm.
; changed: %r1, %r19, %r26, %r31
line_print:
	copy	%r2,%r31
	la	line,%r1
	stw	%r1,CONSOLE_ADDRESS(%r3)
	ldi	LINE_LENGTH,%r1
	stw	%r1,CONSOLE_LENGTH(%r3)
	stw	%r11,CONSOLE_START(%r3)
1:	ldi	CONSOLE_COMMAND_WRITE,%r1
	stw	%r1,CONSOLE_COMMAND(%r3)
2:	la	CONSOLE_INTERRUPT,%r26
	bl	await,%r2
	 nop
	ldw	CONSOLE_RESULT(%r3),%r1
	comib,=	RESULT_BUSY,%r1,2b
	 nop
	comib,=	RESULT_UNCERTAIN,%r1,1b
	 nop
	ldo	LINE_LENGTH(%r11),%r11
	bv,n	%r0(%r31)
	nop

	.data
line:	.ascii	"round 0: --\n"
LINE_LENGTH = 12
LINE_ROUND = 6
LINE_TYPED = 9
	.bss
	.align	4
sector_out:
	.space	SECTOR_SIZE
sector_in:
	.space	SECTOR_SIZE
