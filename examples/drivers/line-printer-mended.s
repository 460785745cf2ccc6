; The cheque of line-printer.s on a device that helps: the console's stream port is told with each write which bytes these are, and
; skips those that it has printed.

	.level	1.1
	.include "board.inc"

	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%cheque,%r4
	ldo	R%cheque(%r4),%r4
	stw	%r4,CONSOLE_ADDRESS(%r3)
	ldi	LENGTH,%r4
	stw	%r4,CONSOLE_LENGTH(%r3)
	ldw	CONSOLE_POSITION(%r3),%r4
	stw	%r4,CONSOLE_START(%r3)
	ldil	L%CONSOLE_INTERRUPT,%r5
	mtctl	%r5,%eiem
again:	ldi	CONSOLE_COMMAND_WRITE,%r4
	stw	%r4,CONSOLE_COMMAND(%r3)
wait:	mtctl	%r5,%eirr		; before the look, so that the hint does not rest if it is over meanwhile
	ldw	CONSOLE_RESULT(%r3),%r4
	comib,=,n	RESULT_BUSY,%r4,wait
	 or	%r10,%r10,%r10
	comib,=	RESULT_UNCERTAIN,%r4,again
	 nop
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.

cheque:	.ascii	"Pay $ 100\n"
LENGTH = . - cheque
