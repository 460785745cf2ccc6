import { expect, it } from 'vitest';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { imageOf } from './testing/guests.ts';
import { undisturbed } from './reference.ts';

it('is given up as soon as it takes too long, though nothing is due', () => {
  const image = imageOf('\t.include "board.inc"\n_start: b _start\n nop\n');
  const nothing = new Uint8Array(0);
  const guest = { name: 'endless', image, append: '', disk: nothing, input: nothing };
  let looks = 0;
  const late = () => (looks += 1) > 2;
  const none = undisturbed({ ...guest, ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES }, {}, late);
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
