/** A guest that draws random bytes: the source text. */

/** Draws four times 16 bytes, turns round as often as the last byte says, and prints a dot each time. Numbers are little-endian. */
export const DRAWS = `
	.level	1.1
	.include "board.inc"
	TABLE = 0x20000
	BUFFER = 0x23000
	.text
	.globl	_start
_start:	ldil	L%ENTROPY_PAGE,%r3
	ldil	L%CONSOLE_PAGE,%r4
	ldil	L%SYSTEM_PAGE,%r5
	ldil	L%ENTROPY_INTERRUPT,%r6
	ldo	R%ENTROPY_INTERRUPT(%r6),%r6
	mtctl	%r6,%eiem
	ldil	L%0x01000000,%r1	; 1
	copy	%r1,%r12
	stw	%r1,ENTROPY_DRIVER_FEATURES_SEL(%r3)
	stw	%r1,ENTROPY_DRIVER_FEATURES(%r3)
	ldil	L%0x0b000000,%r2	; ACKNOWLEDGE, DRIVER, FEATURES_OK
	stw	%r2,ENTROPY_STATUS(%r3)
	ldil	L%0x08000000,%r2	; 8 entries
	stw	%r2,ENTROPY_QUEUE_NUM(%r3)
	ldi	0x200,%r2		; the table at 0x20000, the rings at 0x21000 and 0x22000
	stw	%r2,ENTROPY_QUEUE_DESC_LOW(%r3)
	ldil	L%0x100000,%r2
	ldo	0x200(%r2),%r2
	stw	%r2,ENTROPY_QUEUE_DRIVER_LOW(%r3)
	ldil	L%0x200000,%r2
	ldo	0x200(%r2),%r2
	stw	%r2,ENTROPY_QUEUE_DEVICE_LOW(%r3)
	stw	%r1,ENTROPY_QUEUE_READY(%r3)
	ldil	L%0x0f000000,%r2	; DRIVER_OK, too
	stw	%r2,ENTROPY_STATUS(%r3)
	ldil	L%TABLE,%r7		; one descriptor: BUFFER, 16 bytes, to be written
	ldil	L%0x300000,%r1
	ldo	0x200(%r1),%r1
	stw	%r1,0(%r7)
	ldil	L%0x10000000,%r1
	stw	%r1,8(%r7)
	ldil	L%0x02000000,%r1
	stw	%r1,12(%r7)
	ldil	L%TABLE+0x1000,%r8
	ldil	L%TABLE+0x2000,%r9
	ldil	L%BUFFER,%r10
	ldi	0,%r11
draw:	ldo	0x100(%r11),%r11	; the index of the next one, in the upper byte
	stw	%r11,0(%r8)
	stw	%r0,ENTROPY_QUEUE_NOTIFY(%r3)
1:	mtctl	%r6,%eirr
	stw	%r12,ENTROPY_INTERRUPT_ACK(%r3)
	ldw	0(%r9),%r1
	comb,<>,n %r11,%r1,1b
	 or	%r10,%r10,%r10
	ldb	15(%r10),%r1
2:	addib,>=	-1,%r1,2b
	 nop
	ldi	46,%r1
	stw	%r1,CONSOLE_DATA(%r4)
	ldi	0x400,%r1
	comb,<>	%r11,%r1,draw
	 nop
	stw	%r0,SYSTEM_EXIT(%r5)
`;
