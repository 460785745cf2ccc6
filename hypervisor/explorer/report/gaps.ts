/**
 * What a campaign has not tried of a guest's commands and its input, or not noticed: those that nothing has struck, the results that none has had,
 * those that could have been held back for longer, input that could have come later, and more faults in one run than any had. It is told of
 * the cases as they are tried.
 */
import { RESULT } from '../../../emulator/board.ts';
import type { CampaignEvent } from '../ledger.ts';
import { type AdversityName, type Fault, parseKey } from '../case.ts';
import { heldFor } from '../adversities/moments/held-for.ts';
import { parsePower, type PowerCase } from '../adversities/power/power-key.ts';
import { MOST_DOUBTED, mostAgain } from '../adversities/power/power-cases.ts';
import { mostNamed } from '../adversities/power/survivors.ts';
import { rangesInWords } from '../ranges.ts';
import { NEAR } from '../adversities/moments/input-moments.ts';
import type { PageBasis } from './html/page-maker.ts';
import { counted } from './html/strip.ts';

/** Results of commands, in words. */
const NAMES: readonly (readonly [number, string])[] = [
  [RESULT.DONE, 'done'],
  [RESULT.ERROR, 'failed'],
  [RESULT.UNCERTAIN, 'uncertain'],
];

export class Gaps {
  readonly #commands: PageBasis['commands'];
  readonly #input: PageBasis['input'];
  /** Bytes of the input from which on it was held back. */
  readonly #typed = new Set<number>();
  readonly #adversities = new Set<AdversityName>();
  /** Faults of one run, at most. */
  readonly #most = new Map<AdversityName, number>();
  /** Commands of which the end was put in doubt, or moved. */
  readonly #doubted = new Set<number>();
  readonly #moved = new Set<number>();
  /** Commands of which the end was put in doubt, and that of what was given after it was moved. */
  readonly #repeated = new Set<number>();
  /** Commands that were not performed, and not repeated, which nobody outside could tell. */
  readonly #unneeded = new Set<number>();
  /** Losses of power: first ones, second ones, and those after a doubt. */
  readonly #losses = { first: 0, again: 0, doubted: 0 };
  /** Writes that such a loss names, at most. */
  #named = 0;
  /** By command, the first instruction at which it was not tried whether it ends. */
  readonly #heldTo = new Map<number, number>();

  constructor({ commands, input }: Pick<PageBasis, 'commands' | 'input'>) {
    this.#commands = commands;
    this.#input = input;
  }

  watch(event: CampaignEvent): void {
    if (event.type !== 'case') return;
    const { key, stands } = event.case;
    const { adversity, faults } = parseKey(key)!;
    this.#adversities.add(adversity);
    this.#most.set(adversity, Math.max(this.#most.get(adversity) ?? 0, faults.length));
    if (event.result.unrepeated) this.#unneeded.add(Number(faults[0].subject));
    const [{ subject }] = faults;
    if (adversity === 'power') this.#noteLoss(parsePower(key)!);
    // Commands behind a doubt are counted in a run of their own.
    if (adversity === 'moments' && faults.length > 1) this.#repeated.add(Number(subject));
    else if (adversity === 'moments') this.#noteMoment(faults[0], stands);
    else if (adversity === 'doubt') for (const fault of faults) this.#doubted.add(Number(fault.subject));
  }

  #noteLoss({ parts, again, doubt }: PowerCase): void {
    this.#losses[doubt !== undefined ? 'doubted' : again ? 'again' : 'first'] += 1;
    this.#named = Math.max(this.#named, parts.length);
  }

  /** Sentences, without a full stop; of what was tried. */
  lines(): string[] {
    return [
      ...this.#unnoticed(),
      ...this.#unstruck(),
      ...this.#neverGiven(),
      ...this.#limited(),
      ...this.#unnamed(),
      ...this.#lostOnce(),
      ...this.#undoubted(),
      ...this.#unmoved(),
      ...this.#noMore(),
    ];
  }

  #noteMoment({ subject, value }: Fault, stands: number): void {
    const number = Number(/\/(\d+)$/.exec(subject)?.[1]);
    if (subject.startsWith('input/')) return void this.#typed.add(number);
    const after = /^\+(\d+)$/.exec(value)?.[1];
    if (Number.isNaN(number)) return;
    this.#moved.add(number);
    if (after === undefined) return;
    this.#heldTo.set(number, Math.max(this.#heldTo.get(number) ?? 0, Number(after) + stands));
  }

  #unstruck(): string[] {
    const of = (name: AdversityName, struck: ReadonlySet<number>, what: string): string[] => {
      const left = this.#numbers((number) => !struck.has(number));
      return !this.#adversities.has(name) || left === '' ? [] : [`no case of ${name} ${what} ${left}`];
    };
    return [
      ...of('doubt', this.#doubted, 'made the end of'),
      ...of('moments', this.#moved, 'moved the end of'),
      ...of('moments', this.#repeated, 'moved the end of what was given after a doubt about'),
    ];
  }

  /** Nobody has looked at what they were for: that they may be left out is not known. */
  #unnoticed(): string[] {
    const kinds = new Set([...this.#unneeded].map((number) => this.#commands[number - 1].operation));
    const left = this.#numbers((number) => this.#unneeded.has(number));
    const words = 'in doubt, not performed and not given again, though nobody outside could tell';
    return left === '' ? [] : [`${words}: ${left} (${[...kinds].join(', ')})`];
  }

  #neverGiven(): string[] {
    const given = new Map<string, Set<number>>();
    for (const [index, { operation, result }] of this.#commands.entries()) {
      const results = given.get(operation) ?? new Set();
      results.add(result);
      if (this.#doubted.has(index + 1) || this.#repeated.has(index + 1)) results.add(RESULT.UNCERTAIN);
      given.set(operation, results);
    }
    // What becomes uncertain by a death no key says.
    const known = !this.#adversities.has('crashes') || this.#adversities.has('doubt');
    const never = [...given].flatMap(([operation, results]) => {
      const names = NAMES.filter(([result]) => !results.has(result) && (known || result !== RESULT.UNCERTAIN));
      return names.length === 0 ? [] : [`${operation}: ${names.map(([, name]) => name).join(', ')}`];
    });
    return never.length === 0 ? [] : [`results that no case gave: ${never.join('; ')}`];
  }

  #limited(): string[] {
    const limited = this.#numbers((number) => {
      const { from, to } = this.#commands[number - 1];
      return (this.#heldTo.get(number) ?? 0) >= heldFor(to - from);
    });
    const words =
      'the guest did not come to rest for good while a command was held back, and later ends were not tried, but with those of others';
    return limited === '' ? [] : [`moments: ${words}: ${limited}`];
  }

  /** So many writes between two flushes that not all were lost, or survived, by themselves. */
  #unnamed(): string[] {
    let [volatile, most, points] = [0, 0, 1];
    for (const { operation } of this.#commands) {
      if (operation === 'disk flush') volatile = 0;
      else if (operation === 'disk write') volatile += 1;
      else continue;
      most = Math.max(most, volatile);
      points += 1;
    }
    const last = mostNamed(points, this.#named);
    if (this.#named === 0 || most <= last) return [];
    const how = this.#named === 1 ? 'one by one' : `${this.#named} at a time`;
    return [
      `power: up to ${most} writes at once were not durable yet, and only the last ${last} of them were lost, or survived, ${how}`,
    ];
  }

  #lostOnce(): string[] {
    const { first, again } = this.#losses;
    const words = `power: of the second losses, in the run that boots after the first, no more than ${again} were tried (--exhaustive: all)`;
    return again === mostAgain(first) ? [words] : [];
  }

  /** Of the losses after a doubt not all, or not after each. */
  #undoubted(): string[] {
    const { first, doubted } = this.#losses;
    const commands = this.#commands.filter(({ operation }) => operation === 'disk write' || operation === 'disk flush');
    const left = (words: string): string => `power: ${words} (--exhaustive: all)`;
    if (first > 0 && doubted === mostAgain(first))
      return [left(`of the losses after a doubt no more than ${doubted} were tried`)];
    if (first > 0 && commands.length > MOST_DOUBTED) {
      return [
        left(`of ${commands.length} writes and flushes no more than ${MOST_DOUBTED} were in doubt when power went`),
      ];
    }
    return [];
  }

  #unmoved(): string[] {
    if (this.#input === undefined) return [];
    const { why } = this.#input;
    const words =
      'on the bare machine console input is there from power-on: that it comes later, or in pieces, was not tried';
    if (why !== undefined) return [`${words}, since with input that comes byte by byte ${why}`];
    return this.#adversities.has('moments') ? this.#unheld(this.#input) : [words];
  }

  /** Bytes of the input that were not held back, or not everywhere. */
  #unheld({ bytes, waits, complete }: NonNullable<PageBasis['input']>): string[] {
    const bytesOf = (which: (wait: (typeof waits)[number], number: number) => boolean): string => {
      const numbers = waits.flatMap((wait, number) => (which(wait, number) ? [number] : []));
      const words = inWords(numbers.filter((number) => number < bytes));
      return [...(words === '' ? [] : [`from byte ${words}`]), ...(numbers.includes(bytes) ? ['its end'] : [])].join(
        ', ',
      );
    };
    const like = bytesOf((wait, number) => wait.like !== number && !this.#typed.has(number));
    const long = bytesOf(({ from, to }) => to - from > 2 * NEAR);
    const last = waits.length - 1;
    const sentences: readonly (readonly [left: boolean, words: string])[] = [
      [like !== '', `not held back, since the guest waits for it as it did before: ${like}`],
      [
        long !== '',
        `held back for ${NEAR} instructions and until ${NEAR} before the guest waits, not between: ${long}`,
      ],
      [complete && last < bytes, `not held back from later bytes than ${last}`],
    ];
    return sentences.flatMap(([left, words]) => (left ? [`moments: console input was ${words}`] : []));
  }

  /** Who gives up after the third doubt is right until then. */
  #noMore(): string[] {
    const of = (name: AdversityName, noun: string, flag: string): string[] => {
      const most = this.#most.get(name);
      return most === undefined ? [] : [`${counted(most, noun)} by ${name} (${flag})`];
    };
    const mosts = [...of('doubt', 'uncertain command', '--depth'), ...of('crashes', 'death', '--faults')];
    return mosts.length === 0 ? [] : [`no run had more than ${mosts.join(', or ')}`];
  }

  /** "commands 3, 5 to 9". */
  #numbers(which: (number: number) => boolean): string {
    const words = inWords(this.#commands.flatMap((_, index) => (which(index + 1) ? [index + 1] : [])));
    return words === '' ? '' : `${/^\d+$/.test(words) ? 'command' : 'commands'} ${words}`;
  }
}

/** "3, 5 to 9", of numbers in order. */
function inWords(numbers: readonly number[]): string {
  return rangesInWords(numbers, { to: ' to ' });
}
