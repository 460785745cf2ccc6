import { expect, it } from 'vitest';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { imageOf } from './testing/guests.ts';
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

it('tells what would be looked at instead of a disk that depends on time', () => {
  const none = undisturbed({ ...WORLD, name: 'stamp', image: imageOf(STAMP), disk: new Uint8Array(512) });
  expect(none).toEqual({
    verdict: 'undecided',
    what: expect.stringMatching(
      /^what it does depends on time: .* the disk differs in sector 0: .*; --expect-disk COMMAND says which disks are right$/,
    ) as string,
  });
});
