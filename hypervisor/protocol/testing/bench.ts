/**
 * Two replicas on a bench: the test plays both guests and the bus, and says when messages are carried from one to the
 * other. Everything comes back as lines of a trace.
 */
import { SECTOR_SIZE } from '../../../emulator/board.ts';
import type { Request } from '../../../emulator/devices/device.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Message } from '../messages.ts';
import { Replica, type ReplicaOptions } from '../replica.ts';
import { describeEffect } from '../describe.ts';
import type { Side } from './fake-bus.ts';

const otherSide: Record<Side, Side> = { left: 'right', right: 'left' };

export class Bench {
  /** What both replicas' interval timers show. */
  now = 0;
  readonly #replicas: Record<Side, Replica>;
  /** Messages on their way to each side. */
  readonly #inTransit: Record<Side, Message[]> = { left: [], right: [] };
  #nextId: Record<Side, number> = { left: 1, right: 1 };

  /** The left replica begins as the primary. */
  constructor(options: ReplicaOptions) {
    this.#replicas = { left: new Replica('primary', options), right: new Replica('backup', options) };
  }

  /** The first effects of a side. */
  start(side: Side): string[] {
    return this.#trace(side, this.#replicas[side].start());
  }

  /** Tells `side` of `event`. */
  step(side: Side, event: Event): string[] {
    return this.#trace(side, this.#replicas[side].step(event, this.now));
  }

  /** Carries `count` messages to `side`, or all there are. */
  carry(side: Side, count = Infinity): string[] {
    const messages = this.#inTransit[side].splice(0, count);
    return messages.flatMap((message) => this.step(side, { type: 'message', message }));
  }

  /** Carries messages both ways until none is left. */
  carryAll(): string[] {
    const trace: string[] = [];
    while (this.#inTransit.left.length + this.#inTransit.right.length > 0) {
      trace.push(...this.carry('right').map((line) => `right: ${line}`));
      trace.push(...this.carry('left').map((line) => `left: ${line}`));
    }
    return trace;
  }

  /** Loses what is on its way to `side`. */
  lose(side: Side): void {
    this.#inTransit[side] = [];
  }

  /** The guest of `side` writes `byte` to the raw port. */
  print(side: Side, byte: string): string[] {
    return this.#output(side, { kind: 'console-byte', id: this.#nextId[side], byte: byte.charCodeAt(0) });
  }

  /** The guest of `side` sets the rod to `position`, a request with a RESULT. */
  set(side: Side, position: number): string[] {
    return this.#output(side, { kind: 'actuator-set', id: this.#nextId[side], position });
  }

  /** The guest of `side` reads sector number `sector`, or writes it. */
  useDisk(side: Side, kind: 'read' | 'write', sector: number): string[] {
    const id = this.#nextId[side];
    const request: Request =
      kind === 'read'
        ? { kind: 'disk-read', id, slot: 0, sector, count: 1 }
        : { kind: 'disk-write', id, slot: 0, sector, data: new Uint8Array(SECTOR_SIZE) };
    return this.#output(side, request);
  }

  exit(side: Side, status: number): string[] {
    return this.#output(side, { kind: 'exit', id: this.#nextId[side], status });
  }

  /** The bus tells `side` that request `id` of `term` is over. */
  complete(side: Side, id: number, term = 1, result: 2 | 3 | 4 = 2): string[] {
    return this.step(side, { type: 'completion', term, completion: { id, result } });
  }

  /** The bus sends `text` as console input number `from` and following. */
  type(side: Side, text: string, from: number): string[] {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    return this.step(side, { type: 'input', from, bytes, end: false });
  }

  /** The guest of `side` stands at its epoch's end. */
  end(side: Side, completed: number, rest = false, hash?: bigint): string[] {
    return this.step(side, { type: 'epoch-end', completed, rest, hash });
  }

  role(side: Side): string {
    return this.#replicas[side].role;
  }

  #output(side: Side, request: Request): string[] {
    this.#nextId[side] += 1;
    return this.step(side, { type: 'output', request });
  }

  #trace(side: Side, effects: readonly Effect[]): string[] {
    for (const effect of effects) {
      if (effect.type === 'send') this.#inTransit[otherSide[side]].push(effect.message);
    }
    return effects.map(describeEffect);
  }
}
