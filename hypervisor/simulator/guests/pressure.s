; A guest that puts a pair under pressure, for the simulator. It looks at the clocks so often that an epoch could hold nothing but
; that, and sleeps, by turns; then it stores to another page of its memory with every few instructions, for as long as a machine
; that joins takes several times over. It prints a letter through the raw port now and then.
;
; Exit status: 0, or 1 if a time that it sees lies before an earlier one.

	.level	1.1
	.include "../../../kernel/board.inc"
	.include "../../../kernel/macros.inc"

ROUNDS = 6
LOOKS = 150
SLEEP = 20000000			; ticks: 400 ms
STORES = 120000
PAGES = 128				; from the middle of the smallest RAM on
MEMORY = 0x80000

; Registers that keep their meaning: %r3 console, %r6 clock, %r7 round, %r8 the last CR16, %r12 the next letter.
	.macro	letter
	stw	%r12,CONSOLE_DATA(%r3)
	ldo	1(%r12),%r12
	.endm

	.text
_start:	la	CONSOLE_PAGE,%r3
	la	CLOCK_PAGE,%r6
	ldi	0,%r7
	ldi	0x41,%r12
	mfctl	%itmr,%r8

round:	letter
	ldi	LOOKS,%r20
look:	mfctl	%itmr,%r1
	sub	%r1,%r8,%r19		; it may wrap, its sign is right
	comib,>,n 0,%r19,went_back
	copy	%r1,%r8
	ldw	CLOCK_SECONDS(%r6),%r19
	addib,>	-1,%r20,look
	 nop

; Sleep. If so much time has passed between reading CR16 and writing it that the comparand lies behind, try again.
again:	mfctl	%itmr,%r1
	la	SLEEP,%r19
	add	%r1,%r19,%r1
	mtctl	%r1,%itmr
	mfctl	%itmr,%r19
	sub	%r1,%r19,%r1
	comib,>=	0,%r1,again
	 nop
	la	INTERVAL_TIMER_INTERRUPT,%r26
	mtctl	%r26,%eiem
rest:	or	%r10,%r10,%r10		; the idle hint
	mfctl	%eirr,%r1
	and	%r1,%r26,%r1
	comib,=	0,%r1,rest
	 nop
	mtctl	%r1,%eirr
	ldo	1(%r7),%r7
	comib,>	ROUNDS,%r7,round
	 nop

	la	STORES,%r20
	la	MEMORY,%r4
	ldi	PAGES,%r5
store:	stw	%r20,0(%r4)
	ldo	PAGE_SIZE(%r4),%r4
	addib,>,n -1,%r5,1f
	ldi	PAGES,%r5
	la	MEMORY,%r4
1:	extru,=	%r20,31,16,%r0		; each 65,536th
	b,n	2f
	letter
2:	addib,>	-1,%r20,store
	 nop
	b	exit
	 ldi	0,%r26

went_back:
	ldi	1,%r26
exit:	la	SYSTEM_PAGE,%r1
	stw	%r26,SYSTEM_EXIT(%r1)
	b,n	.
	nop
