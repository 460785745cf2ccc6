/**
 * Power: both machines and the disk's cache die at once. Of the writes that no flush has made durable, some survive, in some
 * order (board.md, "Disk"). The guest boots again from what is left, on the bare machine, and must come to its end with the right
 * status; and what the user asks of a disk must hold for what is left, and again when the guest has ended. Which losses are tried:
 * power-cases.ts.
 */
import { concatenate } from '../../../../emulator/bytes.ts';
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
import { PowerCases, type PowerOptions } from './power-cases.ts';
import { causeOfLoss } from './power-causes.ts';
import { type Loss, parsePower, type PowerCase, printPower } from './power-key.ts';
import { PowerRuns } from './power-runs.ts';
import { doubtInWords, lossesInWords, tellLosses } from './power-words.ts';
import type { Judgement, Recovery } from './recoveries.ts';
import { toldTooEarly } from './told-too-early.ts';
import type { WrittenSectors } from './written-sectors.ts';

export class PowerAdversity implements Adversity {
  readonly name = 'power';
  readonly #reference: Reference;
  readonly #runs: PowerRuns;
  readonly #cases: PowerCases;
  readonly #places: ImagePlaces;
  readonly #heedsPrinted: boolean;

  constructor(reference: Reference, options: PowerOptions) {
    this.#reference = reference;
    this.#heedsPrinted = reference.expectations.heedsPrinted ?? false;
    this.#runs = new PowerRuns(reference);
    this.#cases = new PowerCases(this.#runs, options, this.#heedsPrinted);
    this.#places = new ImagePlaces(reference.guest.image);
  }

  cases(): Iterable<Case> {
    return this.#cases.all();
  }

  covered({ key }: Case): Iterable<string> {
    return this.#cases.covered(key);
  }

  smaller({ key }: Case): Iterable<Case> {
    return this.#cases.smaller(key);
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const power = parsePower(key);
    const held = power && this.#runs.heldAfter(power);
    if (power === undefined || held === undefined) {
      const why = power ? 'the guest has no such writes under way then' : `no case of power: ${key}`;
      return { verdict: 'undecided', why, story: [], instructions: 0 };
    }
    const { recoveries } = this.#runs;
    const printed = this.#runs.printedBefore(power);
    const recovery = power.again ? recoveries.run(held, { printed }) : recoveries.known(held, printed);
    const { instructions } = recovery;
    const difference = differenceIn(recovery.judgement!, power.again ? 'booted once more' : 'booted again');
    const verdict = difference ? 'broken' : 'holds';
    if (!told) return { verdict, difference, story: [], instructions };
    const runs = this.#runs.placed(power);
    const codePlace = (place: Place): CodePlace => codePlaceOf(place, this.#places, recoveries.ram);
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
    if (again === undefined || this.run(aloneOf(first), { told: false }).verdict !== 'holds') {
      return this.#causeIn(run, first);
    }
    const cause = this.#causeIn(runAfter, again, this.#runs.undisturbed.printedBy(first));
    return cause && { ...cause, words: `in the run after the first loss, ${cause.words}` };
  }

  /** `before`: what had been printed before that run. A promise that a flush has kept is broken by what was written after that. */
  #causeIn(run: WrittenSectors, loss: Loss, before: Uint8Array = new Uint8Array(0)): FoundCause | undefined {
    const index = run.points.findIndex(({ after }) => after === loss.after);
    const point = run.points[index];
    const rightAfter = (other: Loss, printed: Uint8Array): boolean =>
      differenceIn(this.#runs.recoveries.run(run.heldAfter(other)!, { printed }).judgement!, '') === undefined;
    const silently = (other: Loss): boolean => rightAfter(other, before);
    if (!this.#heedsPrinted || !silently(loss)) return causeOfLoss(loss, point, silently);
    const printed = run.printedBy(loss);
    const recovers = (other: Loss): boolean => rightAfter(other, concatenate([before, printed]));
    const isKept = recovers({ after: loss.after, others: 'lost', parts: [] });
    if (isKept) return causeOfLoss(loss, point, recovers);
    return toldTooEarly(loss, point, printed, recovers, run.points.slice(index + 1));
  }

  /** Of the last run: what was before it is in the disk, which is no part of a recording. */
  record(key: string, recording: Recording): string | undefined {
    const power = parsePower(key);
    const held = power && this.#runs.heldAfter(power);
    return held === undefined ? `no case of power: ${key}` : this.#runs.recoveries.record(held, recording);
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#runs.executed(address);
  }
}

function aloneOf(loss: Loss): Case {
  return { adversity: 'power', key: printPower(loss), stands: 1 };
}

function differenceIn({ left, ended }: Judgement, booted: string): Difference | undefined {
  if (left !== undefined) return { outside: 'disk', words: `what is left on the disk is wrong: ${left}` };
  return ended && { ...ended, words: `${booted}, ${ended.words}` };
}

function tellEnd({ instructions, console }: Recovery, difference: Difference | undefined): StoryEvent {
  const words = `${difference ? `${difference.words}; its` : 'it ends, and its'} console: ${quoteBytes(console)}`;
  return { at: instructions, lane: 'guest', kind: 'end', words };
}
