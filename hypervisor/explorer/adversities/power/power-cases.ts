/**
 * Which losses of power are tried, and in which order: of the undisturbed run; then once more, in runs that boot after a first loss; then in
 * runs with a doubt. Losses that leave the same on the disk are one case: what boots from equal disks is the same run.
 */
import { equalBytes } from '../../../../emulator/bytes.ts';
import type { Case } from '../../case.ts';
import { spread } from '../spread.ts';
import { type Alike, alikeLosses } from './alike-losses.ts';
import { type Loss, parsePower, type PowerCase, printPower } from './power-key.ts';
import type { PowerRuns } from './power-runs.ts';
import type { WrittenSectors } from './written-sectors.ts';

export interface PowerOptions {
  /** Writes that alone survive, or alone do not, at most. */
  readonly writes: number;
  /** Try all second losses. */
  readonly exhaustive?: boolean;
}

/** Second losses that are tried in any case. */
const LEAST_AGAIN = 100;
/** Second losses that are tried after one first loss, before others are after the next one. */
const SHARE = 10;
/** In which order they are looked for: each turn takes as long as the runs after all first losses. */
const TURNS = [
  { share: SHARE, heedsPrinted: false },
  { share: Infinity, heedsPrinted: false },
  { share: Infinity, heedsPrinted: true },
];
/** Commands that are in doubt when power goes; and of the writes there how many are lost, or survive, by themselves. */
export const MOST_DOUBTED = 300;
const DOUBTED_WRITES = 1;

/** Second losses that are tried after so many first ones, at most: so they take about as long. */
export function mostAgain(firsts: number): number {
  return Math.max(LEAST_AGAIN, firsts);
}

export class PowerCases {
  readonly #runs: PowerRuns;
  readonly #options: PowerOptions;
  /** Does it matter what had been printed? */
  readonly #heedsPrinted: boolean;
  /** The losses of the undisturbed run: see alikeLosses. */
  #classes: ReadonlyMap<string, readonly Alike[]> | undefined;

  constructor(runs: PowerRuns, options: PowerOptions, heedsPrinted: boolean) {
    this.#runs = runs;
    this.#options = options;
    this.#heedsPrinted = heedsPrinted;
  }

