/** The processor's suite of guests on the pair: nothing tells a guest that there are two of it, nor that one dies. */
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../guests/processor/driver.ts';
import { buildGuest, GUESTS } from '../guests/processor/guests.ts';
import { drivePair } from './testing/drive-pair.ts';

const DRIVERS = [
  drivePair({ epochLength: 100 }),
  drivePair({ epochLength: 1000, dies: 'first' }),
  drivePair({ epochLength: 1000, dies: 'second' }),
];

describe.each(GUESTS)('$name.s', (guest) => {
  const built = buildGuest(guest);

  it.each(DRIVERS)('$name', async (driver) => {
    expect(outcomeOf(await driver.run(built))).toMatchObject({ passed: true, skipped: 0 });
  });
});
