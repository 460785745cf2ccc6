/** States in which disturbed runs were that held: a run that comes to one of them holds, too. Those that were of use last are kept. */
import type { Snapshot, VirtualMachine } from './machine/virtual-machine.ts';

/** States of one tick, and of all. */
const MOST_AT_TICK = 8;
const MOST = 1000;

export class GoodStates {
  readonly #byTick = new Map<number, Snapshot[]>();
  #count = 0;

  add(states: readonly Snapshot[]): void {
    for (const state of states) this.#add(state);
    for (const [tick, oldest] of this.#byTick) {
      if (this.#count <= MOST) return;
      this.#byTick.delete(tick);
      this.#count -= oldest.length;
    }
  }

  has(machine: VirtualMachine): boolean {
    const states = this.#byTick.get(machine.tick);
    if (!states?.some((state) => machine.standsAt(state))) return false;
    this.#byTick.delete(machine.tick);
    this.#byTick.set(machine.tick, states);
    return true;
  }

  #add(state: Snapshot): void {
    const others = this.#byTick.get(state.tick) ?? [];
    if (others.length >= MOST_AT_TICK) return;
    others.push(state);
    this.#byTick.set(state.tick, others);
    this.#count += 1;
  }
}
