import { describe, expect, it } from 'vitest';
import type { BuiltInGuest } from './built-in-guests.ts';
import { Campaign, type JudgedRun } from './campaign.ts';
import { FreshMachines } from './fresh-machines.ts';
import { judge } from './judging.ts';
import { type Plan, quietPlan } from './plan/plan.ts';
import { simulate } from './simulation.ts';
import { measuredGuest } from './host/testing/measured.ts';

const drill = campaignOf('drill');
const kernel = campaignOf('kernel');
const pressure = campaignOf('pressure');

describe('a simulated run', () => {
  it('is the same to the bit for the same seed, whatever ran before and whoever listens', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const hashes = seeds.map((seed) => drill.run(seed).traceHash);
    const again = seeds.toReversed().map((seed) => drill.run(seed, () => {}).traceHash);
    expect(again.reverse()).toEqual(hashes);
    expect(new Set(hashes).size).toBe(seeds.length);
  });

  it('is the same in a simulator that was made anew', () => {
    const another = campaignOf('kernel');
    expect(another.run(11).traceHash).toBe(kernel.run(11).traceHash);
  });

  it('is the same whatever executes its guest', () => {
    const { guest, baseline } = measuredGuest('kernel');
    const translated = new Campaign({ ...guest, engine: 'translator' }, baseline);
    expect(translated.run(9).traceHash).toBe(kernel.run(9).traceHash);
  });

  it('tells the same story twice', () => {
    const stories = [1, 2].map(() => {
      const lines: string[] = [];
      drill.run(21, (line) => lines.push(line));
      return lines.join('\n');
    });
    expect(stories[1]).toBe(stories[0]);
    expect(stories[0]).toMatch(/first +start-epoch 1 limit \d+\n/);
  });

  it('keeps all rules, with the kernel, its disk and its console', () => {
    expect(runs(kernel, 15).flatMap(broken)).toEqual([]);
  });

  it('counts a machine as dead when the bus shuts it out, though its kill may never strike', () => {
    // Both claim term 2, the bus gives it to the first and dooms the second; then the first crashes, and all is over.
    const { guest, baseline } = measuredGuest('drill');
    const { setting, patience } = baseline;
    const first = { seat: 'first', since: 'start' } as const;
    const plan: Plan = {
      ...quietPlan(1),
      timeoutMs: 10,
      killMs: [50, 51],
      faults: [
        { ...first, kind: 'partition', both: true, step: 95 },
        { ...first, kind: 'crash', sent: 'arrives', silent: false, step: 105 },
      ],
    };
    const { record } = simulate({ guest, plan, patience, machines: new FreshMachines(guest) });
    expect([record.end, judge(record, setting)]).toEqual(['lost', []]);
    expect(record.deaths.map(({ guest, cause }) => `${guest.seat}: ${cause}`)).toEqual([
      'second: the bus has killed it',
      'first: crash',
    ]);
  });

  it('keeps all rules, with a guest that sleeps by the interval timer again and again', () => {
    const demo = new Campaign({
      ...measuredGuest('kernel').guest,
      append: '',
      disk: new Uint8Array(0),
      input: '',
    });
    expect(runs(demo, 20).flatMap(broken)).toEqual([]);
  });

  it('keeps all rules, with a guest that polls clocks and stores to its memory without a pause', () => {
    const judged = runs(pressure, 8);
    expect(judged.flatMap(broken)).toEqual([]);
    expect(judged.some(({ record }) => record.wholes.size > 0)).toBe(true);
  });

  it('keeps all rules, with the drill, in runs that come upon everything that can go wrong', () => {
    const judged = runs(drill, 100);
    expect(judged.flatMap(broken)).toEqual([]);
    const records = judged.map(({ record }) => record);
    const kinds = new Set(records.flatMap(({ plan }) => plan.faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([
      ...['bus ends', 'bus lost', 'crash', 'gap', 'hang', 'partition', 'pause', 'stall', 'suspicion'],
    ]);
    const failovers = records.filter(({ guests }) => guests.second.failoverEpoch !== undefined);
    const alone = records.filter(({ wins }) => wins.some(({ seat }) => seat === 'first'));
    expect([failovers.length > 25, alone.length > 8]).toEqual([true, true]);
  });
});

/** A simulator that has run nothing yet. */
function campaignOf(name: BuiltInGuest): Campaign {
  const { guest, baseline } = measuredGuest(name);
  return new Campaign(guest, baseline);
}

function runs(campaign: Campaign, count: number): JudgedRun[] {
  return Array.from({ length: count }, (_, index) => campaign.run(index + 1));
}

/** What is wrong with a run. */
function broken({ record, findings }: JudgedRun): string[] {
  return findings.map(({ rule, what }) => `seed ${record.plan.seed}: ${rule}: ${what}`);
}
