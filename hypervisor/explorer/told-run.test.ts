/** What is told of runs that have no end: a guest that its timer wakes for ever waits all the same. */
import { expect, it } from 'vitest';
import { MomentsAdversity } from './adversities/moments.ts';
import type { CaseResult } from './result.ts';
import { imageOf, referenceOf } from './testing/guests.ts';
import { ACKNOWLEDGES_STATUS, GIVES_AGAIN, scsiGuest } from './testing/scsi-guest.ts';

/** Three reads, one after the other, by a driver that serves what is pending, and gives the next. `late`, `early`: where it acknowledges. */
function ticking({ early = '', late = '' }): Uint8Array {
  return imageOf(`
	.level	1.1
	.include "board.inc"
TICK = 20000
	.text
_start:	ldil	L%DISK_PAGE,%r3
	ldo	DISK_SLOTS(%r3),%r23
	ldil	L%DISK_INTERRUPT,%r1
	depi	-1,0,1,%r1		; and that of the timer
	mtctl	%r1,%eiem
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r23)
	ldil	L%buffer,%r1
	ldo	R%buffer(%r1),%r1
	stw	%r1,SLOT_ADDRESS(%r23)
	ldil	L%TICK,%r6
	ldo	R%TICK(%r6),%r6
	mfctl	%cr16,%r7
	addl	%r6,%r7,%r7
	mtctl	%r7,%cr16
	ldi	3,%r5
give:	ldi	DISK_COMMAND_READ,%r1
	stw	%r1,SLOT_COMMAND(%r23)
${late}
wait:	or	%r10,%r10,%r10
	mfctl	%eirr,%r8
${early}
	bb,>=	%r8,0,1f
	 nop
	addl	%r6,%r7,%r7
	mtctl	%r7,%cr16
	mtctl	%r8,%eirr
1:	bb,>=	%r8,9,wait		; the disk's?
	 nop
	ldw	DISK_DONE(%r3),%r4
	comib,=	0,%r4,wait
	 nop
	stw	%r4,DISK_DONE(%r3)
	addib,<>	-1,%r5,give
	 nop
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	.bss
	.align	4
buffer:	.space	512
`);
}

const ACKNOWLEDGES = '\tmtctl\t%r8,%eirr\t\t; acknowledged';

/** What comes of the first case that is broken, told. */
function firstBroken(image: Uint8Array): CaseResult | undefined {
  const adversity = new MomentsAdversity(referenceOf({ image, disk: new Uint8Array(1024) }), {});
  for (const one of adversity.cases()) {
    if (adversity.run(one, { told: false }).verdict === 'broken') return adversity.run(one, { told: true });
  }
  return undefined;
}

it('the interrupt that it has taken away is named, and where', () => {
  const { cause, difference, place } = firstBroken(ticking({ late: ACKNOWLEDGES }))!;
  expect(difference?.outside).toBe('endless');
  expect(cause?.rule).toBe('acknowledges-before-it-looks');
  expect(cause?.words).toMatch(/^the driver cleared the interrupt of command \d, disk read of sector 0, in EIRR, /);
  expect(place?.text).toBe('mtctl %r8,%eirr');
});

it('one that acknowledges first holds', () => {
  expect(firstBroken(ticking({ early: ACKNOWLEDGES }))).toBeUndefined();
});

/** Reads two sectors, and acknowledges too late; and looks at what it reads before it rests. */
const LOOKS_AT_DATA = `
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE,%r3
	ldo	DISK_SLOTS(%r3),%r23
	ldil	L%DISK_INTERRUPT,%r4
	mtctl	%r4,%eiem
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r23)
	ldil	L%0x40000,%r6
	stw	%r6,SLOT_ADDRESS(%r23)
	ldi	2,%r5
give:	ldi	DISK_COMMAND_READ,%r1
	stw	%r1,SLOT_COMMAND(%r23)
wait:	ldw	SLOT_RESULT(%r23),%r1
	comib,<>,n	RESULT_BUSY,%r1,over
	mtctl	%r4,%eirr
	ldw	0(%r6),%r7
	or	%r10,%r10,%r10
	b,n	wait
over:	comib,=	RESULT_UNCERTAIN,%r1,give
	 nop
	addib,<>	-1,%r5,give
	 nop
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop
`;

/** The same of the SCSI host: the response stands before the data in a chain that reads. */
const LOOKS_AT_SCSI_DATA = scsiGuest({
  wait: `bl	look,%r2
	 nop
	comib,=,n	0,%r28,over
	mtctl	%r4,%eirr
	ldw	DATA-TABLE(%r6),%r7
	or	%r10,%r10,%r10
	b,n	wait
`,
  over: `${ACKNOWLEDGES_STATUS}${GIVES_AGAIN}`,
})
  .replace('ldi\t0x2a,%r1\t\t; WRITE(10)', 'ldi\t0x28,%r1\t\t; READ(10)')
  .replace('0x00060400,0,0x00020000,0x01000200', '0x00040400,0,108<<24,0x03000200')
  .replace('0x00040400,0,108<<24,0x02000000', '0x00060400,0,0x00020000,0x02000000');

it.each([
  ['disk', LOOKS_AT_DATA],
  ['SCSI host', LOOKS_AT_SCSI_DATA],
])('data that the %s has read is no place where a command is seen to be over', (_, program) => {
  const { cause, difference, place } = firstBroken(imageOf(program))!;
  expect(difference?.outside).toBe('asleep');
  expect(cause?.rule).toBe('acknowledges-before-it-looks');
  expect(place?.text).toBe('mtctl %r4,%eirr');
});
