; Draws eight numbers, and adds them up. A number is what the clock's microseconds show when a timer interrupt has come, so no
; two machines draw the same, unless somebody sees to it.
;
;	npx hvasm draws.s && npx hvrun --protocol none		two machines on their own
;	npx hvasm draws.s && npx hvrun				a pair

	.level	1.1
	.include "../../kernel/board.inc"

DRAWS = 8
; Timer ticks from one draw to the next: 10 ms.
PAUSE = TICKS_PER_SECOND / 100

	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%CLOCK_PAGE,%r4
	ldil	L%line,%r5
	ldo	R%line(%r5),%r5
	ldw	CONSOLE_POSITION(%r3),%r6	; where the stream stands
	ldi	0,%r7			; the sum
	ldi	1,%r8			; which draw
	ldil	L%INTERVAL_TIMER_INTERRUPT,%r9
	mtctl	%r9,%eiem		; ends a rest; PSW I is 0, so nobody is interrupted

draw:	mfctl	%cr16,%r10
	ldil	L%PAUSE,%r11
	ldo	R%PAUSE(%r11),%r11
	addl	%r10,%r11,%r10
	mtctl	%r10,%cr16
	mfctl	%cr16,%r11
	sub	%r10,%r11,%r11
	comib,>=	0,%r11,draw	; it has passed already, perhaps before it was set: again
	 nop
wait:	.word	0x094a024a		; the idle hint: rests until the timer is due
	mfctl	%eirr,%r10
	bb,>=	%r10,0,wait
	 nop
	mtctl	%r9,%eirr
	ldw	CLOCK_SECONDS(%r4),%r0	; latches the microseconds
	ldw	CLOCK_MICROSECONDS(%r4),%r10
	addl	%r7,%r10,%r7
	ldo	0x30(%r8),%r11
	stb	%r11,DRAW_DIGIT(%r5)
	bl	print_number,%r2
	 nop
	ldo	1(%r8),%r8
	ldi	DRAWS,%r11
	comb,<=	%r8,%r11,draw
	 nop

	ldil	L%sum_line,%r5
	ldo	R%sum_line(%r5),%r5
	bl	print_number,%r2
	 copy	%r7,%r10
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop

; Prints the line at %r5 with the number %r10 (below 10,000,000) in it. In: %r2 return address. Changes %r6, %r10 to %r14.
print_number:
	ldil	L%powers,%r11
	ldo	R%powers(%r11),%r11
	ldo	NUMBER_FIELD(%r5),%r12
digit:	ldws,ma	4(%r11),%r13		; 1,000,000 down to 1
	ldi	0x30,%r14
subtract:
	comb,<<,n	%r10,%r13,store
	sub	%r10,%r13,%r10
	b	subtract
	 ldo	1(%r14),%r14
store:	stbs,ma	%r14,1(%r12)
	comib,<>	1,%r13,digit
	 nop

; The command over again after *uncertain* is safe: START tells the port which bytes these are.
	stw	%r5,CONSOLE_ADDRESS(%r3)
	ldi	LINE_LENGTH,%r11
	stw	%r11,CONSOLE_LENGTH(%r3)
	stw	%r6,CONSOLE_START(%r3)
	addl	%r6,%r11,%r6
command:
	ldi	CONSOLE_COMMAND_WRITE,%r11
	stw	%r11,CONSOLE_COMMAND(%r3)
busy:	ldw	CONSOLE_RESULT(%r3),%r11
	comib,=	RESULT_BUSY,%r11,busy
	 nop
	comib,=	RESULT_UNCERTAIN,%r11,command
	 nop
	bv,n	%r0(%r2)

	.data
	.align	4
powers:	.word	1000000,100000,10000,1000,100,10,1
line:	.ascii	"draw 0: 0000000\n"
sum_line:
	.ascii	"sum:    0000000\n"
LINE_LENGTH = 16
DRAW_DIGIT = 5
NUMBER_FIELD = 8
