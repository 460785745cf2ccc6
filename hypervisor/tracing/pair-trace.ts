/**
 * A run as a trace: each replica is a process with lanes for its epochs, messages, guest and protocol; the bus is one, with the
 * terms, the replicas, the input, and the commands. Messages are arrows from the primary to its backup, and acks back.
 *
 * Only what is under way is kept in memory.
 */
import { hasResult, type Request } from '../../emulator/devices/device.ts';
import { describeOperation } from '../history/operations.ts';
import type { Seat } from '../seat.ts';
import { Arrows } from './arrows.ts';
import type { Observation } from './observation.ts';
import type { BusEvent, PairObserver } from './pair-observer.ts';
import { ReplicaTrack } from './replica-track.ts';
import type { TraceEvent } from './trace-event.ts';

const LANES = { terms: 1, replicas: 2, input: 3, commands: 4 } as const;
/** Processes of other hosts have numbers of their own, so that they can't be mistaken for one of ours. */
const ELSEWHERE = 1_000_000_000;
const RESULTS = { 2: 'done', 3: 'error', 4: 'uncertain' } as const;

export interface PairTraceOptions {
  /** Writes an event. */
  readonly write: (event: TraceEvent) => void;
  /** Nothing will be written any more. */
  readonly closed: () => void;
  /** Microseconds since 1970. */
  readonly now: () => number;
  /** hvrun's process. */
  readonly pid: number;
}

export class PairTrace implements PairObserver {
  readonly #options: PairTraceOptions;
  /** When the trace begins: its time 0. */
  readonly #origin: number;
  readonly #tracks = new Map<Seat, ReplicaTrack>();
  readonly #names = new Map<Seat, string>();
  readonly #arrows: Arrows;
  /** Commands under way: when they were accepted. */
  readonly #commands = new Map<string, number>();
  #term = { name: '', began: 0 };
  readonly #joining = new Map<Seat, number>();
  #elsewhere = ELSEWHERE;

  constructor(options: PairTraceOptions) {
    this.#options = options;
    this.#origin = options.now();
    this.#arrows = new Arrows(options.write);
    const { write, pid } = options;
    write({ ph: 'M', name: 'process_name', pid, tid: 0, args: { name: `bus ${pid}` } });
    for (const [name, tid] of Object.entries(LANES)) write({ ph: 'M', name: 'thread_name', pid, tid, args: { name } });
  }

  bus(event: BusEvent): void {
    switch (event.type) {
      case 'replica':
        return this.#begin(event.seat, event.role, event.pid);
      case 'start':
        this.#term = { name: `term 1: ${this.#name('first')}`, began: this.#now() };
        return this.#tell('replicas', 'the guest starts');
      case 'command':
        return this.#accept(event.term, event.request);
      case 'completed':
        return this.#complete(event);
      case 'refused':
        return this.#tell('terms', `refused to ${this.#name(event.seat)}: this is term ${event.term}`);
      case 'term':
        this.#endTerm();
        this.#term = { name: `term ${event.term}: ${this.#name(event.seat)}`, began: this.#now() };
        return;
      case 'term-told':
        return this.#tell('terms', `told to ${this.#name(event.seat)}: you hold term ${event.term}`);
      case 'kill':
        return this.#tell('replicas', `ends ${this.#name(event.seat)}`);
      case 'gone':
        this.#tell('replicas', `${this.#name(event.seat)} is gone: ${event.how}`);
        this.#joining.delete(event.seat);
        return this.#end(event.seat);
      case 'joining':
        this.#joining.set(event.seat, this.#now());
        return;
      case 'whole':
        return this.#endJoin(event.seat, event.epoch);
      case 'input':
        return this.#tell('input', `${event.bytes} bytes${event.end ? ', and the end' : ''}`);
      case 'exit':
        return this.#tell('commands', `exit with status ${event.status} in epoch ${event.epoch}`);
    }
  }

  replica(seat: Seat, observations: readonly Observation[]): void {
    const track = this.#tracks.get(seat);
    for (const { at, ...rest } of observations) track?.take({ ...rest, at: Math.max(0, at - this.#origin) });
  }

  close(): void {
    for (const seat of [...this.#tracks.keys()]) this.#end(seat);
    this.#endTerm();
    this.#options.closed();
  }

  #begin(seat: Seat, role: string, process: number | string): void {
    const pid = typeof process === 'number' ? process : (this.#elsewhere += 1);
    this.#names.set(seat, `${process}`);
    const { write } = this.#options;
    this.#tracks.set(seat, new ReplicaTrack({ write, arrows: this.#arrows, pid, name: `${role} ${process}` }));
    this.#tell('replicas', `starts ${role} ${process}`);
  }

  #end(seat: Seat): void {
    this.#tracks.get(seat)?.end(this.#now());
    this.#tracks.delete(seat);
  }

  #accept(term: number, request: Request): void {
    // Raw bytes are one each: the guest's own lane shows them.
    if (hasResult(request)) this.#commands.set(`${term}.${request.id}`, this.#now());
  }

  /** A command is written when it is over, so that there is no beginning without an end. */
  #complete({ term, request, completion }: Extract<BusEvent, { type: 'completed' }>): void {
    const id = `${term}.${request.id}`;
    const began = this.#commands.get(id);
    if (began === undefined) return;
    this.#commands.delete(id);
    const shared = {
      name: `#${request.id} ${describeOperation(request)}`,
      cat: 'command',
      id,
      ...this.#lane('commands'),
    };
    this.#options.write({ ph: 'b', ts: began, ...shared, args: { term, result: RESULTS[completion.result] } });
    this.#options.write({ ph: 'e', ts: this.#now(), ...shared });
  }

  #endTerm(): void {
    const { name, began } = this.#term;
    if (name !== '')
      this.#options.write({ ph: 'X', name, ts: began, dur: this.#now() - began, ...this.#lane('terms') });
    this.#term = { name: '', began: 0 };
  }

  #endJoin(seat: Seat, epoch: number): void {
    const began = this.#joining.get(seat);
    if (began === undefined) return;
    this.#joining.delete(seat);
    const shared = { name: `${this.#name(seat)} joins`, cat: 'join', id: `${began}`, ...this.#lane('replicas') };
    this.#options.write({ ph: 'b', ts: began, ...shared, args: { epoch } });
    this.#options.write({ ph: 'e', ts: this.#now(), ...shared });
  }

  #tell(lane: keyof typeof LANES, name: string): void {
    this.#options.write({ ph: 'i', s: 't', name, ts: this.#now(), ...this.#lane(lane) });
  }

  #lane(lane: keyof typeof LANES): { pid: number; tid: number } {
    return { pid: this.#options.pid, tid: LANES[lane] };
  }

  #name(seat: Seat): string {
    return this.#names.get(seat) ?? seat;
  }

  #now(): number {
    return Math.max(0, this.#options.now() - this.#origin);
  }
}
