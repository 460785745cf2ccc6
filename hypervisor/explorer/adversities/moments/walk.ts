/**
 * Follows a run in which something is held back, the end of a command or console input, and finds the moments at which it could come:
 * between two instructions each, up to where the guest would rest. Those between which the guest touches nothing that what comes,
 * and the interrupt that follows, touch too are one class. Of a handler that does not leave the registers alone (see
 * leaves-alone.ts) each place of the guest's code, where the walk comes to it first, begins a class, too.
 */
import { INTERRUPTION } from '../../../../emulator/cpu/interruptions.ts';
import { EXIT } from '../../../../emulator/cpu/processor.ts';
import { PSW } from '../../../../emulator/cpu/psw.ts';
import { LAYOUT } from '../../../../emulator/layout.ts';
import { equalButForHistory } from '../../machine/machine-words.ts';
import type { Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import { newMachine } from '../../disturbed-run.ts';
import type { Reference } from '../../reference.ts';
import { Footprint, Lookout, wordsOf } from '../../machine/footprint.ts';
import { changeRegisters, leavesAlone, registersOf } from './leaves-alone.ts';

/** Instructions of an interrupt's handler that are followed; one that takes longer touches everything. */
const HANDLER = 3000;
/** Ends of other commands behind the last moment. */
const MOST_FARTHER = 4;

/** What is held back. */
export interface HeldBack {
  /** Instructions completed since power-on, from which moments are counted. */
  readonly from: number;
  /** And when it comes unless it is held back. */
  readonly endedAt: number;
  /** And behind which no moments are looked for, */
  readonly until: number;
  /** but, of a command, those at which others end: up to here. */
  readonly togetherUntil?: number;
  /** Its own number, of a command. */
  readonly number?: number;
  /** The guest awaits it when it rests and no command is under way, though its timer may wake it. */
  readonly untilItRests: boolean;
  /** Brings a machine to the first moment. */
  readonly comeTo: (machine: VirtualMachine) => void;
  /** It comes, on a machine that is at one of its moments. */
  readonly come: (machine: VirtualMachine) => void;
}

/** Moments that are one. */
export interface MomentClass {
  /** Instructions after `from`: the first such moment. */
  readonly after: number;
  /** How many. */
  readonly count: number;
  /** The machine then; nothing has come. */
  readonly snapshot: Snapshot;
  /** If it is not held back, too, it has not come then. */
  readonly underWay: boolean;
}

/** The number of another command that ends while this is held back. */
export interface Together {
  readonly other: number;
}

/** While it is held back the guest does what the machine stops it at: it did not wait. */
export type Unawaited = 'unawaited';

export class Walker {
  /** Walks. */
  readonly #machine: VirtualMachine;
  readonly #lookout: Lookout;
  /** Shows what an interrupt touches. */
  readonly #probe: VirtualMachine;
  readonly #probeLookout: Lookout;

  /** `probe`: a machine that is the walker's at each step. */
  constructor(reference: Reference, probe: VirtualMachine) {
    this.#machine = newMachine(reference);
    this.#lookout = new Lookout(this.#machine.processor);
    this.#probe = probe;
    this.#probeLookout = new Lookout(this.#probe.processor);
  }

  /** The classes in order, what else ends meanwhile, and how the guest ends, if it is stopped meanwhile. `each`: every moment is a class of its own. */
  *walk(held: HeldBack, each: boolean): Generator<MomentClass | Together | Unawaited, void> {
    const machine = this.#machine;
    const { number, from, until, endedAt, untilItRests } = held;
    const seen = new Map<number, Snapshot>();
    const places = new Set<number>();
    held.comeTo(machine);
    let begun = this.#begin(held);
    while (machine.instructions < until) {
      const at = machine.instructions;
      const touch = this.#lookout.next();
      const psw = machine.state.words[LAYOUT.PSW];
      const event = machine.next(at + 1, untilItRests);
      const isNew = begun.footprint.registers && isNewAmong(places, machine.state.words);
      const differs = each || isNew || begun.footprint.meets(touch) || machine.state.words[LAYOUT.PSW] !== psw;
      if (event.kind === 'limit' && !differs) continue;
      // Where another command is over, it is before this one at the same instruction.
      const isOther = event.kind === 'due' && event.pending.number !== number;
      const count = (isOther ? machine.instructions : at + 1) - from - begun.after;
      if (count > 0) yield { ...begun, count, underWay: at < endedAt };
      if (isOther) {
        yield { other: event.pending.number };
        machine.finish(event.pending);
      } else if (event.kind !== 'limit') {
        if (isMachineCheck(machine.ending)) yield 'unawaited';
        return;
      }
      begun = this.#begin(held);
      const { snapshot } = begun;
      const before = seen.get(snapshot.words[LAYOUT.IAOQ_FRONT]);
      if (before !== undefined && isSame(before, snapshot)) return;
      seen.set(snapshot.words[LAYOUT.IAOQ_FRONT], snapshot);
    }
    const count = machine.instructions - from - begun.after;
    if (count > 0) yield { ...begun, count, underWay: machine.instructions <= endedAt };
    if (held.togetherUntil !== undefined) yield* this.#goFarther(held.togetherUntil);
  }

  /** What else ends up to there, and whether the guest is stopped. */
  *#goFarther(until: number): Generator<Together | Unawaited, void> {
    const machine = this.#machine;
    for (let ends = 0; ends < MOST_FARTHER; ends += 1) {
      const event = machine.next(until);
      if (event.kind !== 'due') {
        if (isMachineCheck(machine.ending)) yield 'unawaited';
        return;
      }
      yield { other: event.pending.number };
      machine.finish(event.pending);
    }
  }

  /** A class begins here. */
  #begin(held: HeldBack): { after: number; snapshot: Snapshot; footprint: Footprint } {
    const snapshot = this.#machine.save();
    const after = this.#machine.instructions - held.from;
    return { after, snapshot, footprint: this.#footprintOf(snapshot, held) };
  }

  /** What is touched when it comes at this moment, and by the interrupt that it leads to at once, if it does. */
  #footprintOf(snapshot: Snapshot, held: HeldBack): Footprint {
    const { processor, state } = this.#probe;
    const { words } = state;
    const footprint = this.#come(snapshot, held);
    if ((words[LAYOUT.PSW] & PSW.I) === 0 || !processor.interruptPending) return footprint;
    const before = registersOf(words);
    footprint.everything = !this.#handle(footprint);
    if (footprint.everything) return footprint;
    const first = { before, after: words.slice(), written: this.#written(footprint) };
    const other = this.#come(snapshot, held);
    changeRegisters(words);
    processor.wordsChanged();
    const changed = registersOf(words);
    const returns = this.#handle(other);
    footprint.registers =
      !returns || !leavesAlone(first, { before: changed, after: words, written: this.#written(other) });
    return footprint;
  }

  /** The probe is where it has come, and nothing came of that yet: what it has touched. */
  #come(snapshot: Snapshot, held: HeldBack): Footprint {
    const footprint = new Footprint();
    this.#probe.restore(snapshot);
    // A device puts data where its command said, and what it keeps of its rings is in RAM, too.
    this.#probe.watcher = { reached: (address, length, stores) => footprint.add(wordsOf(address, length, stores)) };
    held.come(this.#probe);
    this.#probe.watcher = {};
    return footprint;
  }

  /** Takes the interrupt that is pending, and goes on until the guest does, behind where it was. False: it does not come to that. */
  #handle(footprint: Footprint): boolean {
    const { processor, state } = this.#probe;
    const { words } = state;
    const home = words[LAYOUT.IAOQ_FRONT];
    // The first step takes the interrupt.
    let exit = processor.step();
    for (let steps = 0; steps < HANDLER && (exit === undefined || exit === EXIT.BREAK_OUT); steps += 1) {
      if ((words[LAYOUT.PSW] & PSW.I) !== 0 && words[LAYOUT.IAOQ_FRONT] === home) return true;
      footprint.add(this.#probeLookout.next());
      exit = processor.step();
    }
    return false;
  }

  /** What stands now in the words of RAM that were written. */
  #written({ writes }: Footprint): ReadonlyMap<number, number> {
    const { ram } = this.#probe.state;
    return new Map([...writes].map((word) => [word, ram[word]]));
  }
}

/** Has the walk not come to this place of the code before, with the next instruction nullified or not, in a delay slot or not? */
function isNewAmong(places: Set<number>, words: Int32Array): boolean {
  const front = words[LAYOUT.IAOQ_FRONT];
  const jumps = words[LAYOUT.IAOQ_BACK] === front + 4 ? 0 : 2;
  const place = (front >>> 2) * 4 + jumps + words[LAYOUT.NULLIFY];
  const { size } = places;
  return places.add(place).size > size;
}

/**
 * A device has refused what the guest asked of it, mostly a command before the last one was over. (Of a guest that ends otherwise
 * nobody can say whether it has waited long enough.)
 */
function isMachineCheck(ending: VirtualMachine['ending']): boolean {
  return ending?.stop?.interruption.number === INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK;
}

/** Is it the same state? Then what follows is the same, too: the guest polls. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  if (!equalButForHistory(one.words, other.words) || one.world.commands !== other.world.commands) return false;
  return one.ram.every((page, index) => page === other.ram[index]);
}
