/**
 * A guest for tests of the protocol: a script of instructions that is deterministic in what it is supplied with and what
 * is delivered to it, like a virtual machine, and that keeps a history of both. Its drivers retry what is uncertain.
 */
import type { Request } from '../../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../../emulator/environment.ts';
import type { Event } from '../events.ts';
import type { Interrupt } from '../messages.ts';

export type Instruction =
  /** Ordinary instructions. */
  | { readonly op: 'work'; readonly count: number }
  | { readonly op: 'read'; readonly query: EnvironmentQuery }
  /** The raw port: one character. */
  | { readonly op: 'print'; readonly byte: string }
  /** A request with a RESULT: the rod goes to `position`. */
  | { readonly op: 'set'; readonly position: number }
  /** Rests until every request is done, and issues again those that were uncertain. */
  | { readonly op: 'await-results' }
  /** Sets the interval timer to `ticks` from now, and reads it for that. */
  | { readonly op: 'timer'; readonly ticks: number }
  /** Rests until the timer's interrupt. */
  | { readonly op: 'await-timer' }
  /** Rests until there is a byte of input. */
  | { readonly op: 'await-input' }
  | { readonly op: 'exit'; readonly status: number };

/** What the guest does next: an event for its replica. */
export type GuestExit = Extract<Event, { type: 'environment' | 'output' | 'epoch-end' }>;

type Taken = Interrupt | { readonly type: 'timer' };

export class FakeGuest {
  readonly #script: readonly Instruction[];
  #at = 0;
  /** Ordinary instructions of the present 'work' that are done. */
  #worked = 0;
  #count = 0;
  #left = 0;
  #completed = 0;
  #nextId = 1;
  #pending: Taken[] = [];
  #requests = new Map<number, number>();
  #retry: number[] = [];
  #timer: number | undefined;
  #timerWentOff = false;
  #typed = '';
  /** All that the guest has done and met with, each entry with the number of instructions completed before. */
  readonly history: string[] = [];

  constructor(script: readonly Instruction[]) {
    this.#script = script;
  }

