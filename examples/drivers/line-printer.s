; A driver of a line printer, the console's raw port. Nobody can write a right one: a machine that dies just after it has printed a
; byte can't be told from one that dies just before. Whoever takes its place prints that byte again, or not at all; this board
; has it printed again. *Exactly once* is impossible unless the device helps.
;
;	npx hvasm -g line-printer.s && npx hvrun --kill primary@command=1

	.level	1.1
	.include "board.inc"

	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%cheque,%r4
	ldo	R%cheque(%r4),%r4
	ldbs,ma	1(%r4),%r5
next:	stw	%r5,CONSOLE_DATA(%r3)
	ldbs,ma	1(%r4),%r5
	comib,<>,n	0,%r5,next
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.

cheque:	.asciz	"Pay $ 100\n"
