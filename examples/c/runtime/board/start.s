; The first instructions of a C program on the board. gcc expects a stack in %r30, growing upwards, the address of $global$ in
; %r27, and, unless told -mdisable-fpregs, a floating-point unit, even for integer multiplication.
; Real mode, level 0; %r26 = bytes of RAM and %r25 = address of the boot arguments pass through to board_start untouched.

STACK_SHIFT = 2				; the stack is a quarter of RAM
PSW_Q = 8

	.LEVEL	1.1
	.text
	.globl	_start
_start:
	ldil	L%$global$,%r27
	ldo	R%$global$(%r27),%r27
	ldi	0xc0,%r1		; the bits of coprocessor 0, which is the floating-point unit
	mtctl	%r1,%cr10		; CCR
	extru	%r26,31-STACK_SHIFT,32-STACK_SHIFT,%r1
	sub	%r26,%r1,%r30
	ldil	L%-4096,%r1		; the boot arguments are in RAM's last page
	add	%r1,%r30,%r30
	ldil	L%board_stack,%r1
	stw	%r30,R%board_stack(%r1)
	ldo	64(%r30),%r30		; the frame that a caller owes its callee

; On to board_start, with PSW Q set: only so a fault leaves its address, which hvrun then tells. Only RFI sets Q.
	ldil	L%board_start,%r1
	ldo	R%board_start(%r1),%r1
	mtctl	%r0,%cr17		; both elements of the space queue,
	mtctl	%r0,%cr17
	mtctl	%r1,%cr18		; and of the offset queue
	ldo	4(%r1),%r1
	mtctl	%r1,%cr18
	ldi	PSW_Q,%r1
	mtctl	%r1,%cr22		; IPSW
	rfi
	nop

	.bss
	.align	4
	.globl	board_stack
board_stack:				; where the stack begins, and the heap ends
	.space	4
