/**
 * Runs in which a write, or a flush, ends uncertain and was not performed, up to where they are as the undisturbed one again: what they
 * write. A guest that gives again what was in doubt, but does not see to it that it is durable, is right as long as power stays.
 */
import type { VirtualMachine } from '../../machine/virtual-machine.ts';
import { endsAlike, newMachine, rejoins } from '../../disturbed-run.ts';
import { type Reference, viewOf, watchCommands } from '../../reference.ts';
import { unitsPerformed } from '../doubt.ts';
import type { Disks } from './disks.ts';
import { isWriteOrFlush, type OverCommand, WrittenSectors } from './written-sectors.ts';

/** Instructions for which a run is followed that does not come back to the undisturbed one. */
const FOLLOWED = 1_000_000;

export class DoubtedRuns {
  readonly #reference: Reference;
  readonly #disks: Disks;
  #machine: VirtualMachine | undefined;
  /** The last one: many cases are tried of each. */
  #last: { readonly number: number; readonly written: WrittenSectors | undefined } | undefined;

  constructor(reference: Reference, disks: Disks) {
    this.#reference = reference;
    this.#disks = disks;
  }

  /** The numbers of the commands with which there may be such a run. */
  get commands(): readonly number[] {
    const ofDisk = this.#reference.commands.filter(isWriteOrFlush);
    return ofDisk.map(({ number }) => number);
  }

  /** With that command in doubt; undefined if there is none, or if the guest does not get over that alone. */
  known(number: number): WrittenSectors | undefined {
    if (this.#last?.number !== number) this.#last = { number, written: this.run(number, { placed: false }) };
    return this.#last.written;
  }

  /** The same run; `placed`: the calls by which it came to its commands are wanted. */
  run(number: number, { placed }: { readonly placed: boolean }): WrittenSectors | undefined {
    const { guest, commands, ending } = this.#reference;
    const doubtful = commands.at(number - 1);
    if (doubtful === undefined || !isWriteOrFlush(doubtful)) return undefined;
    const machine = (this.#machine ??= newMachine(this.#reference));
    if (unitsPerformed(doubtful.request, { number, performed: 0 }, machine.world.sectors) === undefined)
      return undefined;
    machine.restore(doubtful.snapshot);
    const given = watchCommands(machine, { placed });
    const overs: OverCommand[] = commands.filter(({ order }) => order < doubtful.order);
    let doubted = false;
    for (;;) {
      const event = machine.next(doubtful.endedAt + FOLLOWED);
      if (event.kind === 'end') {
        // Who is not right with the doubt alone is found without a loss of power.
        if (endsAlike(this.#reference, machine, event.ending.status)) break;
        return undefined;
      }
      if (event.kind !== 'due') break;
      const { pending } = event;
      if (doubted) {
        if (rejoins(this.#reference, machine, pending)) break;
        const { instructions: endedAt, world } = machine;
        // What was under way then was given in the undisturbed run.
        const { place, callers, givenAt } = given.get(pending.number) ?? commands[pending.number - 1];
        const when = { order: overs.length, givenAt, endedAt, printed: world.printed };
        overs.push({ number: pending.number, request: pending.request, place, callers, ...when });
      }
      const isDoubtful: boolean = !doubted && pending.number === number;
      doubted ||= isDoubtful;
      machine.finish(pending, isDoubtful ? 0 : undefined);
    }
    machine.watcher = {};
    const run = { guest, commands: overs, view: viewOf(machine, ending.status) };
    return new WrittenSectors(run, this.#disks, { since: doubtful.endedAt });
  }

  /** By any of them: see VirtualMachine.hasExecuted. */
  executed(address: number): boolean {
    return this.#machine?.hasExecuted(address) ?? false;
  }
}
