import { expect, it } from 'vitest';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { DRAWS } from '../testing/draws.ts';
import { imageOf } from './testing/guests.ts';
import { GIVES_AGAIN, LOOKS_AFTER_CLEARING, scsiGuest } from './testing/scsi-guest.ts';
import { undisturbed } from './reference.ts';

const NOTHING = new Uint8Array(0);
const WORLD = { append: '', disk: NOTHING, input: NOTHING, ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES };
/** Writes the time of day to its disk. */
const STAMP = `	.include "board.inc"
_start:	ldil	L'CLOCK_PAGE,%r1
	ldw	CLOCK_SECONDS(%r1),%r2
	ldil	L'0x20000,%r3
	stw	%r2,0(%r3)
	ldil	L'DISK_PAGE,%r1
	ldo	DISK_SLOTS(%r1),%r1
	ldi	1,%r2
	stw	%r2,SLOT_COUNT(%r1)
	stw	%r3,SLOT_ADDRESS(%r1)
	ldi	DISK_COMMAND_WRITE,%r2
	stw	%r2,SLOT_COMMAND(%r1)
1:	ldw	SLOT_RESULT(%r1),%r2
	comib,=	RESULT_BUSY,%r2,1b
	nop
	ldil	L'SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
`;

it('is given up as soon as it takes too long, though nothing is due', () => {
  const image = imageOf('\t.include "board.inc"\n_start: b _start\n nop\n');
  let looks = 0;
  const late = () => (looks += 1) > 2;
  const none = undisturbed({ ...WORLD, name: 'endless', image }, {}, late);
  expect(none).toEqual({
    verdict: 'undecided',
    what: expect.stringMatching(
      /^the budget ran out before its undisturbed runs had ended: after 6000000 instructions it is at 0001000\d <_start(\+0x4)?>/,
    ) as string,
  });
});

it.each([
  ['is stopped by the machine', 'break 0,0', 'stop', 70],
  ['rests for ever', 'or %r10,%r10,%r10', 'asleep', 80],
])('what a guest does that %s is not right, unless somebody says so', (_, instruction, outside, status) => {
  const image = imageOf(`_start: ${instruction}\n`);
  const guest = { name: 'guest', image, append: '', disk: new Uint8Array(0), input: new Uint8Array(0) };
  const whole = { ...guest, ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES };
  expect(undisturbed(whole)).toMatchObject({ verdict: 'broken', difference: { outside } });
  expect(undisturbed(whole, { status })).toMatchObject({ ending: { status }, commands: [] });
});

it.each([
  ['tells its device nothing', /^give:.*$/m, 'give:	nop', 'a QUEUE_NOTIFY for what is in its queue 2'],
  ['tells another queue', 'L%2<<24', 'L%3<<24', 'a QUEUE_NOTIFY for what is in its queue 2'],
  ['does not say that it is there', 'STATUS,15', 'STATUS,11', 'DRIVER_OK in STATUS for what is in its queue 2'],
  [
    'takes other features',
    'FEATURES,1',
    'FEATURES,2',
    'FEATURES_OK in STATUS \\(it offers VIRTIO_F_VERSION_1 alone\\) for what is in its queue 2',
  ],
  [
    'makes a ring no device can read',
    'QUEUE_NUM,4',
    'QUEUE_NUM,3',
    'a reset: its queue 2 has a QUEUE_NUM that is no power of 2 up to 64',
  ],
])(
  "of a driver of virtio's that %s, and rests for ever, it is told what its device needs",
  (_, right, wrong, needs) => {
    const text = scsiGuest({ wait: LOOKS_AFTER_CLEARING, over: GIVES_AGAIN });
    const guest = { ...WORLD, name: 'guest', image: imageOf(text.replace(right, wrong)), disk: new Uint8Array(1024) };
    expect(undisturbed(guest)).toMatchObject({
      difference: { outside: 'asleep', words: expect.stringMatching(new RegExp(`, scsi needs ${needs}$`)) as string },
    });
  },
);

