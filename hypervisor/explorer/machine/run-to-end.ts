/** A machine runs to its end with nothing going wrong: each command ends as it should. */
import type { Ending } from '../../../emulator/report/ending.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { Pending } from './virtual-world.ts';

/** Instructions after which it is asked whether there is time. */
const LOOK_EVERY = 2_000_000;

export interface RunToEnd {
  /** Instructions, since power-on, after which it is taken for endless. */
  readonly limit: number;
  /** There is no more time; without this there always is. */
  readonly late?: () => boolean;
  /** Told of each command that is over, before the guest is. */
  readonly over?: (pending: Pending) => void;
}

/** How the guest ends; undefined if it rests for ever, takes too long, or there is no more time. */
export function runToEnd(machine: VirtualMachine, { limit, late, over }: RunToEnd): Ending | undefined {
  while (!late?.()) {
    const event = machine.next(late ? Math.min(limit, machine.instructions + LOOK_EVERY) : limit);
    if (event.kind === 'end') return event.ending;
    if (event.kind === 'due') {
      over?.(event.pending);
      machine.finish(event.pending);
    } else if (event.kind === 'rest' || machine.instructions >= limit) {
      return undefined;
    }
  }
  return undefined;
}
