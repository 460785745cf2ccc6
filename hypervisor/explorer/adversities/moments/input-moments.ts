/**
 * Console input that comes late: its first bytes come as somebody types them, each when the guest waits for it (see typing.ts); all the
 * rest, and its end, comes at once, at some moment between there and where the guest would wait again.
 */
import { type Disturbance, SETTLED, type Striking } from '../../disturbed-run.ts';
import type { Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Reference } from '../../reference.ts';
import { describeByte, type Typing } from '../../typing.ts';
import { goOn, letRest } from './come-to.ts';
import type { InputMoment } from './moment-key.ts';
import type { HeldBack } from './walk.ts';

/** Instructions after a byte in which the next one comes, and before the guest waits for that. */
export const NEAR = 2000;

/** From one byte on it is held back. */
export interface HeldInput {
  readonly number: number;
  readonly held: HeldBack;
}

/** Those of a guest whose input means the same whenever it comes. */
export class InputMoments {
  readonly #reference: Reference;
  readonly #typing: Typing;

  constructor(reference: Reference, typing: Typing) {
    this.#reference = reference;
    this.#typing = typing;
  }

  /** Walks that find the moments, in order. `each`: of every byte, however the guest waits for it. */
  *toTry(each: boolean): Generator<HeldInput, void> {
    for (const [number, { from, to, like }] of this.#typing.waits.entries()) {
      if (!each && like !== number) continue;
      yield { number, held: this.#heldBack(number, from, Math.min(to + 1, from + NEAR)) };
      if (to > from + NEAR) yield { number, held: this.#heldBack(number, Math.max(from + NEAR, to - NEAR), to + 1) };
    }
  }

  #heldBack(number: number, first: number, until: number): HeldBack {
    const { from, to } = this.#typing.waits[number];
    return {
      ...{ from, until, endedAt: to, untilItRests: true },
      comeTo: (machine) => {
        machine.restore(this.startOf({ kind: 'input', number, after: 0 }));
        this.#typeTo(machine, number);
        goOn(machine, first);
      },
      come: typeAll,
    };
  }

  /** From where one comes to it soonest. */
  startOf(moment: InputMoment): Snapshot {
    const { start, waits } = this.#typing;
    const number = moment.kind === 'input' ? moment.number : 0;
    return waits.slice(0, number + 1).findLast(({ snapshot }) => snapshot !== undefined)?.snapshot ?? start;
  }

  /** Why there is no such moment, in a sentence's words; undefined: there is. */
  whyNot(moment: InputMoment): string | undefined {
    const { waits } = this.#typing;
    if (moment.kind === 'awaited-input') return undefined;
    const { number, after } = moment;
    const byte = describeByte(number, this.#reference.guest.input);
    if (number >= waits.length) return `the guest does not wait for ${byte}`;
    const { from, to } = waits[number];
    return after > to - from ? `it waits for ${byte} after ${to - from} instructions` : undefined;
  }

  disturbance(moment: InputMoment): Disturbance {
    return {
      ...SETTLED,
      start: this.#typing.start,
      begin: (machine, told) =>
        moment.kind === 'input' ? this.#late(machine, moment, told) : this.#each(machine, told),
    };
  }

  #late(machine: VirtualMachine, { number, after }: Extract<InputMoment, { kind: 'input' }>, told: Striking): void {
    const { from, to } = this.#typing.waits[number];
    this.#typeTo(machine, number);
    goOn(machine, from + after);
    letRest(machine);
    told.strikes(undefined);
    const byte = describeByte(number, this.#reference.guest.input);
    const before = number === 0 ? 'power-on' : `byte ${number - 1}`;
    told.fault(
      'console',
      `${byte} comes ${after} instructions after ${before}; the guest waits for it after ${to - from}`,
    );
    typeAll(machine);
  }

  #each(machine: VirtualMachine, told: Striking): void {
    told.strikes(undefined);
    told.fault('console', 'each byte of the input comes when the guest waits for it, and at last its end');
    const { waits, complete } = this.#typing;
    this.#typeTo(machine, waits.length);
    if (complete) typeAll(machine);
  }

  /** Goes on until the byte before this one has come, as somebody types it. */
  #typeTo(machine: VirtualMachine, number: number): void {
    for (let next = machine.input.come; next < number; next += 1) {
      goOn(machine, this.#typing.waits[next].to);
      machine.type(next + 1);
    }
  }
}

function typeAll(machine: VirtualMachine): void {
  machine.type(Infinity);
}
