/**
 * Power: both machines and the disk's cache die at once. Of the writes that no flush has made durable, some survive, in some
 * order (board.md, "Disk"). The guest boots again from what is left, on the bare machine, and must come to its end with the right
 * status; and what the user asks of a disk must hold for what is left, and again when the guest has ended.
 *
 * Losses of power that leave the same on the disk are one case.
 */
import { latin1 } from '../../../../emulator/bytes.ts';
import { describeOperation } from '../../../history/operations.ts';
import type { Recording } from '../../../bus/bus.ts';
import type { Adversity, RunSettings } from '../../adversity.ts';
import type { Case } from '../../case.ts';
import { judgeView, rightStatus } from '../../judge.ts';
import { type Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import { LONGEST_EPOCH, recordBare } from '../../recordings/record-bare.ts';
import { type Reference, viewOf } from '../../reference.ts';
import type { CaseResult, Difference, StoryEvent } from '../../result.ts';
import { type Part, parsePower, type PowerCase, printPower } from './power-key.ts';
import { survivorsAt } from './survivors.ts';
import { WrittenSectors } from './written-sectors.ts';

export interface PowerOptions {
  /** Writes that alone survive, or alone do not, at most. */
  readonly writes: number;
}

/** Words of a page of the virtual machine's disk. */
const PAGE_WORDS = 1024;
/** The second run may take so many times the undisturbed one's instructions, and so many more. */
const TIMES = 4;
const MORE = 1_000_000;
/** Characters of the second run's console that a story shows. */
const SHOWN = 200;

export class PowerAdversity implements Adversity {
  readonly name = 'power';
  readonly #reference: Reference;
  readonly #options: PowerOptions;
  readonly #written: WrittenSectors;
  #machine: VirtualMachine | undefined;
  /** The cases that leave the same, by what they leave; the first stands for them. */
  #classes: ReadonlyMap<string, readonly PowerCase[]> | undefined;

  constructor(reference: Reference, options: PowerOptions) {
    this.#reference = reference;
    this.#options = options;
    this.#written = new WrittenSectors(reference);
  }

  *cases(): Iterable<Case> {
    for (const [first, ...others] of this.#all.values()) {
      yield { adversity: 'power', key: printPower(first), stands: 1 + others.length };
    }
  }

  *covered({ key }: Case): Iterable<string> {
    const held = this.#heldAfter(key);
    const alike = held === undefined ? [] : (this.#all.get(held) ?? []);
    for (const one of alike.slice(1)) yield printPower(one);
  }

  run({ key }: Case, { told }: RunSettings): CaseResult {
    const power = parsePower(key);
    const held = power && this.#written.heldAfter(power);
    if (power === undefined || held === undefined) {
      const why = power ? 'the guest has no such writes under way then' : `no case of power: ${key}`;
      return { verdict: 'undecided', why, story: [], instructions: 0 };
    }
    const disk = this.#written.disk(held);
    const machine = this.#bootFrom(disk);
    const left = this.#reference.expectations.disk?.(disk);
    const difference: Difference | undefined =
      left === undefined
        ? this.#judgeSecondRun(machine)
        : { outside: 'disk', words: `what is left on the disk is wrong: ${left}` };
    const { instructions } = machine;
    const story = told ? this.#tell(power, machine, difference) : [];
    if (difference === undefined) return { verdict: 'holds', story, instructions };
    const words = told ? `${difference.words}; ${this.#inWords(power)}` : difference.words;
    return { verdict: 'broken', difference: { ...difference, words }, story, instructions };
  }

  /** With fewer writes named. */
  *smaller({ key }: Case): Iterable<Case> {
    const power = parsePower(key);
    for (const index of power?.parts.keys() ?? []) {
      const fewer = { ...power!, parts: power!.parts.toSpliced(index, 1) };
      yield { adversity: 'power', key: printPower(fewer), stands: 1 };
    }
  }

  /** Of the second run: what was before it is in the disk, which is no part of a recording. */
  record(key: string, recording: Recording): string | undefined {
    const held = this.#heldAfter(key);
    if (held === undefined) return `no case of power: ${key}`;
    const machine = this.#bootFrom(this.#written.disk(held));
    const why = recordBare(this.#reference.guest, machine, () => void this.#judgeSecondRun(machine), recording);
    machine.watcher = {};
    return why;
  }

  readonly epochLength = LONGEST_EPOCH;

  get #all(): ReadonlyMap<string, readonly PowerCase[]> {
    return (this.#classes ??= this.#enumerate());
  }

  #enumerate(): Map<string, PowerCase[]> {
    const classes = new Map<string, PowerCase[]>();
    for (let named = 0; named <= this.#options.writes; named += 1) {
      for (const point of this.#written.points) {
        for (const one of survivorsAt(point, named)) {
          const held = this.#written.heldAfter(one)!;
          const alike = classes.get(held);
          if (alike) alike.push(one);
          else classes.set(held, [one]);
        }
      }
    }
    return classes;
  }

  #heldAfter(key: string): string | undefined {
    const power = parsePower(key);
    return power && this.#written.heldAfter(power);
  }

  /** Power is back: the machine is switched on, with this disk. */
  #bootFrom(disk: Uint8Array): VirtualMachine {
    const machine = (this.#machine ??= new VirtualMachine(this.#reference.guest));
    machine.restore(withDisk(this.#reference.start, disk));
    return machine;
  }

  #judgeSecondRun(machine: VirtualMachine): Difference | undefined {
    const limit = TIMES * this.#reference.instructions + MORE;
    for (;;) {
      const event = machine.next(limit);
      if (event.kind === 'due') {
        machine.finish(event.pending);
        continue;
      }
      const ending = event.kind === 'end' ? event.ending : undefined;
      const seen = viewOf(machine, ending?.status ?? 'endless');
      // Of what it shows only the end and the disk are to be as the user says.
      const { guest, expectations } = this.#reference;
      const { disk } = expectations;
      const right = { guest, expectations: { disk, status: Number(rightStatus(this.#reference)) }, view: seen };
      const difference = judgeView(seen, right, ending);
      return difference && { ...difference, words: `booted again, ${difference.words}` };
    }
  }

  /** "power went when command 12, disk write of sector 40, was over; of the writes since the last flush ... survived". */
  #inWords({ after, others, parts }: PowerCase): string {
    const when = after === 0 ? 'before any write was over' : `when ${this.#commandInWords(after)}, was over`;
    const named = parts.map((part) => this.#partInWords(part));
    const rest =
      others === 'lost'
        ? `of the writes that no flush had made durable ${named.length === 0 ? 'none survived' : 'only these survived'}`
        : `the writes that no flush had made durable survived${named.length === 0 ? '' : ', but for these'}`;
    return `power went ${when}; ${rest}${named.length === 0 ? '' : `: ${named.join('; ')}`}`;
  }

  #partInWords({ number, sectors }: Part): string {
    const words = this.#commandInWords(number);
    return typeof sectors === 'number' && sectors > 0 ? `${words}, of which ${sectors} survived` : words;
  }

  #commandInWords(number: number): string {
    return `command ${number}, ${describeOperation(this.#reference.commands[number - 1].request)}`;
  }

  #tell(power: PowerCase, machine: VirtualMachine, difference: Difference | undefined): StoryEvent[] {
    const point = this.#written.points.find(({ after }) => after === power.after)!;
    const commands = point.volatile.map(({ number }): StoryEvent => {
      const { givenAt } = this.#reference.commands[number - 1];
      return { at: givenAt, lane: 'disk', kind: 'command', words: this.#commandInWords(number), command: number };
    });
    const at = this.#reference.commands[power.after - 1]?.endedAt ?? 0;
    const console = JSON.stringify(latin1(machine.world.text()).slice(-SHOWN));
    const ended = difference ? `${difference.words}; its console: ${console}` : `it ends, and its console: ${console}`;
    const rest: StoryEvent[] = [
      { at, lane: 'disk', kind: 'crash', words: this.#inWords(power) },
      { at: 0, lane: 'guest', kind: 'boot', words: 'power is back, and the guest boots again' },
      { at: machine.instructions, lane: 'guest', kind: 'end', words: ended },
    ];
    return [...commands.sort((one, other) => one.at - other.at), ...rest];
  }
}

/** The same machine with another disk in it. */
function withDisk(snapshot: Snapshot, disk: Uint8Array): Snapshot {
  const words = new Int32Array(disk.buffer, disk.byteOffset, disk.length / 4);
  const pages = snapshot.world.disk.map((_, page) => words.slice(page * PAGE_WORDS, (page + 1) * PAGE_WORDS));
  return { ...snapshot, world: { ...snapshot.world, disk: pages } };
}