  /** Another machine's guest in the same state, at an epoch's end. */
  copy(): FakeGuest {
    const copy = new FakeGuest(this.#script);
    copy.#at = this.#at;
    copy.#worked = this.#worked;
    copy.#count = this.#count;
    copy.#nextId = this.#nextId;
    copy.#pending = [...this.#pending];
    copy.#requests = new Map(this.#requests);
    copy.#retry = [...this.#retry];
    copy.#timer = this.#timer;
    copy.#timerWentOff = this.#timerWentOff;
    copy.#typed = this.#typed;
    copy.history.push(...this.history);
    return copy;
  }

  /** The requests that await their interrupt. */
  outstanding(): Request[] {
    return [...this.#requests].map(([id, position]) => ({ kind: 'actuator-set', id, position }));
  }

  startEpoch(limit: number): void {
    this.#left = limit;
    this.#completed = 0;
  }

  /** Lets the epoch end after the next instruction. */
  endEpochSoon(): void {
    this.#left = Math.min(this.#left, 1);
  }

  /** Runs until the guest needs its hypervisor. */
  run(): GuestExit {
    for (;;) {
      if (this.#left === 0) return this.#epochEnd(false);
      for (const interrupt of this.#pending.splice(0)) this.#take(interrupt);
      const exit = this.#execute(this.#script[this.#at]);
      if (exit !== undefined) return exit;
    }
  }

  /** Completes the environment instruction. */
  supply(value: EnvironmentValue): void {
    this.#note(`read ${Object.values(value).join(' ')}`);
    const instruction = this.#script[this.#at];
    if (instruction.op === 'timer' && value.query === 'interval-timer') this.#timer = value.ticks + instruction.ticks;
    this.#complete();
    this.#at += 1;
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    for (const interrupt of interrupts) {
      if (interrupt.type === 'completion' && !this.#requests.has(interrupt.completion.id)) {
        throw new Error(`request ${interrupt.completion.id} completes, but it is not outstanding`);
      }
      if (interrupt.type === 'completion') this.#settle(interrupt.completion.id, interrupt.completion.result);
      this.#pending.push(interrupt);
    }
    if (this.#timer !== undefined && this.#timer <= ticks) {
      this.#pending.push({ type: 'timer' });
      this.#timer = undefined;
    }
  }

  /** When the timer interrupt would end the guest's rest. */
  timerDue(): number {
    return this.#timer ?? Infinity;
  }

  /** Everything that determines what the guest does from here. */
  state(): string {
    return JSON.stringify([
      [this.#at, this.#worked, this.#count, this.#nextId, this.#timer ?? -1, this.#timerWentOff, this.#typed],
      [this.#pending.map(describe), [...this.#requests], this.#retry],
      this.history,
    ]);
  }

  /** 64 bits of {@link state}. */
  hash(): bigint {
    let hash = 0n;
    for (const character of this.state()) hash = BigInt.asUintN(64, hash * 31n + BigInt(character.charCodeAt(0)));
    return hash;
  }

  /** One instruction, or the reason why it can't be completed here. */
  #execute(instruction: Instruction): GuestExit | undefined {
    switch (instruction.op) {
      case 'work':
        this.#complete();
        this.#worked += 1;
        if (this.#worked === instruction.count) this.#next();
        return undefined;
      case 'read':
        return { type: 'environment', query: instruction.query };
      case 'timer':
        return { type: 'environment', query: 'interval-timer' };
      case 'print':
        this.#next();
        return this.#output({ kind: 'console-byte', id: this.#nextId, byte: instruction.byte.charCodeAt(0) });
      case 'set':
        this.#next();
        return this.#set(instruction.position);
      case 'exit':
        return this.#output({ kind: 'exit', id: this.#nextId, status: instruction.status });
      case 'await-results': {
        const position = this.#retry.shift();
        if (position !== undefined) return this.#set(position);
        return this.#rest(this.#requests.size > 0);
      }
      case 'await-timer':
        return this.#rest(!this.#timerWentOff);
      case 'await-input':
        return this.#rest(this.#typed === '');
    }
  }

  /** The idle hint: rests while there is nothing to do. */
  #rest(idle: boolean): GuestExit | undefined {
    if (idle) return this.#epochEnd(true);
    this.#complete();
    this.#next();
    return undefined;
  }

  #set(position: number): GuestExit {
    this.#requests.set(this.#nextId, position);
    return this.#output({ kind: 'actuator-set', id: this.#nextId, position });
  }

  #output(request: Request): GuestExit {
    this.#note(`${request.kind} #${request.id}`);
    this.#nextId += 1;
    this.#complete();
    return { type: 'output', request };
  }

  /** Completes request `id`; the driver will issue it again unless it is done. */
  #settle(id: number, result: number): void {
    if (result !== 2) this.#retry.push(this.#requests.get(id)!);
    this.#requests.delete(id);
  }

  #take(interrupt: Taken): void {
    this.#note(describe(interrupt));
    if (interrupt.type === 'timer') this.#timerWentOff = true;
    if (interrupt.type === 'input') this.#typed += String.fromCharCode(...interrupt.bytes);
  }

  #epochEnd(rest: boolean): GuestExit {
    return { type: 'epoch-end', completed: this.#completed, rest };
  }

  #complete(): void {
    this.#count += 1;
    this.#completed += 1;
    this.#left -= 1;
  }

  #next(): void {
    this.#at += 1;
    this.#worked = 0;
  }

  #note(what: string): void {
    this.history.push(`${this.#count}: ${what}`);
  }
}

function describe(interrupt: Taken): string {
  if (interrupt.type === 'timer') return 'timer';
  if (interrupt.type === 'input') return `input ${interrupt.from} "${String.fromCharCode(...interrupt.bytes)}"`;
  return `completion #${interrupt.completion.id} result ${interrupt.completion.result}`;
}
