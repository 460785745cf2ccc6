/**
 * Power: both machines and the disk's cache die at once. Of the writes that no flush has made durable, some survive, in some
 * order (board.md, "Disk"). The guest boots again from what is left, on the bare machine, and must come to its end with the right
 * status; and what the user asks of a disk must hold for what is left, and again when the guest has ended. Then power goes once
 * more in the run that boots after that, where a guest recovers from the first loss; and in runs in which a write or a flush was in doubt.
 *
 * Losses of power that leave the same on the disk are one case: what boots from equal disks is the same run.
 */
import { concatenate, equalBytes } from '../../../../emulator/bytes.ts';
import { ImagePlaces } from '../../../../emulator/diagnosis/image-places.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import type { Recording } from '../../../bus/bus.ts';
import { quoteBytes } from '../../../simulator/record/outcome.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { FoundCause } from '../../causes/cause-rule.ts';
import { codePlaceOf } from '../../code-place.ts';
import { LONGEST_EPOCH } from '../../recordings/record-bare.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult, CodePlace, Difference, StoryEvent } from '../../result.ts';
import { type Alike, alikeLosses } from './alike-losses.ts';
import { Disks } from './disks.ts';
import { spread } from '../spread.ts';
import { DoubtedRuns } from './doubted-runs.ts';
import { causeOfLoss } from './power-causes.ts';
import { type Loss, parsePower, type PowerCase, printPower } from './power-key.ts';
import { doubtInWords, lossesInWords, tellLosses } from './power-words.ts';
import { type Judgement, Recoveries, type Recovery } from './recoveries.ts';
import { toldTooEarly } from './told-too-early.ts';
import { WrittenSectors } from './written-sectors.ts';

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

export class PowerAdversity implements Adversity {
  readonly name = 'power';
  readonly #reference: Reference;
  readonly #options: PowerOptions;
  readonly #written: WrittenSectors;
  readonly #places: ImagePlaces;
  readonly #recoveries: Recoveries;
  readonly #doubted: DoubtedRuns;
  /** The losses of the undisturbed run: see alikeLosses. */
  #classes: ReadonlyMap<string, readonly Alike[]> | undefined;

  constructor(reference: Reference, options: PowerOptions) {
    this.#reference = reference;
    this.#options = options;
    const disks = new Disks(reference.guest.disk);
    this.#written = new WrittenSectors(reference, disks);
    this.#recoveries = new Recoveries(reference, disks);
    this.#doubted = new DoubtedRuns(reference, disks);
    this.#places = new ImagePlaces(reference.guest.image);
  }

