/** Source text of a guest that polls: how it begins, and one command of the disk. */

/** The slot is in %r3 then, and `buffer` in %r5. */
export const DISK_GUEST = `
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldil	L%buffer,%r5
	ldo	R%buffer(%r5),%r5
`;

/** `bl disk,%r2`: gives the command of %r24, and waits. %r26: sector, %r25: count, %r5: address, %r3: the slot. Changes %r1. */
export const DISK_ROUTINE = `disk:	stw	%r26,SLOT_SECTOR(%r3)
	stw	%r25,SLOT_COUNT(%r3)
	stw	%r5,SLOT_ADDRESS(%r3)
	stw	%r24,SLOT_COMMAND(%r3)
wait:	ldw	SLOT_RESULT(%r3),%r1
	comib,=	RESULT_BUSY,%r1,wait
	 nop
	bv	%r0(%r2)
	 nop
`;

/** The same, with which a command in doubt is given again. */
export const REPEATING_ROUTINE = DISK_ROUTINE.replace('\tbv', '\tcomib,=\tRESULT_UNCERTAIN,%r1,disk\n\t nop\n\tbv');
