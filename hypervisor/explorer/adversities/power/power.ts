/**
 * Power: both machines and the disk's cache die at once. Of the writes that no flush has made durable, some survive, in some
 * order (board.md, "Disk"). The guest boots again from what is left, on the bare machine, and must come to its end with the right
 * status; and what the user asks of a disk must hold for what is left, and again when the guest has ended. Then power goes once
 * more in the run that boots after that, where a guest recovers from the first loss.
 *
 * Losses of power that leave the same on the disk are one case: what boots from equal disks is the same run.
 */
import { latin1 } from '../../../../emulator/bytes.ts';
import { ImagePlaces } from '../../../../emulator/diagnosis/image-places.ts';
import type { Ending } from '../../../../emulator/report/ending.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import type { Recording } from '../../../bus/bus.ts';
import { quoteBytes } from '../../../simulator/record/outcome.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import type { FoundCause } from '../../causes/cause-rule.ts';
import { codePlaceOf } from '../../code-place.ts';
import { judgeView, rightStatus } from '../../judge.ts';
import { type Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Pending } from '../../machine/virtual-world.ts';
import { LONGEST_EPOCH, recordBare } from '../../recordings/record-bare.ts';
import { type Reference, viewOf, watchCommands } from '../../reference.ts';
import type { CaseResult, CodePlace, Difference, StoryEvent } from '../../result.ts';
import { Disks } from './disks.ts';
import { causeOfLoss } from './power-causes.ts';
import { type Loss, parsePower, type PowerCase, printPower } from './power-key.ts';
import { lossesInWords, tellLosses } from './power-words.ts';
import { survivorsAt } from './survivors.ts';
import { type OverCommand, WrittenSectors } from './written-sectors.ts';

export interface PowerOptions {
  /** Writes that alone survive, or alone do not, at most. */
  readonly writes: number;
  /** Try all second losses. */
  readonly exhaustive?: boolean;
}

/** What came of a run after a loss of power. */
interface Recovery {
  /** Does it come to its end with the right status? */
  readonly ends: boolean;
  /** Of one that was judged: what the user's functions say is told of cases that are run, and decides nothing about which there are. */
  readonly judgement?: Judgement;
  readonly written: WrittenSectors;
  readonly instructions: number;
  /** The end of what it prints. */
  readonly console: string;
}

interface Judgement {
  /** What the user says is wrong with the disk from which it boots. */
  readonly left: string | undefined;
  /** What is wrong with how it ends. */
  readonly ended: Difference | undefined;
}

/** Words of a page of the virtual machine's disk. */
const PAGE_WORDS = 1024;
/** Second losses that are tried in any case. */
const LEAST_AGAIN = 100;
/** Runs after first losses that are remembered. */
const MOST_KNOWN = 1000;
/** A run after a loss may take so many times the undisturbed one's instructions, and so many more. */
const TIMES = 4;
const MORE = 1_000_000;
/** Characters of a run's console that a story shows. */
const SHOWN = 200;

/** Second losses that are tried after so many first ones, at most: so they take about as long. */
export function mostAgain(firsts: number): number {
  return Math.max(LEAST_AGAIN, firsts);
}

export class PowerAdversity implements Adversity {
  readonly name = 'power';
  readonly #reference: Reference;
  readonly #options: PowerOptions;
  readonly #disks: Disks;
  readonly #written: WrittenSectors;
  readonly #places: ImagePlaces;
  #machine: VirtualMachine | undefined;
  /** The losses that leave the same, by what they leave; the first stands for them. */
  #classes: ReadonlyMap<string, readonly Loss[]> | undefined;
  /** What came of the runs after first losses, by what those have left. */
  readonly #known = new Map<string, Recovery>();

  constructor(reference: Reference, options: PowerOptions) {
    this.#reference = reference;
    this.#options = options;
    this.#disks = new Disks(reference.guest.disk);
    this.#written = new WrittenSectors(reference, this.#disks);
    this.#places = new ImagePlaces(reference.guest.image);
  }

