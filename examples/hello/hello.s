; The smallest guest: prints through the console's raw port, then stops the machine with status 0.
;
;	npx hvasm hello.s && npx hvrun --bare
;
; There is no operating system: the machine begins here in real mode, at the most privileged level, and the devices are
; words in memory. The raw port takes one byte a store.

	.level	1.1
	.include "../../kernel/board.inc"

_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%message,%r4
	ldo	R%message(%r4),%r4
next:	ldbs,ma	1(%r4),%r5		; a byte, and on to the next one
	comib,=,n 0,%r5,stop
	b	next
	 stw	%r5,CONSOLE_DATA(%r3)	; in the branch's delay slot
stop:	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop

message:
	.asciz	"Hello from a PA-RISC without an operating system.\n"
