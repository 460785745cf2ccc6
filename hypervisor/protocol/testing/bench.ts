/**
 * Two replicas on a bench: the test plays both guests and the bus, and says when messages are carried from one to the
 * other. Everything comes back as lines of a trace.
 */
import { SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import { hasResult, type Request } from '../../../emulator/devices/device.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Interrupt, Message } from '../messages.ts';
import { ReplicaProtocol, type ReplicaProtocolOptions } from '../replica-protocol.ts';
import { describeEffect } from '../describe.ts';
import type { Side } from './fake-bus.ts';

/** What there is of a machine here: the id of its next request, and which are outstanding. */
interface State {
  nextId: number;
  readonly outstanding: Map<number, Request>;
}

const otherSide: Record<Side, Side> = { left: 'right', right: 'left' };

export class Bench {
  /** What both replicas' interval timers show. */
  now = 0;
  readonly #options: ReplicaProtocolOptions;
  readonly #replicas: Record<Side, ReplicaProtocol>;
  /** Messages, and machines' states, on their way to each side. */
  readonly #inTransit: Record<Side, (Message | State)[]> = { left: [], right: [] };
  #states: Record<Side, State> = {
    left: { nextId: 1, outstanding: new Map() },
    right: { nextId: 1, outstanding: new Map() },
  };

  /** The left replica begins as the primary. */
  constructor(options: ReplicaProtocolOptions) {
    this.#options = options;
    this.#replicas = { left: new ReplicaProtocol('primary', options), right: new ReplicaProtocol('backup', options) };
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
    return this.#inTransit[side].splice(0, count).flatMap((carried) => {
      if ('body' in carried) return this.step(side, { type: 'message', message: carried });
      this.#states[side] = carried;
      return this.step(side, { type: 'state-received', outstanding: [...carried.outstanding.values()] });
    });
  }

  /** A new machine takes the place of `side`. */
  join(side: Side): string[] {
    this.#replicas[side] = new ReplicaProtocol('joiner', this.#options);
    this.#inTransit.left = [];
    this.#inTransit.right = [];
    return this.start(side);
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
    return this.#output(side, (id) => ({ kind: 'console-byte', id, byte: byte.charCodeAt(0) }));
  }

  /** The guest of `side` sets the rod to `position`, a request with a RESULT. */
  set(side: Side, position: number): string[] {
    return this.#output(side, (id) => ({ kind: 'actuator-set', id, position }));
  }

  /** The guest of `side` reads sector number `sector`, or writes it. */
  useDisk(side: Side, kind: 'read' | 'write', sector: number): string[] {
    return this.#output(side, (id) =>
      kind === 'read'
        ? { kind: 'disk-read', id, slot: 0, sector, count: 1, address: 0 }
        : { kind: 'disk-write', id, slot: 0, sector, address: 0, data: new Uint8Array(SECTOR_SIZE) },
    );
  }

  exit(side: Side, status: number): string[] {
    return this.#output(side, (id) => ({ kind: 'exit', id, status }));
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

  #output(side: Side, make: (id: number) => Request): string[] {
    const state = this.#states[side];
    const request = make(state.nextId);
    state.nextId += 1;
    if (hasResult(request)) state.outstanding.set(request.id, request);
    return this.step(side, { type: 'output', request });
  }

  #settle(side: Side, interrupts: readonly Interrupt[]): void {
    for (const interrupt of interrupts) {
      if (interrupt.type === 'completion') this.#states[side].outstanding.delete(interrupt.completion.id);
    }
  }

  #trace(side: Side, effects: readonly Effect[]): string[] {
    for (const effect of effects) {
      if (effect.type === 'send') this.#inTransit[otherSide[side]].push(effect.message);
      if (effect.type === 'deliver') this.#settle(side, effect.interrupts);
      if (effect.type === 'transfer-state') {
        const { nextId, outstanding } = this.#states[side];
        this.#inTransit[otherSide[side]].push({ nextId, outstanding: new Map(outstanding) });
      }
    }
    return effects.map(describeEffect);
  }
}