  *cases(): Iterable<Case> {
    for (const alike of this.#firsts.values()) yield caseOf(alike);
    yield* this.#seconds();
  }

  /** After first losses from which the guest comes to its end; without those that leave what another case has left. */
  *#seconds(): Iterable<Case> {
    let left = this.#options.exhaustive ? Infinity : mostAgain(this.#firsts.size);
    const known = new Set(this.#firsts.keys());
    for (const which of ['fresh', 'alike'] as const) {
      for (const { first, written } of this.#recoveries(which)) {
        for (const [held, alike] of this.#classesIn(written)) {
          if (known.has(held)) continue;
          if (left === 0) return;
          known.add(held);
          left -= 1;
          yield caseOf(alike.map((again) => ({ ...first, again })));
        }
      }
    }
  }

  /** The runs in which power goes again: those that write what none before does, or the others. */
  *#recoveries(which: 'fresh' | 'alike'): Iterable<{ first: Loss; written: WrittenSectors }> {
    const courses = new Set<string>();
    for (const [held, [first]] of this.#firsts) {
      const { ends, written } = this.#recoveryFrom(held);
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
    const { again, ...first } = power!;
    const classes = again ? this.#classesIn(this.#writtenAfter(first)!) : this.#firsts;
    for (const other of classes.get(held)?.slice(1) ?? []) yield printPower(again ? { ...first, again: other } : other);
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const power = parsePower(key);
    const held = power && this.#heldAfter(power);
    if (power === undefined || held === undefined) {
      const why = power ? 'the guest has no such writes under way then' : `no case of power: ${key}`;
      return { verdict: 'undecided', why, story: [], instructions: 0 };
    }
    const recovery = power.again ? this.#recover(held, { judged: true }) : this.#recoveryFrom(held, true);
    const { instructions } = recovery;
    const difference = differenceIn(recovery.judgement!, power.again ? 'booted once more' : 'booted again');
    const verdict = difference ? 'broken' : 'holds';
    if (!told) return { verdict, difference, story: [], instructions };
    const runs = [this.#written, ...(power.again ? [this.#placedAfter(power)] : [])];
    const codePlace = (place: Place): CodePlace => codePlaceOf(place, this.#places, this.#machine?.state.ram);
    const story = [...tellLosses(power, runs, codePlace), tellEnd(recovery, difference)];
    if (difference === undefined) return { verdict, story, instructions };
    const found = this.#causeOf(power, runs.at(-1)!);
    return {
      verdict,
      difference: { ...difference, words: `${difference.words}; ${lossesInWords(power, runs)}` },
      cause: found && { rule: found.rule, words: found.words },
      place: found?.place && codePlace(found.place),
      story,
      instructions,
    };
  }

  /** Of the last loss; `run`: that in which it was. */
  #causeOf({ again, ...first }: PowerCase, run: WrittenSectors): FoundCause | undefined {
    const last = again ?? first;
    const recovers = (other: Loss): boolean => {
      const one = caseOf([again ? { ...first, again: other } : other]);
      return this.run(one, { told: false }).verdict === 'holds';
    };
    const point = run.points.find(({ after }) => after === last.after)!;
    const cause = causeOfLoss(last, point, recovers);
    return cause && again ? { ...cause, words: `in the run after the first loss, ${cause.words}` } : cause;
  }

  /** One loss in place of two; or with fewer writes named. */
  *smaller({ key }: Case): Iterable<Case> {
    const power = parsePower(key);
    if (power === undefined) return;
    const { again, ...first } = power;
    if (again) for (const alone of [first, again]) yield caseOf([alone]);
    for (const fewer of withFewer(first)) yield caseOf([{ ...fewer, ...(again && { again }) }]);
    if (again) for (const fewer of withFewer(again)) yield caseOf([{ ...first, again: fewer }]);
  }

  /** Of the last run: what was before it is in the disk, which is no part of a recording. */
  record(key: string, recording: Recording): string | undefined {
    const power = parsePower(key);
    const held = power && this.#heldAfter(power);
    if (held === undefined) return `no case of power: ${key}`;
    const machine = this.#bootFrom(held);
    const why = recordBare(this.#reference.guest, machine, () => void this.#runOn(machine), recording);
    machine.watcher = {};
    return why;
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#machine?.hasExecuted(address) ?? false;
  }

  get #firsts(): ReadonlyMap<string, readonly Loss[]> {
    return (this.#classes ??= this.#classesIn(this.#written));
  }

  /** The losses of power in a run, by what they leave on the disk. */
  #classesIn(run: WrittenSectors): Map<string, Loss[]> {
    const classes = new Map<string, Loss[]>();
    for (let named = 0; named <= this.#options.writes; named += 1) {
      for (const point of run.points) {
        for (const one of survivorsAt(point, named)) {
          const held = run.heldAfter(one)!;
          const alike = classes.get(held);
          if (alike) alike.push(one);
          else classes.set(held, [one]);
        }
      }
    }
    return classes;
  }

  /** What is on the disk when power is back for the last time; undefined if there is no such case. */
  #heldAfter({ again, ...first }: PowerCase): string | undefined {
    return again ? this.#writtenAfter(first)?.heldAfter(again) : this.#written.heldAfter(first);
  }

  /** What the run writes that boots after a first loss. */
  #writtenAfter(first: Loss): WrittenSectors | undefined {
    const held = this.#written.heldAfter(first);
    return held === undefined ? undefined : this.#recoveryFrom(held).written;
  }

