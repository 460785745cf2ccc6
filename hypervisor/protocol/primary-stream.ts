/** What the backup has received from the primary: its messages checked for gaps, and their contents sorted by epoch. */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import { Queue } from '../queue.ts';
import type { Interrupt, Message } from './messages.ts';

/** What the primary has told of one epoch. */
export interface EpochRecord {
  /** P0: values of environment instructions that the backup's guest has not executed yet. */
  readonly values: Queue<EnvironmentValue>;
  /** P4: interrupts, buffered for the end of the epoch. */
  readonly interrupts: Interrupt[];
  /** [Tme_p] of the epoch's end. */
  ticks: number | undefined;
  /** [end, E]: the primary has completed the epoch. */
  end: { readonly completed: number; readonly rest: boolean; readonly hash?: bigint } | undefined;
}

export class PrimaryStream {
  #received: number;
  /** The epoch that the primary is in, as far as its messages tell. */
  #epoch: number;
  /** Of {@link #oldest} and the epochs behind it. (A map, as one after the other comes and goes, would leave more garbage than they do.) */
  readonly #records = new Queue<EpochRecord>();
  #oldest: number;

  /** Message number `received` was the last one before those of `firstEpoch`. */
  constructor(firstEpoch: number, received = 0) {
    this.#epoch = this.#oldest = firstEpoch;
    this.#received = received;
  }

  /** The number of the last message received; 0 before the first. */
  get received(): number {
    return this.#received;
  }

  /** What is known of `epoch`, which is not forgotten, nor behind the one that the primary is in. */
  record(epoch: number): EpochRecord {
    while (this.#records.length <= epoch - this.#oldest) {
      this.#records.push({ values: new Queue(), interrupts: [], ticks: undefined, end: undefined });
    }
    return this.#records.at(epoch - this.#oldest)!;
  }

  /** The backup has run the oldest epoch that is not forgotten. */
  forgetOldest(): void {
    this.#records.shift();
    this.#oldest += 1;
  }

  /** What was told of an epoch stays what it is for whoever has got it: it is copied. */
  checkpoint(): Rollback {
    const state = [this.#received, this.#epoch, this.#oldest] as const;
    const records = [...this.#records].map(copyOf);
    return () => {
      [this.#received, this.#epoch, this.#oldest] = state;
      this.#records.truncate(0);
      for (const record of records) this.#records.push(copyOf(record));
    };
  }

  /** Takes the next message; false if it cannot be the primary's next one, which means that the link is lost. */
  receive({ sequence, body }: Message): boolean {
    if (body.type === 'ack' || body.type === 'heartbeat' || body.type === 'snapshot') return false;
    if (sequence !== this.#received + 1 || body.epoch !== this.#epoch) return false;
    const record = this.record(body.epoch);
    switch (body.type) {
      case 'environment':
        record.values.push(body.value);
        break;
      case 'interrupt':
        record.interrupts.push(body.interrupt);
        break;
      case 'time':
        record.ticks = body.ticks;
        break;
      case 'end':
        if (record.ticks === undefined) return false;
        record.end = body;
        this.#epoch += 1;
        break;
    }
    this.#received = sequence;
    return true;
  }
}

function copyOf({ values, interrupts, ...end }: EpochRecord): EpochRecord {
  return { values: new Queue(values), interrupts: [...interrupts], ...end };
}
