/** Every guest of the suite holds on the interpreter, however its run is cut into slices. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { driveInterpreter } from './drive-interpreter.ts';
import { outcomeOf } from './driver.ts';
import { buildGuest, GUESTS } from './guests.ts';

const DRIVERS = [
  driveInterpreter({ slice: 1, tlbSeed: 1 }),
  driveInterpreter({ slice: 7, tlbSeed: 2 }),
  driveInterpreter({ slice: 20_000, tlbSeed: 3 }),
];

describe.each(GUESTS)('$name.s', (guest) => {
  const built = buildGuest(guest, assemble);

  it.each(DRIVERS)('$name', async (driver) => {
    expect(outcomeOf(await driver.run(built))).toMatchObject({ passed: true, skipped: 0 });
  });
});

it('every interruption has its guest', () => {
  const proven = new Set(GUESTS.flatMap(({ interruptions }) => interruptions));
  const numbers = Array.from({ length: 28 }, (_, i) => i + 1);
  // 18 stands for 26, 27 and 28 on older processors; this one never raises it.
  expect(numbers.filter((number) => number !== 18 && !proven.has(number))).toEqual([]);
});
