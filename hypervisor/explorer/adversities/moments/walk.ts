/**
 * Follows a run from a command on, with its end held back, and finds the moments at which it could end: between two instructions
 * each, up to where the guest would rest. Those between which the guest touches nothing that the end of the command,
 * and the interrupt that follows, touch too are one class.
 */
import { INTERRUPTION } from '../../../../emulator/cpu/interruptions.ts';
import { EXIT } from '../../../../emulator/cpu/processor.ts';
import { PSW } from '../../../../emulator/cpu/psw.ts';
import { SECTOR_SIZE } from '../../../../emulator/devices/disk.ts';
import { LAYOUT } from '../../../../emulator/layout.ts';
import { equalButForHistory } from '../../machine/machine-words.ts';
import type { Pending } from '../../machine/virtual-world.ts';
import type { Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import { newMachine } from '../../disturbed-run.ts';
import type { Reference } from '../../reference.ts';
import { Footprint, Lookout } from './footprint.ts';
import { heldFor } from './held-for.ts';
import { comeTo, type HeldCommand } from './come-to.ts';

/** Instructions of an interrupt's handler that are followed; one that takes longer touches everything. */
const HANDLER = 3000;

/** Moments that are one. */
export interface MomentClass {
  /** Instructions after the command was given: the first such moment. */
  readonly after: number;
  /** How many. */
  readonly count: number;
  /** The machine then, with the command still under way. */
  readonly snapshot: Snapshot;
  /** If it is not held back, too, the command is under way then. */
  readonly underWay: boolean;
}

/** The number of another command that ends while this one is held back. */
export interface Together {
  readonly other: number;
}

/** While the command is under way the guest does what the machine stops it at: it did not wait. */
export type Unawaited = 'unawaited';

export class Walker {
  readonly #reference: Reference;
  /** Walks. */
  readonly #machine: VirtualMachine;
  readonly #lookout: Lookout;
  /** Shows what an interrupt touches. */
  readonly #probe: VirtualMachine;
  readonly #probeLookout: Lookout;

  /** `probe`: a machine that is the walker's at each step. */
  constructor(reference: Reference, probe: VirtualMachine) {
    this.#reference = reference;
    this.#machine = newMachine(reference);
    this.#lookout = new Lookout(this.#machine.processor);
    this.#probe = probe;
    this.#probeLookout = new Lookout(this.#probe.processor);
  }

  /** The classes in order, what else ends meanwhile, and how the guest ends, if it is stopped meanwhile. `each`: every moment is a class of its own. */
  *walk(command: HeldCommand, each: boolean): Generator<MomentClass | Together | Unawaited, void> {
    const machine = this.#machine;
    const { number, givenAt, heldFrom = givenAt, endedAt } = command;
    const held = heldFrom + heldFor(endedAt - heldFrom);
    const seen = new Map<number, Snapshot>();
    comeTo(machine, this.#reference, command);
    let begun = this.#begin(command);
    while (machine.instructions < held) {
      const at = machine.instructions;
      const touch = this.#lookout.next();
      const psw = machine.state.words[LAYOUT.PSW];
      const event = machine.next(at + 1);
      const differs = each || begun.footprint.meets(touch) || machine.state.words[LAYOUT.PSW] !== psw;
      if (event.kind === 'limit' && !differs) continue;
      // Where another command is over, it is before this one at the same instruction.
      const isOther = event.kind === 'due' && event.pending.number !== number;
      const count = (isOther ? machine.instructions : at + 1) - givenAt - begun.after;
      if (count > 0) yield { ...begun, count, underWay: at < endedAt };
      if (isOther) {
        yield { other: event.pending.number };
        machine.finish(event.pending);
      } else if (event.kind !== 'limit') {
        if (isMachineCheck(machine.ending)) yield 'unawaited';
        return;
      }
      begun = this.#begin(command);
      const { snapshot } = begun;
      const before = seen.get(snapshot.words[LAYOUT.IAOQ_FRONT]);
      if (before !== undefined && isSame(before, snapshot)) return;
      seen.set(snapshot.words[LAYOUT.IAOQ_FRONT], snapshot);
    }
    const count = machine.instructions - givenAt - begun.after;
    if (count > 0) yield { ...begun, count, underWay: machine.instructions <= endedAt };
  }

  /** A class begins here. */
  #begin({ number, givenAt }: HeldCommand): { after: number; snapshot: Snapshot; footprint: Footprint } {
    const snapshot = this.#machine.save();
    const after = this.#machine.instructions - givenAt;
    const pending = this.#machine.world.pending.find((one) => one.number === number)!;
    return { after, snapshot, footprint: this.#footprintOf(snapshot, pending) };
  }

  /** What the end of a command touches at this moment, and the interrupt that it leads to at once, if it does. */
  #footprintOf(snapshot: Snapshot, pending: Pending): Footprint {
    const probe = this.#probe;
    const footprint = new Footprint();
    probe.restore(snapshot);
    if (pending.request.kind === 'disk-read') {
      const { address, count } = pending.request;
      for (let word = address >>> 2; word < (address + SECTOR_SIZE * count + 3) >>> 2; word += 1)
        footprint.writes.add(word);
    }
    probe.finish(pending);
    const { words } = probe.state;
    if ((words[LAYOUT.PSW] & PSW.I) === 0 || !probe.processor.interruptPending) return footprint;
    const home = words[LAYOUT.IAOQ_FRONT];
    // The first step takes the interrupt.
    let exit = probe.processor.step();
    for (let steps = 0; steps < HANDLER && (exit === undefined || exit === EXIT.BREAK_OUT); steps += 1) {
      if ((words[LAYOUT.PSW] & PSW.I) !== 0 && words[LAYOUT.IAOQ_FRONT] === home) return footprint;
      footprint.add(this.#probeLookout.next());
      exit = probe.processor.step();
    }
    footprint.everything = true;
    return footprint;
  }
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
