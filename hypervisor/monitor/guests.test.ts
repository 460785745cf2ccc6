/**
 * The emulator's suite of guests, under the monitor: nothing tells a guest where it runs. With epochs of one instruction,
 * and of many.
 */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { outcomeOf } from '../../emulator/guests/driver.ts';
import { buildGuest, GUESTS } from '../../emulator/guests/guests.ts';
import { driveMonitor } from './testing/drive-monitor.ts';

const DRIVERS = [driveMonitor({ epochLength: 1 }), driveMonitor({ epochLength: 1000 })];

describe.each(GUESTS)('$name.s', (guest) => {
  const built = buildGuest(guest, assemble);

  it.each(DRIVERS)('$name', async (driver) => {
    expect(outcomeOf(await driver.run(built))).toMatchObject({ passed: true, skipped: 0 });
  });
});