it('does not say that anything depends on time when there was none to see it', () => {
  // Where it is later, and only there, this one loops for ever.
  const image = imageOf(`	.include "board.inc"
_start:	ldil	L'CLOCK_PAGE,%r1
	ldw	CLOCK_SECONDS(%r1),%r2
	ldil	L'947684800,%r3		; ten days into the year 2000, in which the first run is
	comb,<<	%r3,%r2,.
	nop
	ldil	L'SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
`);
  const none = undisturbed({ ...WORLD, name: 'late', image }, {}, () => true);
  expect(none).toEqual({
    verdict: 'undecided',
    what: expect.stringMatching(/^the budget ran out before its undisturbed runs had ended: after/) as string,
  });
});

/** A read of which the interrupt is cleared unless it is over soon: slower devices' is lost. `waiting`: what it does then, for ever. */
const IN_A_HURRY = (waiting: string): string => `	.level	1.1
	.include "board.inc"
_start:	ldil	L%DISK_PAGE,%r3
	ldo	DISK_SLOTS(%r3),%r23
	ldil	L%DISK_INTERRUPT,%r1
	depi	-1,0,1,%r1		; and that of the timer
	mtctl	%r1,%eiem
	ldil	L%0x20000,%r5
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r23)
	stw	%r5,SLOT_ADDRESS(%r23)
	ldi	DISK_COMMAND_READ,%r1
	stw	%r1,SLOT_COMMAND(%r23)
	ldi	600,%r1
1:	addib,<>	-1,%r1,1b
	 nop
	ldw	DISK_DONE(%r3),%r4
	comib,<>	0,%r4,done
	 ldi	1200,%r1
1:	addib,<>	-1,%r1,1b
	 nop
	mfctl	%eiem,%r1
	mtctl	%r1,%eirr
	mfctl	%cr16,%r7
wait:	ldo	8000(%r7),%r7
	mtctl	%r7,%cr16
	or	%r10,%r10,%r10
	mfctl	%eirr,%r1
${waiting}
	bb,>=	%r1,9,wait
	 mtctl	%r1,%eirr
done:	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
`;

it('what waits for ever where devices are slower is broken; what looks at the clock meanwhile may wait for its time', () => {
  const run = (waiting: string) => {
    const image = imageOf(IN_A_HURRY(waiting));
    return undisturbed({ ...WORLD, name: 'in a hurry', image, disk: new Uint8Array(512) });
  };
  const what = expect.stringMatching(
    /^with slower devices and another time of day, undisturbed, it does not come to its end: after \d{7} instructions it is at .*; it has given no command since command 1, disk read of sector 0, was over, after \d+ instructions$/,
  ) as string;
  expect(run('')).toEqual({ verdict: 'broken', what, difference: { outside: 'endless', words: what } });
  expect(run("\tldil\tL'CLOCK_PAGE,%r2\n\tldw\tCLOCK_SECONDS(%r2),%r2")).toEqual({ verdict: 'undecided', what });
});

it('what is stopped by the machine at another time of day is broken', () => {
  const image = imageOf(
    STAMP.replace('stw\t%r2,0(%r3)', "ldil\tL'947684800,%r3\n\tcomb,>>,n\t%r3,%r2,.+8\n\tbreak\t0,0"),
  );
  expect(undisturbed({ ...WORLD, name: 'expired', image, disk: new Uint8Array(512) })).toMatchObject({
    verdict: 'broken',
    what: expect.stringMatching(/^with slower devices and another time of day, undisturbed, /) as string,
    difference: { outside: 'stop' },
  });
});

it('tells what would be looked at instead of a disk that depends on time', () => {
  const none = undisturbed({ ...WORLD, name: 'stamp', image: imageOf(STAMP), disk: new Uint8Array(512) });
  expect(none).toEqual({
    verdict: 'undecided',
    what: expect.stringMatching(
      /^what it does depends on time: .* the disk differs in sector 0: .*; --expect-disk COMMAND says which disks are right$/,
    ) as string,
  });
});

it('says nothing of a guest that shows what it has drawn: other bytes are as right; of one that does not, it does', () => {
  const shows = imageOf(DRAWS.replace('ldi	46,%r1', 'ldb	14(%r10),%r1'));
  expect(undisturbed({ ...WORLD, name: 'shows', image: shows })).toEqual({
    verdict: 'undecided',
    what: expect.stringMatching(
      /^what it does depends on time, or on random bytes: with .* the console differs/,
    ) as string,
  });
  expect(undisturbed({ ...WORLD, name: 'draws', image: imageOf(DRAWS) })).toMatchObject({ ending: { status: 0 } });
});
