/** How many cases there are, for who wants to know how long it takes: counted beside the work, if that goes on for long enough. */
import type { AdversityName } from '../case.ts';
import type { Shard } from './shard.ts';
import { type PoolOptions, WorkerPool } from './worker-pool.ts';

export class Counting {
  readonly #totals = new Map<AdversityName, number>();
  readonly #pool: WorkerPool;
  readonly #shard: Shard;
  readonly #timer: NodeJS.Timeout;

  /** `afterMs`: milliseconds after which it is worth a process. */
  constructor(options: Omit<PoolOptions, 'size' | 'nice'>, afterMs: number) {
    this.#pool = new WorkerPool({ ...options, size: 1, nice: true });
    this.#shard = options.exploration.shard;
    this.#timer = setTimeout(() => void this.#count(options.exploration.only), afterMs);
  }

  /** Of this shard; undefined as long as nobody knows. */
  of(adversity: AdversityName): number | undefined {
    const total = this.#totals.get(adversity);
    const { index, count } = this.#shard;
    return total === undefined ? undefined : Math.max(0, Math.ceil((total - index + 1) / count));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pool.close();
  }

  async #count(names: readonly AdversityName[]): Promise<void> {
    try {
      for (const adversity of names) this.#totals.set(adversity, await this.#pool.run({ type: 'count', adversity }));
    } catch {
      // Nobody waits for it.
    }
    this.#pool.close();
  }
}
