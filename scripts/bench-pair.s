; The guests of bench:pair and bench:output, one for each value of MODE. Each prints one byte through the raw port when its work begins, and
; one when it ends; the time between the two is what is measured.
;
;     -D MODE=0   computes: a loop of ordinary instructions, some of which load, store and branch
;     -D MODE=1   the same loop, with a privileged instruction in each turn
;     -D MODE=2   the same loop, with an environment instruction in each turn
;     -D MODE=3   prints letters without end, with some work before each
;     -D MODE=4   writes a sector without end, and rests until that is done
;     -D MODE=5   looks at the clock in each turn of a loop of three instructions
;     -D TURNS=n  turns of the loop, in thousands. As many come before those that are measured, since the machine that runs
;                 them is still getting up to speed then.

	.level	1.1
	.include "../kernel/board.inc"
	.include "../kernel/macros.inc"

COMPUTE = 0
PRIVILEGED = 1
ENVIRONMENT = 2
PRINT = 3
WRITE = 4
POLL = 5

; Once more from \loop on, measured this time; the second time, go on.
	.macro	begin loop
	comib,<>,n 0,%r13,9f
	ldi	0x3c,%r13
	stw	%r13,CONSOLE_DATA(%r3)
	la	TURNS*1000,%r5
	b,n	\loop
9:
	.endm

	.text
_start:	la	CONSOLE_PAGE,%r3
	la	table,%r4
	ldi	1,%r11
	la	TURNS*1000,%r5
	copy	%r0,%r13		; not measured yet

	.if	MODE == PRINT
	ldi	0x61,%r12
letter:	la	500,%r5
1:	addib,>	-1,%r5,1b
	 nop
	stw	%r12,CONSOLE_DATA(%r3)
	b,n	letter
	.endif

	.if	MODE == WRITE
	la	DISK_PAGE+DISK_SLOTS,%r6
	la	DISK_INTERRUPT,%r1
	mtctl	%r1,%eiem
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r6)
	stw	%r4,SLOT_ADDRESS(%r6)
command:
	ldi	DISK_COMMAND_WRITE,%r1
	stw	%r1,SLOT_COMMAND(%r6)
2:	or	%r10,%r10,%r10		; the idle hint
	mfctl	%eirr,%r1
	mtctl	%r1,%eirr
	ldw	SLOT_RESULT(%r6),%r1
	comib,=	RESULT_BUSY,%r1,2b
	 nop
	addib,>	-1,%r5,command
	 nop
	begin	command
	.endif

	.if	MODE == POLL
	la	CLOCK_PAGE,%r6
look:	ldw	CLOCK_SECONDS(%r6),%r24
	addib,>	-1,%r5,look
	 nop
	begin	look
	.endif

	.if	MODE < PRINT
turn:	shd	%r11,%r0,19,%r20	; xorshift32
	xor	%r11,%r20,%r11
	extru	%r11,14,15,%r20
	xor	%r11,%r20,%r11
	shd	%r11,%r0,27,%r20
	xor	%r11,%r20,%r11
	extru	%r11,31,8,%r21
	ldwx,s	%r21(%r4),%r22
	add	%r22,%r11,%r22
	sh2addl	%r21,%r4,%r23
	stw	%r22,0(%r23)
	.if	MODE == PRIVILEGED
	mtctl	%r11,%cr24
	.endif
	.if	MODE == ENVIRONMENT
	mfctl	%itmr,%r24
	.endif
	addib,>	-1,%r5,turn
	 nop
	begin	turn
	.endif

	ldi	0x3e,%r1
	stw	%r1,CONSOLE_DATA(%r3)
	la	1000000,%r5		; who measures looks at the processes, which must still be there
3:	addib,>	-1,%r5,3b
	 nop
	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop

	.bss
	.align	4
table:	.space	1024
