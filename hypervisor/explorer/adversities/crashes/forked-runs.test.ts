/** A run that leaves the undisturbed one at its first fault is the same as one from power-on: in its trace, and in all that is on record. */
import { describe, expect, it } from 'vitest';
import { FreshMachines } from '../../../simulator/fresh-machines.ts';
import { loadBuiltInGuest } from '../../../simulator/host/load-guest.ts';
import { type Run, simulate } from '../../../simulator/simulation.ts';
import { driver, referenceOf } from '../../testing/guests.ts';
import type { Reference } from '../../reference.ts';
import { parseCrash } from './crash-key.ts';
import { planOf, undisturbedPlan } from './crash-plan.ts';
import { CrashRuns } from './crash-runs.ts';
import { CrashAdversity } from './crashes.ts';
import { type VariantName, variants } from '../../../protocol/variants.ts';

const GUESTS = new URL('../../../../dist/simulator/', import.meta.url);

function kernel(): Reference {
  const { image, disk } = loadBuiltInGuest('kernel', GUESTS);
  return referenceOf({ image, disk, append: 'run work 2 0' });
}

/** Everything that came of it, without the identity of what is in it. */
function all(run: Run): string {
  const seen = new Map<object, number>();
  return JSON.stringify(run, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (seen.has(value)) return `#${seen.get(value)}`;
    seen.set(value, seen.size);
    return value instanceof Map || value instanceof Set ? [...value] : value;
  });
}

/** A few cases from all over: the keys of one in so many, those that come last first. */
function keys(adversity: CrashAdversity, most: number, wanted: (key: string) => boolean): string[] {
  const found: string[] = [];
  let seen = 0;
  for (const { key } of adversity.cases()) {
    if (wanted(key)) found.push(key);
    seen += 1;
    if (seen > 20_000) break;
  }
  const every = Math.max(1, Math.floor(found.length / most));
  return found.filter((_, index) => index % every === 0).reverse();
}

function runsOf(reference: Reference): CrashRuns {
  const runs = new CrashRuns(reference);
  for (const variant of Object.keys(variants) as VariantName[]) {
    runs.undisturbed(undisturbedPlan(variant, runs.epochLength), () => ({}));
  }
  return runs;
}

/** Those that differ. */
function different(reference: Reference, some: readonly string[]): string[] {
  const runs = runsOf(reference);
  return some.filter((key) => {
    const plan = planOf(parseCrash(key)!, runs.epochLength);
    const forked = all(runs.disturbed(plan));
    return forked !== all(runs.run(plan));
  });
}

describe('a run that leaves the undisturbed one', () => {
  it('is the same, under each variant, whoever dies, and with whatever is lost', () => {
    const reference = kernel();
    const some = keys(new CrashAdversity(reference, { faults: 1 }), 90, () => true);
    const kinds = new Set(some.map((key) => key.replaceAll(/\d+/g, '')));
    for (const variant of Object.keys(variants)) {
      for (const role of ['primary', 'backup']) expect([...kinds]).toContain(`crashes:${variant}/${role}@step=`);
    }
    expect([...kinds]).toContain('crashes:revised/primary@step=:peer=:bus=');
    expect([...kinds]).toContain('crashes:queued/backup@step=:silent');
    expect(different(reference, some)).toEqual([]);
  });

  it('is the same when more die: in the failover epoch, as a new machine comes up, and while it joins', () => {
    const reference = driver('control-rod-set', 0);
    const some = keys(new CrashAdversity(reference, { faults: 2 }), 60, (key) => key.includes(','));
    const later = new Set(some.map((key) => key.split(',')[1].replace(/=.*/, '')));
    expect([...later].sort()).toEqual([
      'joiner@birth',
      'joiner@join',
      'survivor@failover',
      'survivor@join',
      'survivor@step',
    ]);
    expect(different(reference, some)).toEqual([]);
  });

  it('is what it is on machines that execute everything', () => {
    const reference = kernel();
    const runs = runsOf(reference);
    const { guest } = reference;
    const simulated = { ...guest, input: '', reproducible: false };
    const machines = new FreshMachines(simulated);
    for (const key of keys(new CrashAdversity(reference, { faults: 1 }), 12, () => true)) {
      const plan = planOf(parseCrash(key)!, runs.epochLength);
      const patience = { ms: 80_000, events: 100_000, instructions: 10_000_000 };
      const { traceHash, record } = simulate({ guest: simulated, plan, patience, machines });
      const forked = runs.disturbed(plan);
      expect([key, forked.traceHash]).toEqual([key, traceHash]);
      expect(forked.record.guests.second.epochs).toEqual(record.guests.second.epochs);
      expect(forked.record.disk).toEqual(record.disk);
    }
  });
});
