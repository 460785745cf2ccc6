; Looks at the clock, and does nothing else, until it has gone on by SECONDS seconds (-D SECONDS=n).

	.level	1.1
	.include "../../kernel/board.inc"
	.include "../../kernel/macros.inc"

	.text
_start:	la	CLOCK_PAGE,%r8
	ldw	CLOCK_SECONDS(%r8),%r10
	ldo	SECONDS(%r10),%r10
loop:	ldw	CLOCK_SECONDS(%r8),%r11
	comb,<	%r11,%r10,loop
	 nop
	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop
