/** Brings a machine to a moment of the undisturbed run: as soon as a command has been given, or so many instructions have completed. */
import { NoSuchCase } from '../../disturbed-run.ts';
import type { VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Reference, ReferenceCommand } from '../../reference.ts';

/** The machine stands behind the instruction that gave `command`, whose end is held back. It begins at the snapshot before. */
export function comeTo(machine: VirtualMachine, reference: Reference, command: ReferenceCommand): void {
  machine.restore(snapshotBefore(reference, command.givenAt));
  holdBack(machine, command);
}

/** From any earlier moment of the undisturbed run. */
export function holdBack(machine: VirtualMachine, { number, givenAt }: ReferenceCommand): void {
  goOn(machine, givenAt);
  machine.world.reschedule(number, Infinity);
}

/** Goes on as the undisturbed run does, until so many instructions have completed since power-on. */
export function goOn(machine: VirtualMachine, instructions: number): void {
  for (;;) {
    const event = machine.next(instructions);
    if (event.kind === 'due') machine.finish(event.pending);
    else if (event.kind === 'limit') return;
    else throw new NoSuchCase('the guest rests or ends before');
  }
}

/** The last snapshot of the undisturbed run at which no more than so many instructions have completed. */
export function snapshotBefore({ start, commands }: Reference, instructions: number): Reference['start'] {
  let last = start;
  for (const { endedAt, snapshot } of commands) {
    if (endedAt < instructions && snapshot.instructions >= last.instructions && snapshot.tick >= last.tick)
      last = snapshot;
  }
  return last;
}
