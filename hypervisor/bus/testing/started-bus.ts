/** A bus that has started a pair of machines which do nothing by themselves, and what it does to them and to its surroundings. */
import type { Completion, Request } from '../../../emulator/devices/device.ts';
import type { World } from '../../../emulator/world/world.ts';
import type { BusEvent } from '../../tracing/pair-observer.ts';
import type { Seat } from '../../seat.ts';
import { Bus, type BusOptions } from '../bus.ts';
import type { KillOrder } from '../kill-orders.ts';
import type { ToReplica } from '../messages.ts';
import type { Port } from '../port.ts';
import { Story } from '../story.ts';

/** A world in which everything takes as long as the test wants. */
class SlowWorld implements World {
  readonly sectors = 100;
  readonly performed: string[] = [];
  #waiting: (() => void)[] = [];

  perform(request: Request, done: (completion: Completion) => void): void {
    this.performed.push(`${request.kind} ${request.id}`);
    this.#waiting.push(() => done({ id: request.id, result: 2 }));
  }

  /** Finishes what is being performed. */
  finish(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  position = (query: string): number => (query === 'console-position' ? 2 ** 32 + 5 : 4000);
  close = (): Promise<void> => Promise.resolve();
}

export class FakePort implements Port {
  readonly got: ToReplica[] = [];
  killed = false;
  stopped = false;
  readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  send(message: ToReplica): void {
    this.got.push(message);
  }

  kill(): void {
    this.killed = true;
  }

  stop(): void {
    this.stopped = true;
  }
}

export const write = (id: number): Request => ({
  kind: 'disk-write',
  id,
  slot: 0,
  sector: 40,
  address: 0,
  data: new Uint8Array(1024),
});
export const byte = (id: number): Request => ({ kind: 'console-byte', id, byte: 65 });
export const exit = (id: number, status: number): Request => ({ kind: 'exit', id, status });

export const startPair = (...kills: KillOrder[]) => start(kills, false);

export function start(kills: readonly KillOrder[], verbose: boolean, recording?: BusOptions['recording']) {
  const world = new SlowWorld();
  const ports = new Map<Seat, FakePort>([
    ['first', new FakePort(11)],
    ['second', new FakePort(12)],
  ]);
  const told: string[] = [];
  const story = new Story({ tell: (line) => told.push(line), verbose });
  for (const [seat, { pid }] of ports) story.named(seat, seat === 'first' ? 'primary' : 'backup', pid);
  const ends: Parameters<BusOptions['finished']>[0][] = [];
  const taken: number[] = [];
  const events: BusEvent[] = [];
  const observed: unknown[][] = [];
  const bus = new Bus({
    world,
    ports,
    story,
    finished: (end) => ends.push(end),
    inputTaken: (through) => taken.push(through),
    recording,
    kills,
    observers: [{ bus: (event) => events.push(event), replica: (...told) => observed.push(told), close: () => {} }],
  });
  bus.start();
  const perform = (seat: Seat, term: number, request: Request): void =>
    bus.receive(seat, { type: 'perform', term, epoch: 7, request });
  const claim = (seat: Seat, term: number): void => bus.receive(seat, { type: 'claim-term', term });
  return {
    bus,
    world,
    told,
    ends,
    taken,
    events,
    observed,
    perform,
    claim,
    first: ports.get('first')!,
    second: ports.get('second')!,
  };
}

export const completion = (term: number, id: number): ToReplica => ({
  type: 'completion',
  term,
  completion: { id, result: 2 },
});
