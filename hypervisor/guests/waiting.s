; Waits in each of the ways that emulator/board.md, "Waiting", shows: for the console and for the interval timer, whose tick is
; always added to the last comparand. Prints a line a round, then exits with status 0.

	.level	1.1
	.include "../../kernel/board.inc"

TICK = 50000				; a millisecond
TICKS = 40
ROUNDS = 6
LINE_LENGTH = 8

	.macro	la	value, register
	ldil	L%\value,\register
	ldo	R%\value(\register),\register
	.endm

	.text
	.align	2048
vectors:
	.org	vectors + 4 * 32
	b	interrupt
	 mfctl	%eirr,%r16
	.align	2048

; The external interrupt. Its own: %r16 to %r19.
interrupt:
	mtctl	%r16,%eirr
	bb,>=,n	%r16,0,1f
	addl	%r7,%r6,%r6		; the timer: the next tick
	mtctl	%r6,%itmr
	ldw	4(%r4),%r17
	ldo	1(%r17),%r17
	stw	%r17,4(%r4)
1:	ldw	CONSOLE_RESULT(%r3),%r17
	comib,=,n RESULT_BUSY,%r17,2f
	stw	%r17,0(%r4)
2:	rfi
	nop

	.globl	_start
_start:	la	vectors,%r1
	mtctl	%r1,%iva
	la	CONSOLE_PAGE,%r3
	la	flags,%r4
	la	CONSOLE_INTERRUPT,%r5
	la	TICK,%r7
	ldi	0,%r9			; the round, and what has been printed
	ldi	0,%r11
	mfctl	%itmr,%r6
	addl	%r7,%r6,%r6
	mtctl	%r6,%itmr
	la	CONSOLE_INTERRUPT|INTERVAL_TIMER_INTERRUPT,%r1
	mtctl	%r1,%eiem
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	la	round,%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	9,%r1			; PSW Q and I
	mtctl	%r1,%ipsw
	rfi
	nop

; With PSW I = 1, in a plain loop.
round:	bl	command,%r2
	 nop
wait1:	ldw	0(%r4),%r1
	comib,<>,n 0,%r1,done1
	or	%r10,%r10,%r10
	b,n	wait1
done1:	comib,<>	RESULT_DONE,%r1,round	; it was uncertain: again
	 nop
	ldo	LINE_LENGTH(%r11),%r11

; The hint in the delay slot.
again2:	bl	command,%r2
	 nop
wait2:	ldw	0(%r4),%r1
	comib,=,n 0,%r1,wait2
	 or	%r10,%r10,%r10
	comib,<>	RESULT_DONE,%r1,again2
	 nop
	ldo	LINE_LENGTH(%r11),%r11

; With PSW I = 0: the bit is cleared before the look.
again3:	rsm	1,%r0
	bl	command,%r2
	 nop
wait3:	mtctl	%r5,%eirr
	ldw	CONSOLE_RESULT(%r3),%r1
	comib,=,n RESULT_BUSY,%r1,wait3
	 or	%r10,%r10,%r10
	ssm	1,%r0
	comib,<>	RESULT_DONE,%r1,again3
	 nop
	ldo	LINE_LENGTH(%r11),%r11
	ldo	1(%r9),%r9
	comib,>	ROUNDS,%r9,round
	 nop

; The timer's ticks, of which none gets lost.
	ldi	TICKS,%r8
wait4:	ldw	4(%r4),%r1
	comb,<=,n %r8,%r1,done4
	or	%r10,%r10,%r10
	b,n	wait4
done4:	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop

; Commands the line. In: %r11 where in the stream it belongs, %r2 return address. Changes %r1.
command:
	stw	%r0,0(%r4)
	la	line,%r1
	stw	%r1,CONSOLE_ADDRESS(%r3)
	ldi	LINE_LENGTH,%r1
	stw	%r1,CONSOLE_LENGTH(%r3)
	stw	%r11,CONSOLE_START(%r3)
	ldi	CONSOLE_COMMAND_WRITE,%r1
	bv	%r0(%r2)
	 stw	%r1,CONSOLE_COMMAND(%r3)

	.data
	.align	4
; RESULT of the command that is over, or 0; ticks.
flags:	.word	0,0
line:	.ascii	"waiting\n"
