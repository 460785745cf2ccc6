/** A machine that goes by memory does what one does that executes: runs on either have the same trace, to the bit. */
import { describe, expect, it } from 'vitest';
import { FreshMachines } from '../../../simulator/fresh-machines.ts';
import { loadBuiltInGuest } from '../../../simulator/host/load-guest.ts';
import { type Fault, type Plan, quietPlan } from '../../../simulator/plan/plan.ts';
import { simulate } from '../../../simulator/simulation.ts';
import { RememberedMachines } from './remembered-machines.ts';

const GUESTS = new URL('../../../../dist/simulator/', import.meta.url);
const PATIENCE = { ms: 10_000, events: 100_000, instructions: 10_000_000 };
/** Longer than an epoch, so that both kinds of machines look at their links at the same instructions. */
const SLICE = 4096;
const QUIET = quietPlan(1);
const machines = {
  first: { ...QUIET.machines.first, slice: SLICE },
  second: { ...QUIET.machines.second, slice: SLICE },
};

function plan(variant: Plan['variant'], faults: readonly Fault[], restarts: boolean): Plan {
  const restartMs = restarts ? ([1, 1] as const) : undefined;
  return { ...QUIET, machines, variant, restartMs, hashEvery: Infinity, hashEpochs: false, faults };
}

function crash(seat: Fault['seat'], step: number, since: Fault['since'] = 'start'): Fault {
  return { kind: 'crash', seat, since, step, sent: 'arrives', silent: false };
}

const FAULTS: readonly (readonly Fault[])[] = [
  [],
  [crash('first', 40)],
  [crash('second', 77)],
  [crash('first', 150)],
  [{ ...crash('first', 120), sent: { peer: 0, bus: 0 } } as Fault],
  [{ ...crash('first', 90), instructions: 33 } as Fault],
];

describe.each(['drill', 'kernel'] as const)('with the %s', (name) => {
  const guest = loadBuiltInGuest(name, GUESTS);
  const fresh = new FreshMachines(guest);
  const remembered = new RememberedMachines({ guest, tlbSeed: QUIET.tlbSeed, slice: SLICE, mostBytes: 2 ** 28 });

  it('runs are the same, whatever goes wrong, and whether the way is known or not', () => {
    for (const variant of ['revised', 'queued'] as const) {
      for (const faults of FAULTS) {
        const common = { guest, patience: PATIENCE, plan: plan(variant, faults, false) };
        const executed = simulate({ ...common, machines: fresh });
        const first = simulate({ ...common, machines: remembered });
        const before = remembered.instructions;
        const again = simulate({ ...common, machines: remembered });
        expect(first.traceHash).toBe(executed.traceHash);
        expect(again.traceHash).toBe(executed.traceHash);
        expect(remembered.instructions - before).toBe(0);
        expect(again.record.guests.second.epochs).toEqual(executed.record.guests.second.epochs);
        expect(again.record.disk).toEqual(executed.record.disk);
      }
    }
  });

  it('so is one in which a new machine joins', () => {
    const common = { guest, patience: PATIENCE, plan: plan('revised', [crash('first', 60)], true) };
    const executed = simulate({ ...common, machines: fresh });
    expect(executed.record.wholes.size).toBe(1);
    expect(simulate({ ...common, machines: remembered }).traceHash).toBe(executed.traceHash);
    expect(simulate({ ...common, machines: remembered }).traceHash).toBe(executed.traceHash);
  });
});

it.each([20_000, 100_000, 300_000])('within %d bytes it is the same: what does not fit is executed', (mostBytes) => {
  const guest = loadBuiltInGuest('kernel', GUESTS);
  const common = { guest, patience: PATIENCE, plan: plan('revised', [crash('first', 90)], true) };
  const executed = simulate({ ...common, machines: new FreshMachines(guest) });
  const bounded = new RememberedMachines({ guest, tlbSeed: QUIET.tlbSeed, slice: SLICE, mostBytes });
  expect(simulate({ ...common, machines: bounded }).traceHash).toBe(executed.traceHash);
  expect(bounded.closed).toBe(true);
});

it('remembers nothing more when it is not to: what leaves the known way is executed each time', () => {
  const guest = loadBuiltInGuest('kernel', GUESTS);
  const machines = new RememberedMachines({ guest, tlbSeed: QUIET.tlbSeed, slice: SLICE, mostBytes: 2 ** 28 });
  const run = (faults: readonly Fault[]): string =>
    simulate({ guest, patience: PATIENCE, plan: plan('revised', faults, false), machines }).traceHash;
  run([]);
  machines.learns = false;
  const { instructions } = machines;
  run([]);
  expect(machines.instructions).toBe(instructions);
  const hash = run([crash('first', 90)]);
  const executed = machines.instructions - instructions;
  expect(executed).toBeGreaterThan(0);
  expect(run([crash('first', 90)])).toBe(hash);
  expect(machines.instructions - instructions).toBe(2 * executed);
});
