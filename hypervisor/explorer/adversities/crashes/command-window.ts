/**
 * The part of an undisturbed run in which machines are to die, by the guest's commands: a guest that boots for a long time may be asked what
 * it does about deaths during a few of them.
 */
import { hasResult, type Request } from '../../../../emulator/devices/device.ts';
import type { Effect } from '../../../protocol/effects.ts';
import type { Seat } from '../../../seat.ts';
import type { WatchedMachine } from '../../../simulator/watcher.ts';

/** Commands by their numbers, from 1, in the order in which the world begins with them; those without a RESULT have none. */
export interface CommandRange {
  readonly first: number;
  readonly last: number;
}

/** Watches a run: from when the world begins with the command before the first one, to when both guests know that the last one is over. */
export class CommandWindow {
  readonly #range: CommandRange;
  #begun = 0;
  /** Up to the last one, those of whose end a guest has not been told. */
  readonly #untold: Readonly<Record<Seat, Set<number>>> = { first: new Set(), second: new Set() };

  /** `begun`: commands that were over when the run began. */
  constructor(range: CommandRange, begun = 0) {
    this.#range = range;
    this.#begun = begun;
  }

  /** Commands so far. */
  get begun(): number {
    return this.#begun;
  }

  get open(): boolean {
    return this.#begun >= this.#range.first - 1 && !this.over;
  }

  get over(): boolean {
    return this.#begun >= this.#range.last && this.#untold.first.size === 0 && this.#untold.second.size === 0;
  }

  begins(request: Request): void {
    if (!hasResult(request)) return;
    this.#begun += 1;
    if (this.#begun > this.#range.last) return;
    for (const untold of Object.values(this.#untold)) untold.add(request.id);
  }

  effect({ seat }: Pick<WatchedMachine, 'seat'>, effect: Effect): void {
    if (effect.type !== 'deliver') return;
    for (const interrupt of effect.interrupts) {
      if (interrupt.type === 'completion') this.#untold[seat].delete(interrupt.completion.id);
    }
  }
}
