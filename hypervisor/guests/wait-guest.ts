/** A guest that lives as long as somebody wants it to: for tests of what happens to hvrun meanwhile. */

/** Prints a byte, waits for one, and exits with status 7. */
export const WAIT = `
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0xf0002000,%r1
	ldi	33,%r2
	stw	%r2,0(%r1)
1:	ldw	0x1c(%r1),%r2		; INPUT
	comib,>	0,%r2,1b
	 nop
	ldil	L%0xf0000000,%r1
	ldi	7,%r2
	stw	%r2,0(%r1)
`;
