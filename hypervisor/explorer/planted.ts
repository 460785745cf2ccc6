/** Programs that are wrong, and known to be: see self-check.ts. */

/**
 * A driver that takes an uncertain command for done; and it clears EIRR after it has looked at RESULT, so that an interrupt between
 * the two is lost, and it rests for ever.
 */
export const PLANTED_DRIVER = `
	.level	1.1
	.text
_start:	ldil	L%0xf0004000,%r3	; the actuator
	ldil	L%0x00200000,%r4	; its interrupt
	mtctl	%r4,%cr15
	ldi	100,%r1
	stw	%r1,4(%r3)		; SET
look:	ldw	12(%r3),%r5		; RESULT
	comib,<>,n 1,%r5,over		; not busy
	mtctl	%r4,%cr23
	or	%r10,%r10,%r10		; the idle hint
	b	look
	 nop
over:	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)		; EXIT
	b,n	.
	nop
`;

/**
 * Writes data to sector 0, and to sector 1 that they are there; without a flush between the two, so that after a loss of power
 * only the second may be. Then it ends with status 1 when it is booted again.
 */
export const PLANTED_WRITER = `
	.level	1.1
	.text
_start:	ldil	L%0xf0003100,%r3	; the disk's slot 0
	ldo	R%0xf0003100(%r3),%r3
	ldil	L%0x00040000,%r4	; a buffer
	ldi	1,%r1
	stw	%r1,4(%r3)		; COUNT
	stw	%r4,8(%r3)		; ADDRESS
	stw	%r1,0(%r3)		; SECTOR: are the data said to be there?
	bl	command,%r2
	 ldi	1,%r26			; read
	ldw	0(%r4),%r5
	comib,=,n 0,%r5,write
	stw	%r0,0(%r3)
	bl	command,%r2
	 ldi	1,%r26
	ldw	0(%r4),%r5
	comiclr,<> 0,%r5,%r6		; 0, and then they are
	 ldi	1,%r6
	b,n	exit
write:	stw	%r1,0(%r4)
	stw	%r0,0(%r3)
	bl	command,%r2
	 ldi	2,%r26			; write
	stw	%r1,0(%r3)
	bl	command,%r2
	 ldi	2,%r26
	copy	%r0,%r6
exit:	ldil	L%0xf0000000,%r7
	stw	%r6,0(%r7)		; EXIT
	b,n	.
	nop
command:stw	%r26,12(%r3)
again:	ldw	16(%r3),%r5		; RESULT
	comib,=,n 1,%r5,again		; busy
	comib,=	4,%r5,command		; uncertain
	 nop
	bv	%r0(%r2)
	 nop
`;