  /** The same, with where its commands were given: that is wanted of a case that is told, and takes as long as a short run. */
  #placedAfter(first: Loss): WrittenSectors {
    return this.#recover(this.#written.heldAfter(first)!, { placed: true }).written;
  }

  /** After a first loss: remembered, for there may be a second one in it. */
  #recoveryFrom(held: string, judged = false): Recovery {
    const known = this.#known.get(held);
    if (known !== undefined && (known.judgement !== undefined || !judged)) return known;
    const recovery = this.#recover(held, { judged });
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(held, recovery);
    return recovery;
  }

  #recover(held: string, { judged = false, placed = false }): Recovery {
    const { guest, expectations } = this.#reference;
    const machine = this.#bootFrom(held);
    const given = watchCommands(machine, { placed });
    const commands: OverCommand[] = [];
    const ending = this.#runOn(machine, ({ number, request }) => {
      const { instructions: endedAt } = machine;
      commands.push({ number, request, order: commands.length, ...given.get(number)!, endedAt });
    });
    machine.watcher = {};
    const judge = (): Judgement => ({
      left: expectations.disk?.(this.#disks.bytes(held)),
      ended: this.#judgeEnd(machine, ending),
    });
    return {
      ends: ending?.status === rightStatus(this.#reference),
      ...(judged && { judgement: judge() }),
      written: new WrittenSectors({ guest, commands }, this.#disks, held),
      instructions: machine.instructions,
      console: latin1(machine.world.text()).slice(-SHOWN),
    };
  }

  /** Power is back: the machine is switched on, with this disk. */
  #bootFrom(held: string): VirtualMachine {
    const machine = (this.#machine ??= new VirtualMachine(this.#reference.guest));
    machine.restore(withDisk(this.#reference.start, this.#disks.bytes(held)));
    return machine;
  }

  /** To the end, if it comes to one; `over`: told of each command that is over, before the guest is. */
  #runOn(machine: VirtualMachine, over?: (pending: Pending) => void): Ending | undefined {
    const limit = TIMES * this.#reference.instructions + MORE;
    for (;;) {
      const event = machine.next(limit);
      if (event.kind !== 'due') return event.kind === 'end' ? event.ending : undefined;
      over?.(event.pending);
      machine.finish(event.pending);
    }
  }

  /** Of what it shows only the end and the disk are to be as the user says. */
  #judgeEnd(machine: VirtualMachine, ending: Ending | undefined): Difference | undefined {
    const { guest, expectations } = this.#reference;
    const seen = viewOf(machine, ending?.status ?? 'endless');
    const { disk } = expectations;
    const right = { guest, expectations: { disk, status: Number(rightStatus(this.#reference)) }, view: seen };
    return judgeView(seen, right, ending);
  }
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

/** The same machine with another disk in it. */
function withDisk(snapshot: Snapshot, disk: Uint8Array): Snapshot {
  const words = new Int32Array(disk.buffer, disk.byteOffset, disk.length / 4);
  const pages = snapshot.world.disk.map((_, page) => words.slice(page * PAGE_WORDS, (page + 1) * PAGE_WORDS));
  return { ...snapshot, world: { ...snapshot.world, disk: pages } };
}
