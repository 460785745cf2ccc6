/**
 * The processor's suite of guests, under the monitor: nothing tells a guest where it runs. With epochs of one instruction,
 * and of many.
 */
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../guests/processor/driver.ts';
import { buildGuest, GUESTS } from '../guests/processor/guests.ts';
import { driveMonitor } from './testing/drive-monitor.ts';

const DRIVERS = [driveMonitor({ epochLength: 1 }), driveMonitor({ epochLength: 1000 })];

describe.each(GUESTS)('$name.s', (guest) => {
  const built = buildGuest(guest);

  it.each(DRIVERS)('$name', async (driver) => {
    expect(outcomeOf(await driver.run(built))).toMatchObject({ passed: true, skipped: 0 });
  });
});
