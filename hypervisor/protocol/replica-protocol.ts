/**
 * One replica's part in the protocol, from the start to its end: the stage that is in charge changes from joiner to
 * backup to failover epoch to primary, and the runner, which knows this class alone, need not notice.
 *
 *     const replica = new ReplicaProtocol('backup', { variant: 'revised', epochLength: 32768, earlyEnds: true });
 *     perform(replica.start());
 *     for (const event of events) perform(replica.step(event, intervalTimer()));
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import { Backup } from './backup.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import type { Awaited, Stage, ProtocolOptions } from './stage.ts';
import { Joiner } from './joiner.ts';
import { Primary } from './primary.ts';
import { variants } from './variants.ts';

export interface ReplicaProtocolOptions extends ProtocolOptions {
  /** The primary's term; 1 unless given. */
  readonly term?: number;
  /** Of a primary: has it a backup? 'present' unless given. */
  readonly backup?: 'present' | 'none';
}

export class ReplicaProtocol {
  /** Has the backup acked all that it was sent before an output, when that is performed? */
  readonly outputsAwaitAcks: boolean;
  #stage: Stage;
  #out = false;

  constructor(
    role: 'primary' | 'backup' | 'joiner',
    { term = 1, backup = 'present', ...options }: ReplicaProtocolOptions,
  ) {
    this.outputsAwaitAcks = variants[options.variant].outputAwaitsAcks;
    if (role === 'primary') this.#stage = new Primary({ ...options, term, backup });
    else this.#stage = role === 'backup' ? new Backup({ ...options, term }) : new Joiner({ ...options, term });
  }

  /** 'out' after `step-down`: nothing it says or does counts any more. */
  get role(): 'primary' | 'backup' | 'out' {
    return this.#out ? 'out' : this.#stage.role;
  }

  /** The epoch that the guest runs, or begins next. */
  get epoch(): number {
    return this.#stage.epoch;
  }

  /** The newest term that this replica knows to be won, by itself or by its primary. */
  get term(): number {
    return this.#stage.term;
  }

  /** What depends on the next message of the peer. */
  get awaitsPeer(): Awaited {
    return this.#stage.awaitsPeer;
  }

  /** The first effects; to be performed once, before any {@link step}. */
  start(): Effect[] {
    return this.#stage.start();
  }

  /**
   * Takes one event and returns what is to be done, in this order. `now` is this replica's own interval timer in ticks
   * (emulator/environment.ts).
   */
  step(event: Event, now: number): Effect[] {
    if (this.#out) return [];
    const effects = this.#stage.step(event, now);
    while (this.#stage.successor !== undefined) {
      this.#stage = this.#stage.successor;
      effects.push(...this.#stage.start());
    }
    this.#out = effects.some(({ type }) => type === 'step-down');
    return effects;
  }

  /** Of a primary, or a backup. */
  checkpoint(): Rollback {
    const state = [this.#stage, this.#out] as const;
    const stage = this.#stage.checkpoint?.();
    if (stage === undefined) throw new Error('only a primary or a backup has checkpoints');
    return () => {
      [this.#stage, this.#out] = state;
      stage();
    };
  }
}