  *cases(): Iterable<Case> {
    for (const alike of [...this.#firsts.values()].flat()) yield caseOf(alike);
    yield* this.#seconds();
    yield* this.#afterDoubts();
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
        const printed = this.#printedBefore({ ...first, again: alike[0] });
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
    const { commands } = this.#doubted;
    const known = this.#leftByFirsts();
    for (const doubt of this.#options.exhaustive ? commands : spread(commands, MOST_DOUBTED)) {
      const written = this.#doubted.known(doubt);
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
    for (const [held, cases] of this.#firsts) left.set(held, this.#written.printedBy(mostPrinted(cases)));
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
      const { ends, written } = this.#recoveries.known(held);
      if (!ends) continue;
      const fresh = !courses.has(written.course);
      courses.add(written.course);
      if (fresh === (which === 'fresh')) yield { first, written };
    }
  }

  *covered({ key }: Case): Iterable<string> {
    const power = parsePower(key);
    const held = power && this.#heldAfter(power);
    if (held === undefined) return;
    const { again, doubt, ...first } = power!;
    const classes = this.#classesOf(power!);
    const keys = (classes.get(held) ?? []).map((alike) =>
      alike.map((other) => printPower(again ? { ...first, again: other } : { ...other, doubt })),
    );
    yield* keys.find(([one]) => one === key)?.slice(1) ?? [];
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const power = parsePower(key);
    const held = power && this.#heldAfter(power);
    if (power === undefined || held === undefined) {
      const why = power ? 'the guest has no such writes under way then' : `no case of power: ${key}`;
      return { verdict: 'undecided', why, story: [], instructions: 0 };
    }
    const printed = this.#printedBefore(power);
    const recovery = power.again ? this.#recoveries.run(held, { printed }) : this.#recoveries.known(held, printed);
    const { instructions } = recovery;
    const difference = differenceIn(recovery.judgement!, power.again ? 'booted once more' : 'booted again');
    const verdict = difference ? 'broken' : 'holds';
    if (!told) return { verdict, difference, story: [], instructions };
    const runs = this.#placedRuns(power);
    const codePlace = (place: Place): CodePlace => codePlaceOf(place, this.#places, this.#recoveries.ram);
    const story = [...this.#tellDoubt(power), ...tellLosses(power, runs, codePlace), tellEnd(recovery, difference)];
    if (difference === undefined) return { verdict, story, instructions };
    const found = this.#causeOf(power, runs);
    return {
      verdict,
      difference: { ...difference, words: `${difference.words}; ${lossesInWords(power, runs)}` },
      cause: found && { rule: found.rule, words: found.words },
      place: found?.place && codePlace(found.place),
      story,
      instructions,
    };
  }

  #tellDoubt({ doubt }: PowerCase): readonly StoryEvent[] {
    if (doubt === undefined) return [];
    const { endedAt: at } = this.#reference.commands[doubt - 1];
    return [{ at, lane: 'disk', kind: 'fault', words: doubtInWords(doubt), command: doubt }];
  }

  /** Of the last loss, unless it needs no second one; `runs`: those in which power goes. */
  #causeOf(power: PowerCase, [run, runAfter]: readonly WrittenSectors[]): FoundCause | undefined {
    const { again, doubt, ...first } = power;
    if (doubt !== undefined) {
      const cause = this.#causeIn(run, first);
      return cause && { ...cause, words: `in the run after the doubt, ${cause.words}` };
    }
    if (again === undefined || this.run(caseOf([first]), { told: false }).verdict !== 'holds') {
      return this.#causeIn(run, first);
    }
    const cause = this.#causeIn(runAfter, again, this.#written.printedBy(first));
    return cause && { ...cause, words: `in the run after the first loss, ${cause.words}` };
  }

  /** `before`: what had been printed before that run. A promise that a flush has kept is broken by what was written after that. */
  #causeIn(run: WrittenSectors, loss: Loss, before: Uint8Array = new Uint8Array(0)): FoundCause | undefined {
    const index = run.points.findIndex(({ after }) => after === loss.after);
    const point = run.points[index];
    const rightAfter = (other: Loss, printed: Uint8Array): boolean =>
      differenceIn(this.#recoveries.run(run.heldAfter(other)!, { printed }).judgement!, '') === undefined;
    const silently = (other: Loss): boolean => rightAfter(other, before);
    if (!this.#heedsPrinted || !silently(loss)) return causeOfLoss(loss, point, silently);
    const printed = run.printedBy(loss);
    const recovers = (other: Loss): boolean => rightAfter(other, concatenate([before, printed]));
    const isKept = recovers({ after: loss.after, others: 'lost', parts: [] });
    if (isKept) return causeOfLoss(loss, point, recovers);
    return toldTooEarly(loss, point, printed, recovers, run.points.slice(index + 1));
  }

  /** One loss in place of two, or without a doubt; or with fewer writes named. */
  *smaller({ key }: Case): Iterable<Case> {
    const power = parsePower(key);
    if (power === undefined) return;
    const { again, doubt, ...first } = power;
    if (again) for (const alone of [first, again]) yield caseOf([alone]);
    if (doubt !== undefined) yield caseOf([first]);
    for (const fewer of withFewer(first)) yield caseOf([{ ...fewer, ...(again && { again }), doubt }]);
    if (again) for (const fewer of withFewer(again)) yield caseOf([{ ...first, again: fewer }]);
  }

  /** Of the last run: what was before it is in the disk, which is no part of a recording. */
  record(key: string, recording: Recording): string | undefined {
    const power = parsePower(key);
    const held = power && this.#heldAfter(power);
    return held === undefined ? `no case of power: ${key}` : this.#recoveries.record(held, recording);
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#recoveries.executed(address) || this.#doubted.executed(address);
  }

  #classesOf(power: PowerCase): ReadonlyMap<string, readonly Alike[]> {
    if (power.doubt !== undefined) return this.#alikeIn(this.#runOf(power)!, DOUBTED_WRITES);
    return power.again ? this.#alikeIn(this.#runOf(power)!) : this.#firsts;
  }

  get #firsts(): ReadonlyMap<string, readonly Alike[]> {
    return (this.#classes ??= this.#alikeIn(this.#written));
  }

  #alikeIn(run: WrittenSectors, writes = this.#options.writes): ReadonlyMap<string, readonly Alike[]> {
    return alikeLosses(run, { writes, heedsPrinted: this.#heedsPrinted });
  }

  get #heedsPrinted(): boolean {
    return this.#reference.expectations.heedsPrinted ?? false;
  }

  /** What is on the disk when power is back for the last time; undefined if there is no such case. */
  #heldAfter(power: PowerCase): string | undefined {
    return this.#runOf(power)?.heldAfter(power.again ?? power);
  }

  /** The run in which power goes, for the last time. */
  #runOf({ again, doubt, ...first }: PowerCase): WrittenSectors | undefined {
    if (doubt !== undefined) return this.#doubted.known(doubt);
    return again ? this.#writtenAfter(first) : this.#written;
  }

  /** Those in which it goes, with where their commands were given: that is wanted of a case that is told, and takes as long as a run. */
  #placedRuns({ again, doubt, ...first }: PowerCase): readonly WrittenSectors[] {
    if (doubt !== undefined) return [this.#doubted.run(doubt, { placed: true })!];
    if (again === undefined) return [this.#written];
    return [this.#written, this.#recoveries.run(this.#written.heldAfter(first)!, { placed: true }).written];
  }

  /** What the run writes that boots after a first loss. */
  #writtenAfter(first: Loss): WrittenSectors | undefined {
    const held = this.#written.heldAfter(first);
    return held === undefined ? undefined : this.#recoveries.known(held).written;
  }

  /** What had been printed when power went for the last time, by all runs. */
  #printedBefore(power: PowerCase): Uint8Array {
    const { again, doubt, ...first } = power;
    const printed = (doubt === undefined ? this.#written : this.#runOf(power)!).printedBy(first);
    return again ? concatenate([printed, this.#writtenAfter(first)!.printedBy(again)]) : printed;
  }
}

/** Of the cases that leave the same. */
function mostPrinted(cases: readonly Alike[]): Loss {
  return cases.at(-1)![0];
}

function caseOf(alike: readonly PowerCase[]): Case {
  return { adversity: 'power', key: printPower(alike[0]), stands: alike.length };
}

function differenceIn({ left, ended }: Judgement, booted: string): Difference | undefined {
  if (left !== undefined) return { outside: 'disk', words: `what is left on the disk is wrong: ${left}` };
  return ended && { ...ended, words: `${booted}, ${ended.words}` };
}

function tellEnd({ instructions, console }: Recovery, difference: Difference | undefined): StoryEvent {
  const words = `${difference ? `${difference.words}; its` : 'it ends, and its'} console: ${quoteBytes(console)}`;
  return { at: instructions, lane: 'guest', kind: 'end', words };
}

function* withFewer(loss: Loss): Iterable<Loss> {
  for (const index of loss.parts.keys()) yield { ...loss, parts: loss.parts.toSpliced(index, 1) };
}

function beginsWith(text: Uint8Array, part: Uint8Array): boolean {
  return equalBytes(text.subarray(0, part.length), part);
}
