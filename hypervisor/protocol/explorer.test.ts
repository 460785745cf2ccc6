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

/** Every third pair compares its states. */
function optionsOf(variant: VariantName, seed: number): PairOptions {
  return { variant, ...epochsOf(seed), hashEpochs: seed % 3 === 0, script, input: 'xy' };
}

type Fault = 'primary dies' | 'backup dies' | 'partition';

/** What happens in a run beside a first fault before step number `at`. */
interface Plan {
  readonly fault: Fault;
  readonly at: number;
  /** Does everything sent before a fault arrive? */
  readonly allArrive: boolean;
  /** A new machine joins so many steps after each death; nobody if absent. */
  readonly joinsAfter?: number;
  /** So many steps after the joiner came, the other machine dies, or the joiner, as long as one survives. */
  readonly second?: { readonly fault: Fault; readonly after: number };
}

interface Run {
  readonly steps: number;
  readonly wrong: string[];
  /** Did the second fault of the plan happen? */
  readonly struckTwice: boolean;
}

const longest = 5000;

/** Runs the script in the order given by `seed`, and as `plan` has it. */
function run(options: PairOptions, seed: number, plan?: Plan): Run {
  const random = new Random(seed);
  const pair = new FakePair(options, random);
  const survives = (count: number): number => (plan?.allArrive === false ? random.below(count + 1) : count);
  let steps = 0;
  let single = 0;
  let joined = 0;
  let struck = false;
  try {
    do {
      if (steps === plan?.at) strike(pair, plan.fault, survives);
      single = pair.single ? single + 1 : 0;
      if (single > 0 && single === plan?.joinsAfter) {
        pair.join();
        joined = steps;
      }
      const { second } = plan ?? {};
      if (second && !struck && joined > 0 && steps - joined >= second.after && (pair.whole || isBackup(second))) {
        strike(pair, second.fault, survives);
        struck = true;
      }
      steps += 1;
    } while (steps < longest && pair.step());
  } catch (error) {
    return { steps, wrong: [String(error)], struckTwice: struck };
  }
  const allArrived = plan?.allArrive !== false;
  return { steps, wrong: findFaults(pair, { peerLost: plan !== undefined, allArrived }), struckTwice: struck };
}

/** A joiner may die at any time; the primary only while there is a backup. */
function isBackup({ fault }: { readonly fault: Fault }): boolean {
  return fault === 'backup dies';
}

function strike(pair: FakePair, fault: Fault, survives: (count: number) => number): void {
  const primary = pair.at(pair.bus.holder);
  const backup = pair.at(pair.bus.holder === 'left' ? 'right' : 'left');
  if (fault === 'primary dies') pair.kill(primary, survives);
  if (fault === 'backup dies') pair.kill(backup, survives);
  if (fault === 'partition') pair.partition(survives);
}

/** What goes wrong at any step of the orders given by `seeds`: the first few findings. */
function explore(variant: VariantName, fault: Fault, allArrive: boolean, seeds: number): string[] {
  const wrong: string[] = [];
  for (let seed = 1; seed <= seeds && wrong.length < 3; seed += 1) {
    const options = optionsOf(variant, seed);
    const { steps } = run(options, seed);
    for (let at = 0; at < steps && wrong.length < 3; at += 1) {
      const found = run(options, seed, { fault, at, allArrive }).wrong;
      if (found.length > 0) wrong.push(`seed ${seed}, ${fault} at step ${at}: ${found.join('; ')}`);
    }
  }
  return wrong;
}

describe.each(['original', 'revised', 'queued'] as const)('every fault, variant %s', (variant) => {
  it('does everything exactly once if nothing fails', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const { wrong } = run(optionsOf(variant, seed), seed);
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

/** A first fault, a joiner, and a second fault, each at many moments. */
function exploreJoins(variant: VariantName, allArrive: boolean, first: Fault, second: Fault): string[] {
  const wrong: string[] = [];
  let struckTwice = 0;
  for (let seed = 1; seed <= 40 && wrong.length < 3; seed += 1) {
    const options = optionsOf(variant, seed);
    const random = new Random(seed);
    for (let after = 0; after < 24 && wrong.length < 3; after += 1) {
      const at = random.below(45);
      const joinsAfter = 1 + random.below(8);
      const plan = { fault: first, at, allArrive, joinsAfter, second: { fault: second, after } };
      const found = run(options, seed, plan);
      if (found.struckTwice) struckTwice += 1;
      if (found.wrong.length > 0) wrong.push(`seed ${seed}, ${JSON.stringify(plan)}: ${found.wrong.join('; ')}`);
    }
  }
  return struckTwice < 250 ? [...wrong, `of 960 runs, only ${struckTwice} had two faults`] : wrong;
}

describe.each(['original', 'revised', 'queued'] as const)('a joiner, variant %s', (variant) => {
  const faults = ['primary dies', 'backup dies'] as const;
  const pairs = faults.flatMap((first) => faults.map((second) => [first, second] as const));

  it.each(pairs)('%s, a joiner comes, and then the %s at any step: what was sent arrives', (first, second) => {
    expect(exploreJoins(variant, true, first, second)).toEqual([]);
  });

  if (variant === 'original') return;
  it.each(pairs)('%s, a joiner comes, and then the %s at any step: what was sent may be lost', (first, second) => {
    expect(exploreJoins(variant, false, first, second)).toEqual([]);
  });
});

describe('the original protocol', () => {
  it.each(['primary dies', 'partition'] as const)('is unsafe if messages are lost: %s', (fault) => {
    const wrong = explore('original', fault, false, 8);
    expect(wrong).not.toEqual([]);
    // The world has been shown what follows from a message that the survivor never got.
    for (const finding of wrong) expect(finding).toContain("the survivor's history goes");
  });
});
