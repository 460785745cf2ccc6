; Stores to every page of its RAM but its own, round after round, until the clock has gone on by SECONDS seconds
; (-D SECONDS=n).

	.level	1.1
	.include "../../kernel/board.inc"
	.include "../../kernel/macros.inc"

BEYOND = 0x20000			; where this program is not

	.text
_start:	la	CLOCK_PAGE,%r8
	copy	%r26,%r9		; bytes of RAM
	ldw	CLOCK_SECONDS(%r8),%r10
	ldo	SECONDS(%r10),%r10
	ldi	1,%r5
round:	la	BEYOND,%r4
store:	stw	%r5,0(%r4)
	ldo	PAGE_SIZE(%r4),%r4
	comb,<<	%r4,%r9,store
	 nop
	ldo	1(%r5),%r5
	ldw	CLOCK_SECONDS(%r8),%r11
	comb,<	%r11,%r10,round
	 nop
	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop
