/**
 * Doubt: on the bare machine, commands end uncertain (RESULT 4, rule IO2), and were performed, or not, or from their beginning
 * up to some unit. First each command by itself, then up to so many of a run: a retry is a command like any other.
 *
 *     doubt:7=not,8=part2        command 7 is uncertain, and was not performed; command 8 is, and its first two sectors were
 *
 * Commands are counted from 1 in the run itself. After a fault a run mostly comes back to the undisturbed one; a second fault
 * behind that place makes what that fault by itself makes, and is not tried again but counted.
 */
import { unitsOf } from '../../../emulator/devices/device.ts';
import type { Recording } from '../../bus/bus.ts';
import type { Adversity } from '../adversity.ts';
import { type Case, type Fault, parseKey, printKey } from '../case.ts';
import { type Disturbance, DisturbedRuns, NoSuchCase, type Outcome, type Rejoined } from '../disturbed-run.ts';
import { type Pending, partsOf } from '../machine/virtual-world.ts';
import type { Snapshot } from '../machine/virtual-machine.ts';
import { LONGEST_EPOCH } from '../recordings/record-bare.ts';
import type { Reference } from '../reference.ts';
import type { CaseResult } from '../result.ts';
import { tellRun } from '../told-run.ts';
import { spread } from './spread.ts';

/** Boundaries at which a command is cut, beside none and all, unless every one is to be tried: the first and last, and some between. */
const MOST_PARTS = 6;

/** One command that ends uncertain. */
export interface Doubt {
  /** The command's, from 1. */
  readonly number: number;
  /** Units performed; 'all' of a command, however many those are. */
  readonly performed: number | 'all';
}

export interface DoubtOptions {
  /** Commands of a run that end uncertain, at most: 1 or more. */
  readonly depth: number;
  /** Try every boundary, and what is known to make no difference. */
  readonly exhaustive?: boolean;
}

/** A run with doubts that goes on rightly, so that others can be added. */
interface Held {
  readonly doubts: readonly Doubt[];
  /** The order, in the undisturbed run, of the command before whose end it came back to that; Infinity: never. */
  readonly order: number;
  readonly rejoined: Rejoined | undefined;
}

/** Snapshots of a run after its last doubt, before the end of each command, by the command's number. */
interface Trunk {
  readonly key: string;
  readonly ends: ReadonlyMap<number, { readonly snapshot: Snapshot; readonly parts: readonly Doubt['performed'][] }>;
}

export class DoubtAdversity implements Adversity {
  readonly name = 'doubt';
  readonly #reference: Reference;
  readonly #depth: number;
  readonly #exhaustive: boolean;
  readonly #runs: DisturbedRuns;
  /** What came of the cases that were run already, by key. */
  readonly #known = new Map<string, Held | undefined>();
  #trunk: Trunk | undefined;

  constructor(reference: Reference, { depth, exhaustive = false }: DoubtOptions) {
    this.#reference = reference;
    this.#depth = depth;
    this.#exhaustive = exhaustive;
    this.#runs = new DisturbedRuns(reference);
  }

  *cases(): Iterable<Case> {
    const inOrder = [...this.#reference.commands].sort((one, other) => one.order - other.order);
    let shorter: Held[] = [];
    /** Of one doubt each, those that came back before the command at hand. */
    const singles: Held[] = [];
    for (const { number, request, order } of inOrder) {
      for (const performed of this.#parts(request)) {
        const doubts = [{ number, performed }];
        yield this.#caseOf(doubts, this.#standsWith(singles, order));
        const held = this.#heldOf(doubts);
        if (held === undefined) continue;
        shorter.push(held);
        singles.push(held);
      }
    }
    for (let length = 2; length <= this.#depth; length += 1) {
      const longer: Held[] = [];
      for (const { doubts } of shorter) {
        const { ends } = this.#trunkOf(doubts);
        const order = this.#orderOf(doubts);
        for (const [number, { parts }] of ends) {
          for (const performed of parts) {
            const more = [...doubts, { number, performed }];
            yield this.#caseOf(more, length < this.#depth ? this.#standsWith(singles, order) : 1);
            const held = length < this.#depth ? this.#heldOf(more) : undefined;
            if (held !== undefined) longer.push(held);
          }
        }
      }
      shorter = longer;
    }
  }

  *covered(one: Case): Iterable<string> {
    const doubts = readDoubts(one.key);
    if (doubts === undefined || one.stands === 1) return;
    const order = this.#orderOf(doubts);
    for (const held of this.#known.values()) {
      if (held?.doubts.length !== 1 || held.rejoined === undefined || held.order > order) continue;
      const { underWay, more } = held.rejoined;
      const later = doubts.map(({ number, performed }) => ({
        number: underWay.get(number) ?? number + more,
        performed,
      }));
      yield keyOf([...held.doubts, ...later]);
    }
  }

  run({ key }: Case, { told }: { readonly told: boolean }): CaseResult {
    const doubts = readDoubts(key);
    if (doubts === undefined)
      return { verdict: 'undecided', why: `no case of doubt: ${key}`, story: [], instructions: 0 };
    if (told) return tellRun(this.#reference, () => this.#disturbance(doubts));
    const { verdict, difference, why, instructions, more } = this.#try(doubts);
    const isOne = doubts.length === 1 && doubts[0].performed === 0;
    const unrepeated = isOne && verdict === 'holds' && more === 0 ? true : undefined;
    return { verdict, difference, why, instructions, unrepeated, story: [] };
  }

  /** Each doubt alone, then all but one; and in place of what was performed in part, nothing, or all. */
  *smaller({ key }: Case): Iterable<Case> {
    const doubts = readDoubts(key) ?? [];
    const fewer =
      doubts.length < 2
        ? []
        : [...doubts.map((doubt) => [doubt]), ...doubts.map((_, left) => doubts.toSpliced(left, 1))];
    const simpler = doubts.flatMap((doubt, index) =>
      doubt.performed === 0 || doubt.performed === 'all'
        ? []
        : ([0, 'all'] as const).map((performed) => doubts.with(index, { ...doubt, performed })),
    );
    const keys = new Set([...fewer, ...simpler].map(keyOf));
    keys.delete(key);
    for (const smaller of keys) yield { adversity: 'doubt', key: smaller, stands: 1 };
  }

  record(key: string, recording: Recording): string | undefined {
    const doubts = readDoubts(key);
    return doubts ? this.#runs.record(this.#disturbance(doubts), recording) : `no case of doubt: ${key}`;
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#runs.machine.hasExecuted(address);
  }

  #caseOf(doubts: readonly Doubt[], stands: number): Case {
    return { adversity: 'doubt', key: keyOf(doubts), stands };
  }

  /** Itself, and with one of `singles` before it that came back before its first command, whose order is given. */
  #standsWith(singles: readonly Held[], order: number): number {
    if (this.#depth < 2 || this.#exhaustive) return 1;
    return 1 + singles.filter((held) => held.order <= order).length;
  }

  /** The order of the first command in doubt, in the undisturbed run, of which all before it is a part. */
  #orderOf(doubts: readonly Doubt[]): number {
    return this.#reference.commands[doubts[0].number - 1]?.order ?? -1;
  }

  #heldOf(doubts: readonly Doubt[]): Held | undefined {
    const key = keyOf(doubts);
    if (!this.#known.has(key)) this.#try(doubts);
    return this.#known.get(key);
  }

  #try(doubts: readonly Doubt[]): Outcome {
    const start = this.#startOf(doubts);
    if (start === undefined) {
      return { verdict: 'undecided', why: 'the guest never comes to what was to go wrong', instructions: 0 };
    }
    const outcome = this.#runs.run(start.snapshot, this.#disturbance(start.left));
    const { rejoined } = outcome;
    const order = rejoined === undefined ? Infinity : this.#reference.commands[rejoined.number - 1].order;
    const held = { doubts, order, rejoined };
    if (doubts.length < this.#depth) this.#known.set(keyOf(doubts), outcome.verdict === 'holds' ? held : undefined);
    return outcome;
  }

  /** A snapshot from which a run with these doubts can begin, and those that are to come; undefined if there is no such command. */
  #startOf(doubts: readonly Doubt[]): { snapshot: Snapshot; left: readonly Doubt[] } | undefined {
    const last = doubts.at(-1)!;
    const before = doubts.slice(0, -1);
    if (this.#trunk !== undefined && before.length > 0 && this.#trunk.key === keyOf(before)) {
      const end = this.#trunk.ends.get(last.number);
      if (end !== undefined) return { snapshot: end.snapshot, left: [last] };
    }
    const [first] = doubts;
    const command = this.#reference.commands[first.number - 1];
    return command && { snapshot: command.snapshot, left: doubts };
  }

  /** Runs once more with these doubts, of which the last is the last to go wrong, and keeps where others can be added. */
  #trunkOf(doubts: readonly Doubt[]): Trunk {
    const key = keyOf(doubts);
    if (this.#trunk?.key === key) return this.#trunk;
    const ends = new Map<number, { snapshot: Snapshot; parts: readonly Doubt['performed'][] }>();
    const over = ({ number, request }: Pending): void => {
      const parts = this.#parts(request);
      if (parts.length > 0) ends.set(number, { snapshot: this.#runs.machine.save(), parts });
    };
    const start = this.#startOf(doubts);
    if (start) this.#runs.run(start.snapshot, { ...this.#disturbance(start.left), over });
    this.#trunk = { key, ends };
    return this.#trunk;
  }

  #disturbance(doubts: readonly Doubt[]): Disturbance {
    const left = new Map(doubts.map((doubt) => [doubt.number, doubt]));
    return {
      fate: ({ number, request }) => {
        const doubt = left.get(number);
        if (doubt === undefined) return undefined;
        left.delete(number);
        const units = unitsPerformed(request, doubt, this.#runs.machine.world.sectors);
        if (units === undefined) throw new NoSuchCase(`command ${number} cannot end uncertain so`);
        return units;
      },
      settled: () => left.size === 0,
    };
  }

  /** What may have become of a command that ends uncertain. */
  #parts(request: Pending['request']): Doubt['performed'][] {
    const parts = partsOf(request, this.#runs.machine.world.sectors);
    const units = unitsOf(request);
    const between = parts.filter((performed) => performed > 0 && performed < units);
    const tried = this.#exhaustive ? between : spread(between, MOST_PARTS);
    return [...(parts.includes(0) ? [0] : []), ...(parts.includes(units) ? (['all'] as const) : []), ...tried];
  }
}

export function keyOf(doubts: readonly Doubt[]): string {
  return printKey({ adversity: 'doubt', faults: doubts.map(faultOf) });
}

/** A doubt in a key. */
export function faultOf({ number, performed }: Doubt): Fault {
  const value = performed === 'all' ? 'performed' : performed === 0 ? 'not' : `part${performed}`;
  return { subject: String(number), relation: '=', value };
}

/** What a key of doubt says; undefined if it is none. */
export function readDoubts(key: string): readonly Doubt[] | undefined {
  const parsed = parseKey(key);
  if (parsed?.adversity !== 'doubt') return undefined;
  const doubts = parsed.faults.flatMap((fault) => readDoubt(fault) ?? []);
  const once = new Set(doubts.map(({ number }) => number));
  return doubts.length === parsed.faults.length && once.size === doubts.length ? doubts : undefined;
}

/** The doubt that a fault is; undefined if it is another one. */
export function readDoubt({ subject, relation, value }: Fault): Doubt | undefined {
  const [, part] = /^part([1-9]\d{0,6})$/.exec(value) ?? [];
  const performed = value === 'not' ? 0 : value === 'performed' ? 'all' : part === undefined ? undefined : Number(part);
  const valid = relation === '=' && /^[1-9]\d{0,8}$/.test(subject) && performed !== undefined;
  return valid ? { number: Number(subject), performed } : undefined;
}

/** The units of `request` that were performed; undefined if it cannot end uncertain so. */
export function unitsPerformed(request: Pending['request'], { performed }: Doubt, sectors: number): number | undefined {
  const asked = performed === 'all' ? unitsOf(request) : performed;
  return partsOf(request, sectors).includes(asked) ? asked : undefined;
}