  /** See Adversity.cases. */
  *all(): Iterable<Case> {
    for (const alike of [...this.#firsts.values()].flat()) yield caseOf(alike);
    yield* this.#seconds();
    yield* this.#afterDoubts();
  }

  /** See Adversity.covered. */
  *covered(key: string): Iterable<string> {
    const power = parsePower(key);
    const held = power && this.#runs.heldAfter(power);
    if (held === undefined) return;
    const { again, doubt, ...first } = power!;
    const keys = (this.#classesOf(power!).get(held) ?? []).map((alike) =>
      alike.map((other) => printPower(again ? { ...first, again: other } : { ...other, doubt })),
    );
    yield* keys.find(([one]) => one === key)?.slice(1) ?? [];
  }

  /** One loss in place of two, or without a doubt; or with fewer writes named. */
  *smaller(key: string): Iterable<Case> {
    const power = parsePower(key);
    if (power === undefined) return;
    const { again, doubt, ...first } = power;
    if (again) for (const alone of [first, again]) yield caseOf([alone]);
    if (doubt !== undefined) yield caseOf([first]);
    for (const fewer of withFewer(first)) yield caseOf([{ ...fewer, ...(again && { again }), doubt }]);
    if (again) for (const fewer of withFewer(again)) yield caseOf([{ ...first, again: fewer }]);
  }

  /**
   * After first losses from which the guest comes to its end: some after each of them, and then the others. Without those that leave what
   * another case has left, unless more had been printed before: those come last.
   */
  *#seconds(): Iterable<Case> {
    let left = this.#mostMore;
    const known = this.#leftByFirsts();
    // Is there one for the next turn?
    let passedOver = false;
    for (const { share, heedsPrinted } of TURNS) {
      const isNeeded = heedsPrinted ? this.#heedsPrinted : share === SHARE || passedOver;
      if (!isNeeded) continue;
      const taken = new Map<Loss, number>();
      for (const { first, held, alike } of this.#afterFirsts()) {
        const before = known.get(held);
        if (before !== undefined && !heedsPrinted) continue;
        const printed = this.#runs.printedBefore({ ...first, again: alike[0] });
        if (before !== undefined && beginsWith(before, printed)) continue;
        const count = taken.get(first) ?? 0;
        if (count >= share) {
          passedOver = true;
          continue;
        }
        if (left === 0) return;
        taken.set(first, count + 1);
        known.set(held, printed);
        left -= 1;
        yield caseOf(alike.map((again) => ({ ...first, again })));
      }
    }
  }

  /**
   * In runs with a doubt, of which each is the undisturbed one but for some time: without the losses that leave what another one has left,
   * unless more had been printed before.
   */
  *#afterDoubts(): Iterable<Case> {
    let left = this.#mostMore;
    const { commands } = this.#runs.doubted;
    const known = this.#leftByFirsts();
    for (const doubt of this.#options.exhaustive ? commands : spread(commands, MOST_DOUBTED)) {
      const written = this.#runs.doubted.known(doubt);
      if (written === undefined) continue;
      for (const [held, cases] of this.#alikeIn(written, DOUBTED_WRITES)) {
        for (const alike of cases) {
          const before = known.get(held);
          const printed = written.printedBy(alike[0]);
          if (before !== undefined && (!this.#heedsPrinted || beginsWith(before, printed))) continue;
          if (left === 0) return;
          known.set(held, printed);
          left -= 1;
          yield caseOf(alike.map((loss) => ({ ...loss, doubt })));
        }
      }
    }
  }

  /** Of what is tried beside first losses, so much: see mostAgain. */
  get #mostMore(): number {
    return this.#options.exhaustive ? Infinity : mostAgain(this.#firsts.size);
  }

  /** What first losses leave, and the most that had been printed before. */
  #leftByFirsts(): Map<string, Uint8Array> {
    const left = new Map<string, Uint8Array>();
    for (const [held, cases] of this.#firsts) left.set(held, this.#runs.undisturbed.printedBy(mostPrinted(cases)));
    return left;
  }

  /** All second losses. */
  *#afterFirsts(): Iterable<{ first: Loss; held: string; alike: Alike }> {
    for (const which of ['fresh', 'alike'] as const) {
      for (const { first, written } of this.#firstsOf(which)) {
        for (const [held, cases] of this.#alikeIn(written)) {
          for (const alike of cases) yield { first, held, alike };
        }
      }
    }
  }

  /** The runs in which power goes again: those that write what none before does, or the others. */
  *#firstsOf(which: 'fresh' | 'alike'): Iterable<{ first: Loss; written: WrittenSectors }> {
    const courses = new Set<string>();
    for (const [held, cases] of this.#firsts) {
      const first = mostPrinted(cases);
      const { ends, written } = this.#runs.recoveries.known(held);
      if (!ends) continue;
      const fresh = !courses.has(written.course);
      courses.add(written.course);
      if (fresh === (which === 'fresh')) yield { first, written };
    }
  }

  #classesOf(power: PowerCase): ReadonlyMap<string, readonly Alike[]> {
    if (power.doubt !== undefined) return this.#alikeIn(this.#runs.of(power)!, DOUBTED_WRITES);
    return power.again ? this.#alikeIn(this.#runs.of(power)!) : this.#firsts;
  }

  get #firsts(): ReadonlyMap<string, readonly Alike[]> {
    return (this.#classes ??= this.#alikeIn(this.#runs.undisturbed));
  }

  #alikeIn(run: WrittenSectors, writes = this.#options.writes): ReadonlyMap<string, readonly Alike[]> {
    return alikeLosses(run, { writes, heedsPrinted: this.#heedsPrinted });
  }
}

/** Of the cases that leave the same. */
function mostPrinted(cases: readonly Alike[]): Loss {
  return cases.at(-1)![0];
}

function caseOf(alike: readonly PowerCase[]): Case {
  return { adversity: 'power', key: printPower(alike[0]), stands: alike.length };
}

function* withFewer(loss: Loss): Iterable<Loss> {
  for (const index of loss.parts.keys()) yield { ...loss, parts: loss.parts.toSpliced(index, 1) };
}

function beginsWith(text: Uint8Array, part: Uint8Array): boolean {
  return equalBytes(text.subarray(0, part.length), part);
}
