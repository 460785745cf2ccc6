/**
 * Every point at which a fault can strike: a run is a random order of events, and is repeated with a fault before its
 * first step, its second step, and so on, for several orders, each variant, and each kind of fault.
 */
import { describe, expect, it } from 'vitest';
import { FakePair, type PairOptions } from './testing/fake-pair.ts';
import type { Instruction } from './testing/fake-guest.ts';
import { findFaults } from './testing/pair-checker.ts';
import { Random } from './testing/random.ts';
import type { VariantName } from './variants.ts';

/** Prints a to f, moves the rod to five positions, some while others are under way, and reads every clock. */
const script: Instruction[] = [
  { op: 'print', byte: 'a' },
  { op: 'work', count: 3 },
  { op: 'set', position: 1 },
  { op: 'read', query: 'time-of-day' },
  { op: 'print', byte: 'b' },
  { op: 'print', byte: 'c' },
  { op: 'await-results' },
  { op: 'timer', ticks: 20 },
  { op: 'set', position: 2 },
  { op: 'set', position: 3 },
  { op: 'read', query: 'actuator-position' },
  { op: 'work', count: 9 },
  { op: 'await-timer' },
  { op: 'print', byte: 'd' },
  { op: 'await-input' },
  { op: 'await-results' },
  { op: 'read', query: 'interval-timer' },
  { op: 'set', position: 4 },
  { op: 'print', byte: 'e' },
  { op: 'work', count: 2 },
  { op: 'set', position: 5 },
  { op: 'await-results' },
  { op: 'read', query: 'time-of-day' },
  { op: 'print', byte: 'f' },
  { op: 'exit', status: 7 },
];

/** Short epochs of one length, short ones that end early, and long ones that nothing else ends. */
function epochsOf(seed: number): Pick<PairOptions, 'epochLength' | 'earlyEnds'> {
  if (seed % 4 === 0) return { epochLength: 1000, earlyEnds: true };
  return { epochLength: 1 + (seed % 9), earlyEnds: seed % 2 === 0 };
}

type Fault = 'primary dies' | 'backup dies' | 'partition';

interface Run {
  readonly steps: number;
  readonly wrong: string[];
}

const longest = 5000;

/** Runs the script in the order given by `seed`, with `fault` before step number `faultAt`. */
function run(options: PairOptions, seed: number, allArrive: boolean, fault?: Fault, faultAt?: number): Run {
  const random = new Random(seed);
  const pair = new FakePair(options, random);
  const survives = (count: number): number => (allArrive ? count : random.below(count + 1));
  let steps = 0;
  try {
    do {
      if (steps === faultAt) strike(pair, fault, survives);
      steps += 1;
    } while (steps < longest && pair.step());
  } catch (error) {
    return { steps, wrong: [String(error)] };
  }
  return { steps, wrong: findFaults(pair, { peerLost: fault !== undefined, allArrived: allArrive }) };
}

function strike(pair: FakePair, fault: Fault | undefined, survives: (count: number) => number): void {
  if (fault === 'primary dies') pair.kill(pair.left, survives);
  if (fault === 'backup dies') pair.kill(pair.right, survives);
  if (fault === 'partition') pair.partition(survives);
}

/** What goes wrong at any step of the orders given by `seeds`: the first few findings. */
function explore(variant: VariantName, fault: Fault, allArrive: boolean, seeds: number): string[] {
  const wrong: string[] = [];
  for (let seed = 1; seed <= seeds && wrong.length < 3; seed += 1) {
    const options: PairOptions = { variant, ...epochsOf(seed), script, input: 'xy' };
    const { steps } = run(options, seed, allArrive);
    for (let at = 0; at < steps && wrong.length < 3; at += 1) {
      const found = run(options, seed, allArrive, fault, at).wrong;
      if (found.length > 0) wrong.push(`seed ${seed}, ${fault} at step ${at}: ${found.join('; ')}`);
    }
  }
  return wrong;
}

describe.each(['original', 'revised', 'queued'] as const)('every fault, variant %s', (variant) => {
  it('does everything exactly once if nothing fails', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const { wrong } = run({ variant, ...epochsOf(seed), script, input: 'xy' }, seed, true);
      expect(wrong, `seed ${seed}`).toEqual([]);
    }
  });

  it.each(['primary dies', 'backup dies'] as const)('%s at any step: what was sent arrives', (fault) => {
    expect(explore(variant, fault, true, 8)).toEqual([]);
  });
});

describe.each(['revised', 'queued'] as const)('every fault with messages lost, variant %s', (variant) => {
  it.each(['primary dies', 'backup dies', 'partition'] as const)(
    '%s at any step: what was sent may be lost',
    (fault) => {
      expect(explore(variant, fault, false, 8)).toEqual([]);
    },
  );
});

describe('the original protocol', () => {
  it.each(['primary dies', 'partition'] as const)('is unsafe if messages are lost: %s', (fault) => {
    const wrong = explore('original', fault, false, 8);
    expect(wrong).not.toEqual([]);
    // The world has been shown what follows from a message that the survivor never got.
    for (const finding of wrong) expect(finding).toContain("the survivor's history goes");
  });
});
