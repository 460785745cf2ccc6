/**
 * What enters a replica's guest, gathered epoch by epoch: environment values, interrupts with their data, [Tme], and how the
 * epoch ended. That is all which another machine needs to do the same, and it is written as the protocol's own messages, so
 * that the backup that reads them can be the real one.
 *
 * It is gathered where effects reach the guest, so it is the same whether this replica is the primary, runs the failover
 * epoch, or is alone. A backup gathers nothing: its epochs are the primary's.
 */
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Body, Interrupt, Message } from '../protocol/messages.ts';

/** A part of a recording, for the bus, which keeps it. */
export type Part =
  /** A message of an epoch's; the first of the epoch has number 1, and [end, E] is its last. */
  | { readonly type: 'record'; readonly message: Message }
  /** The guest exits in this epoch: what was sent of it is all, and no [end, E] follows. */
  | { readonly type: 'record-exit'; readonly epoch: number };

/** How an epoch ends: what its guest says. */
interface End {
  readonly completed: number;
  readonly rest: boolean;
  readonly hash?: bigint;
}

export class EpochRecorder {
  readonly #send: (part: Part) => void;
  #active: boolean;
  #epoch = 0;
  #values: EnvironmentValue[] = [];
  #interrupts: Interrupt[] = [];
  #ticks: number | undefined;
  #end: End | undefined;

  /** `active`: from the start, as a primary is; a backup becomes so by {@link activate}. */
  constructor(active: boolean, send: (part: Part) => void) {
    this.#active = active;
    this.#send = send;
  }

  /** The failover epoch is about to begin. */
  activate(): void {
    this.#active = true;
  }

  begin(epoch: number): void {
    this.finish();
    this.#epoch = epoch;
    this.#values = [];
    this.#interrupts = [];
    this.#ticks = undefined;
    this.#end = undefined;
  }

  supplied(value: EnvironmentValue): void {
    if (this.#active) this.#values.push(value);
  }

  ended({ completed, rest, hash }: End): void {
    if (this.#active) this.#end = { completed, rest, ...(hash !== undefined && { hash }) };
  }

  /** At the end of the failover epoch this comes twice, with the same clocks. */
  delivered(interrupts: readonly Interrupt[], ticks: number): void {
    if (!this.#active) return;
    this.#interrupts.push(...interrupts);
    this.#ticks = ticks;
  }

  /** Sends the epoch if it is complete. To be called before [end, E] goes to a backup, which may then need no more of it. */
  finish(): void {
    if (this.#end !== undefined && this.#ticks !== undefined) {
      const { completed, rest, hash } = this.#end;
      const epoch = this.#epoch;
      const end = { type: 'end', epoch, completed, rest, ...(hash !== undefined && { hash }) } as const;
      this.#sendAll([{ type: 'time', epoch, ticks: this.#ticks }, end]);
    }
    this.#end = undefined;
  }

  /** The guest exits, so that the epoch never ends. */
  exit(): void {
    if (!this.#active) return;
    this.#sendAll([]);
    this.#send({ type: 'record-exit', epoch: this.#epoch });
  }

  #sendAll(last: readonly Body[]): void {
    const epoch = this.#epoch;
    const bodies: Body[] = [
      ...this.#values.map((value) => ({ type: 'environment', epoch, value }) as const),
      ...this.#interrupts.map((interrupt) => ({ type: 'interrupt', epoch, interrupt }) as const),
      ...last,
    ];
    bodies.forEach((body, index) => this.#send({ type: 'record', message: { sequence: index + 1, body } }));
  }
}
