import { describe, expect, it } from 'vitest';
import { ManualScheduler } from '../../emulator/world/testing/manual-scheduler.ts';
import { BirthWatch, birthMs } from './birth-watch.ts';
import type { Seat } from '../seat.ts';

function watch() {
  const scheduler = new ManualScheduler();
  const overdue: Seat[] = [];
  const births = new BirthWatch(scheduler, 100, (seat) => overdue.push(seat));
  return { scheduler, overdue, births };
}

describe('the birth of a machine', () => {
  it('is overdue after so long, once', () => {
    const { scheduler, overdue, births } = watch();
    births.begins('second');
    scheduler.advance(99);
    expect(overdue).toEqual([]);
    scheduler.advance(500);
    expect(overdue).toEqual(['second']);
  });

  it('is over when the machine is ready, or gone', () => {
    const { scheduler, overdue, births } = watch();
    births.begins('first');
    births.begins('second');
    births.ends('first');
    scheduler.advance(500);
    expect(overdue).toEqual(['second']);
  });

  it('does not make the next machine in its seat late', () => {
    const { scheduler, overdue, births } = watch();
    births.begins('second');
    scheduler.advance(60);
    births.ends('second');
    births.begins('second');
    scheduler.advance(99);
    expect(overdue).toEqual([]);
    scheduler.advance(1);
    expect(overdue).toEqual(['second']);
  });

  it('may take ten seconds, or five times the time-out', () => {
    expect([1, 1000, 2000, 60_000].map(birthMs)).toEqual([10_000, 10_000, 10_000, 300_000]);
  });
});
