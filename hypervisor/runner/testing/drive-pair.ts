/** Guests of the processor's suite on a pair in one thread (./memory-pair.ts). */
import type { BuiltGuest, GuestDriver } from '../../guests/processor/driver.ts';
import { grantSignals } from '../../guests/processor/signals.ts';
import type { Seat } from '../../seat.ts';
import { MemoryPair } from './memory-pair.ts';

export interface PairOptions {
  readonly epochLength: number;
  /** The replica that dies once the guest has begun; none does if absent. */
  readonly dies?: Seat;
}

/** Turns of the replicas and the world after which a guest is taken for lost: the longest needs a tenth. */
const TURN_LIMIT = 3_000_000;
/** By then every guest has begun and none has printed. */
const DEATH = 40;

/** A driver that runs the guest on both replicas, in epochs of `epochLength` instructions. */
export function drivePair({ epochLength, dies }: PairOptions): GuestDriver {
  const fate = dies === undefined ? '' : `, the ${dies} replica dies`;
  return {
    name: `pair, epochs of ${epochLength}${fate}`,
    run: (guest) => new Promise((resolve) => resolve(runGuest(guest, epochLength, dies))),
  };
}

function runGuest(guest: BuiltGuest, epochLength: number, dies: Seat | undefined): string {
  const pair = new MemoryPair({
    image: guest.image,
    seed: 1,
    variant: 'revised',
    epochLength,
    beforeEpoch: (processor) => grantSignals(processor, guest),
  });
  while (!pair.end) {
    if (pair.turns === DEATH && dies !== undefined) {
      if (pair.world.raw !== '') throw new Error(`${guest.name} has printed '${pair.world.raw}' already`);
      pair.kill(dies);
    }
    if (pair.turns === TURN_LIMIT)
      throw new Error(`${guest.name} goes on for ever; it has printed '${pair.world.raw}'`);
    pair.turn();
  }
  if (dies !== undefined && pair.turns <= DEATH) throw new Error(`${guest.name} ended before the ${dies} replica died`);
  if (pair.end === 'lost') throw new Error(`${guest.name}: both replicas are lost`);
  return pair.world.raw;
}
