/**
 * Where a pair may begin in place of power-on: as the bare machine stood when all its commands so far were over, and its guest had been told.
 * Both machines of the pair are given that state, as a joiner is given its primary's. So a guest that boots for long boots once.
 */
import type { Reference } from '../../reference.ts';
import { POWER_ON_UTC, type Snapshot, TICKS_PER_MICROSECOND, VirtualMachine } from '../../machine/virtual-machine.ts';

export interface Beginning {
  /** The command that was over last. */
  readonly after: number;
  /** Of the machine; its world's state is beside it, for whoever knows nothing of that one. */
  readonly snapshot: Pick<Snapshot, 'words' | 'ram' | 'devices' | 'instructions'>;
  readonly disk: Uint8Array;
  /** All that was printed. */
  readonly printed: Uint8Array;
  /** What the clocks show: ticks of the interval timer, and microseconds since 1970. */
  readonly clock: { readonly ticks: number; readonly microseconds: number };
}

/** The last beginning at which fewer than this many commands have been given; undefined: there is none but power-on. */
export function lastBeginningBefore(reference: Reference, command: number): Beginning | undefined {
  for (let after = Math.min(command - 1, reference.commands.length); after > 0; after -= 1) {
    const beginning = beginningAfter(reference, after);
    if (beginning) return beginning;
  }
  return undefined;
}

/**
 * When this command was over; undefined: others were under way then, or had been given. Nor is there one where the console's stream or the control
 * rod has a past, which the pair's world would have to know.
 */
export function beginningAfter(reference: Reference, after: number): Beginning | undefined {
  const snapshot = reference.commands.at(after - 1)?.snapshot;
  if (after < 1 || snapshot === undefined || snapshot.ending) return undefined;
  const { pending, commands } = snapshot.world;
  if (pending.length !== 1 || pending[0].number !== after || commands !== after) return undefined;
  if (hasPast(snapshot)) return undefined;
  const machine = new VirtualMachine(reference.guest);
  machine.restore(snapshot);
  // The command itself may be what the console's stream or the control rod begins with.
  machine.finish(pending[0]);
  const over = machine.save();
  if (hasPast(over)) return undefined;
  const { tick, world } = machine;
  const microseconds = POWER_ON_UTC + Math.floor(tick / TICKS_PER_MICROSECOND);
  return {
    after,
    snapshot: over,
    disk: world.contents(),
    printed: world.text(),
    clock: { ticks: tick, microseconds },
  };
}

/** Of the console's stream, or of the control rod. */
function hasPast({ world }: Snapshot): boolean {
  return world.position > 0 || world.rod.length > 1;
}
