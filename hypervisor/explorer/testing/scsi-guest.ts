/** A driver of the SCSI host, with one command at a time: writes two sectors, and ends. */

interface Parts {
  /**
   * Waits: looks at the device's ring, by `bl look,%r2`, until %r28 is 0, and goes to `over`. %r4: the bit of EIRR, which EIEM has;
   * %r12: what INTERRUPT_ACK takes. No interruption is taken.
   */
  readonly wait: string;
  /** What it does when the command is over: goes to `again`, or on to `done`. */
  readonly over: string;
}

/** The source text. The first command meets the unit attention of the power-on, and is given again. */
export function scsiGuest({ wait, over }: Parts): string {
  return `
	.level	1.1
	.include "board.inc"
TABLE = 0x40000			; descriptors; the driver's ring; the device's
AVAILABLE = TABLE+0x100
USED = TABLE+0x200
HEADER = TABLE+0x300
RESPONSE = TABLE+0x400
DATA = TABLE+0x600
	.macro	set register, value	; as the standard means it, below 256
	ldil	L%(\\value)<<24,%r1
	stw	%r1,SCSI_\\register(%r3)
	.endm
	.macro	place queue, address	; below 16 MiB, a multiple of 256
	ldil	L%(((\\address)>>16)&0xff)<<8|(((\\address)>>8)&0xff)<<16,%r1
	ldo	R%(((\\address)>>16)&0xff)<<8|(((\\address)>>8)&0xff)<<16(%r1),%r1
	stw	%r1,SCSI_QUEUE_\\queue\\()_LOW(%r3)
	.endm
	.text
_start:	ldil	L%SCSI_INTERRUPT,%r4
	mtctl	%r4,%eiem
	ldil	L%SCSI_PAGE,%r3
	ldil	L%1<<24,%r12
	set	STATUS,3
	set	DRIVER_FEATURES_SEL,1
	set	DRIVER_FEATURES,1
	set	STATUS,11
	set	QUEUE_SEL,2
	set	QUEUE_NUM,4
	place	DESC,TABLE
	place	DRIVER,AVAILABLE
	place	DEVICE,USED
	set	QUEUE_READY,1
	set	STATUS,15
	ldil	L%TABLE,%r6
	ldil	L%table,%r8		; the descriptors: the command, the data, the response
	ldo	R%table(%r8),%r8
	ldi	12,%r9
1:	ldws,ma	4(%r8),%r1
	addib,<>	-1,%r9,1b
	 stws,ma	%r1,4(%r6)
	ldil	L%TABLE,%r6
	ldil	L%0x01004000,%r1	; unit 0 of target 0
	stw	%r1,HEADER-TABLE(%r6)
	ldi	0x2a,%r1		; WRITE(10) of one sector
	stb	%r1,HEADER-TABLE+19(%r6)
	ldi	1,%r1
	stb	%r1,HEADER-TABLE+27(%r6)
	copy	%r0,%r10		; the sector
	copy	%r0,%r11		; chains made available
next:	stb	%r10,HEADER-TABLE+24(%r6)
	ldo	7(%r10),%r1
	stw	%r1,DATA-TABLE(%r6)
again:	ldo	1(%r11),%r11
	stb	%r11,AVAILABLE-TABLE+2(%r6)	; each entry of the ring is 0, the only chain
	ldil	L%2<<24,%r1
give:	stw	%r1,SCSI_QUEUE_NOTIFY(%r3)
wait:	${wait}
over:	${over}
done:	ldo	1(%r10),%r10
	comib,<>	2,%r10,next
	 nop
	ldil	L%SYSTEM_PAGE,%r1
exit:	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
look:	ldb	USED-TABLE+2(%r6),%r28	; the index of the ring is that of the last command
	bv	%r0(%r2)
	 xor	%r28,%r11,%r28
	.align	4
table:	.word	0x00030400,0,51<<24,0x01000100
	.word	0x00060400,0,0x00020000,0x01000200
	.word	0x00040400,0,108<<24,0x02000000
`;
}

/** Waits rightly: clears the bit, acknowledges, looks, and rests. */
export const LOOKS_AFTER_CLEARING = `mtctl	%r4,%eirr
	stw	%r12,SCSI_INTERRUPT_ACK(%r3)
	bl	look,%r2
	 nop
	comib,=,n	0,%r28,over
	or	%r10,%r10,%r10
	b,n	wait
`;
/** Looks, and then acknowledges: what is over in between interrupts no more. */
export const ACKNOWLEDGES_AFTER_LOOKING = `mtctl	%r4,%eirr
	bl	look,%r2
	 nop
	comib,=,n	0,%r28,over
	stw	%r12,SCSI_INTERRUPT_ACK(%r3)
	or	%r10,%r10,%r10
	b,n	wait
`;
/** Acknowledges what has woken it, but not what came before it would rest; with {@link ACKNOWLEDGES_ATTENTION} that does undisturbed. */
export const ACKNOWLEDGES_WHEN_WOKEN = `mtctl	%r4,%eirr
	bl	look,%r2
	 nop
	comib,=,n	0,%r28,over
	or	%r10,%r10,%r10
	stw	%r12,SCSI_INTERRUPT_ACK(%r3)
	b,n	wait
`;
/** Looks at the SCSI status alone, of which a command that was caught by a reset has none. */
export const LOOKS_AT_STATUS = `ldb	RESPONSE-TABLE+10(%r6),%r7
	comib,<>	0,%r7,again
	 nop
`;
/** These go before {@link GIVES_AGAIN}. */
export const ACKNOWLEDGES_STATUS = `stw	%r12,SCSI_INTERRUPT_ACK(%r3)
	`;
export const ACKNOWLEDGES_ATTENTION = `ldb	RESPONSE-TABLE+10(%r6),%r7
	comib,<>,n	0,%r7,.+8
	b,n	.+8
	stw	%r12,SCSI_INTERRUPT_ACK(%r3)
	`;
/** Gives it again unless it is done. */
export const GIVES_AGAIN = `ldb	RESPONSE-TABLE+11(%r6),%r5
	comib,<>	0,%r5,again
	 ldb	RESPONSE-TABLE+10(%r6),%r7
	comib,<>	0,%r7,again
	 nop
`;
