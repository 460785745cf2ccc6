/**
 * The failover epoch: the first one of which the backup holds no [end, E], run under the new term. (Paper, P7 and P8.)
 * Where the dead primary's messages end, this machine goes on by itself.
 */
import { RESULT } from '../../emulator/board.ts';
import { hasResult, type Request } from '../../emulator/devices/device.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../emulator/environment.ts';
import { endsUnread, otherTerm, readsOtherwise } from '../words/divergence.ts';
import type { TakenInput } from './taken-input.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { GuestClock } from './guest-clock.ts';
import { type Stage, MAX_VALUES, type ProtocolOptions } from './stage.ts';
import type { Interrupt } from './messages.ts';
import type { Outstanding } from './outstanding.ts';
import { Primary } from './primary.ts';
import type { EpochRecord } from './primary-stream.ts';
import { takeInterrupts } from './take-interrupts.ts';

export interface FailoverOptions extends ProtocolOptions {
  /** The term won. */
  readonly term: number;
  readonly epoch: number;
  /** What the primary has told of this epoch. */
  readonly record: EpochRecord;
  /** What the backup has kept books of until here. */
  readonly outstanding: Outstanding;
  readonly clock: GuestClock;
  readonly input: TakenInput;
}

export class FailoverEpoch implements Stage {
  readonly role = 'backup';
  readonly awaitsPeer = 'nothing';

  readonly #options: FailoverOptions;
  /** Outputs without a RESULT: whether the primary performed them is unknown, and no interrupt can say so. */
  readonly #held: Request[] = [];
  #successor: Primary | undefined;
  /** Environment values that the guest has got in this epoch. */
  #values = 0;

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  get term(): number {
    return this.#options.term;
  }

  get successor(): Stage | undefined {
    return this.#successor;
  }

  start(): Effect[] {
    const { epoch, term, epochLength } = this.#options;
    return [
      { type: 'failover', epoch, term },
      { type: 'start-epoch', epoch, limit: epochLength },
    ];
  }

  step(event: Event, now: number): Effect[] {
    switch (event.type) {
      case 'environment':
        return this.#environment(event.query);
      case 'environment-value':
        return this.#supply(event.value);
      case 'output':
        return this.#output(event.request);
      case 'epoch-end':
        return this.#guestAtEnd(now);
      case 'term-refused':
        if (event.term <= this.#options.term) return [];
        return [{ type: 'step-down', reason: otherTerm(event.term) }];
      case 'message':
      case 'backup-finished':
      case 'peer-lost':
      case 'term-won':
      case 'completion':
      case 'input':
      case 'timer-due':
      case 'joiner-ready':
      case 'state-received':
        // The primary is gone, and P3 holds until this machine is the primary.
        return [];
    }
  }

  /**
   * P6 as long as the stream lasts: the primary's guest may have acted on these values. Then the machine's own, whose clocks
   * go on from the primary's as far as they are known.
   */
  #environment(query: EnvironmentQuery): Effect[] {
    const { record, clock } = this.#options;
    const value = record.values.shift();
    if (value === undefined) {
      clock.ticks(record.ticks ?? 0);
      return [{ type: 'read-environment', query }];
    }
    if (value.query === query) return this.#supply(value);
    const reason = readsOtherwise(this.#options.epoch, query, value.query);
    return [{ type: 'step-down', reason }];
  }

  /** Here the primary's epoch would have ended at the latest, so the guest has come as far as that one's can have. */
  #supply(value: EnvironmentValue): Effect[] {
    const { clock, maxValues = MAX_VALUES } = this.#options;
    const supply: Effect = { type: 'supply', value: clock.value(value) };
    this.#values += 1;
    return this.#values === maxValues ? [supply, { type: 'end-epoch-early' }] : [supply];
  }

  /** P8: suppressed if it has a RESULT, which becomes uncertain. After EXIT the guest never reaches the epoch's end. */
  #output(request: Request): Effect[] {
    this.#options.outstanding.issue(request);
    if (!hasResult(request)) this.#held.push(request);
    return request.kind === 'exit' ? this.#promote([]) : [{ type: 'resume' }];
  }

  /** P7 and P8: what the primary relayed, then the timer, then an uncertain interrupt for every I/O outstanding. */
  #guestAtEnd(now: number): Effect[] {
    const { record, outstanding, clock, input, epoch } = this.#options;
    const unread = record.values.first;
    if (unread !== undefined) {
      const reason = endsUnread(epoch, unread.query);
      return [{ type: 'step-down', reason }];
    }
    clock.ticks(record.ticks ?? 0);
    const ticks = clock.ticks(now);
    takeInterrupts(record.interrupts, outstanding, input);
    const uncertain = outstanding.list();
    const relayed: Effect = { type: 'deliver', interrupts: record.interrupts, ticks };
    if (uncertain.length === 0) return [relayed, ...this.#promote([])];
    return [
      relayed,
      { type: 'deliver', interrupts: uncertain.map(uncertainInterrupt), ticks },
      ...this.#promote(uncertain),
    ];
  }

  #promote(uncertain: readonly Request[]): Effect[] {
    const { variant, epochLength, earlyEnds, maxValues, epoch, term, clock, input } = this.#options;
    this.#successor = new Primary({
      variant,
      epochLength,
      earlyEnds,
      maxValues,
      term,
      backup: 'none',
      epoch: epoch + 1,
      clock,
      input,
      held: this.#held,
    });
    return [{ type: 'promoted', epoch, term, uncertain }];
  }
}

/** IO2: the operation may or may not have been performed. */
function uncertainInterrupt({ id }: Request): Interrupt {
  return { type: 'completion', completion: { id, result: RESULT.UNCERTAIN } };
}
