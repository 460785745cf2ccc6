/**
 * A campaign whose cases are shared out among worker processes. Each adversity enumerates the same cases in the same order, so a
 * range of indices is all that a worker has to be told; and what has come of the ranges is taken in the order of the cases, however
 * they come back. So the events, and all reports that are made of them, are the same with any number of workers.
 *
 * A worker that dies is nobody's finding. Its range is tried again, in halves, until the case that it dies of is alone; if that
 * has cost three workers, it is undecided.
 */
import type { AdversityName } from '../case.ts';
import type { Finding } from '../findings.ts';
import { type CampaignEvent, Ledger, type Summary } from '../ledger.ts';
import type { RangeAnswer, SelfChecks } from './messages.ts';
import { ExecutedWords } from './executed-words.ts';
import type { Shrunk } from '../shrink.ts';
import type { ResultRecord } from './result-records.ts';
import type { ResultsFile } from './results-file.ts';
import { owns, type Shard } from './shard.ts';
import { PoolClosed, type WorkerPool, WorkerLost } from './worker-pool.ts';

export interface SharedCampaignOptions {
  readonly only: readonly AdversityName[];
  readonly shard: Shard;
  /** How many workers the pool has. */
  readonly workers: number;
  readonly pool: WorkerPool;
  /** When its budget has run out, as performance.now() counts; Infinity: it goes on as long as there are cases. */
  readonly until: number;
  /** What has been done is read from it, and what is done is written to it. */
  readonly results?: ResultsFile;
  /** How many cases an adversity has, once somebody knows. */
  readonly totalOf?: (adversity: AdversityName) => number | undefined;
}

/** Cases [from, to) of an adversity's enumeration, and what has come of them. */
interface Range {
  readonly from: number;
  readonly to: number;
  answer: RangeAnswer | undefined;
  over: Promise<void>;
}

/** Milliseconds that a range should take. */
const RANGE_MS = 100;
/** Cases of a range: at first, and at most. */
const FIRST_CASES = 4;
const MOST_CASES = 256;
/** Ranges a worker that have been handed out or are kept until it is their turn: so much memory is bounded. */
const MOST_KEPT = 16;
/** Workers that one case may cost. */
const MOST_DEATHS = 3;
const PROGRESS_MS = 250;
/** How long after its time an adversity's last cases are waited for; a timer of Node.js can't wait longer than this. */
const GRACE_MS = 2000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class SharedCampaign {
  readonly #options: SharedCampaignOptions;
  readonly #ledger = new Ledger();
  readonly executed = new ExecutedWords();
  #toldAt = performance.now();
  #checks: SelfChecks = [];
  /** Of each adversity that has had a turn: the index of the case before which it was cut short. */
  readonly #next = new Map<AdversityName, number>();
  /** Keys of cases in place of which nothing smaller shows the same. */
  readonly #shrunk = new Set<string>();
  /** There was no time to look for smaller cases. */
  #stopped = false;

  constructor(options: SharedCampaignOptions) {
    this.#options = options;
  }

  /** What there is to say by now, however far it has come. */
  summary(): Summary {
    return this.#ledger.summary();
  }

  /** What came of the planted driver; empty before the end. */
  get checks(): SelfChecks {
    return this.#checks;
  }

  /** Has all been tried that there was to try, so that nothing is left for another time? */
  get complete(): boolean {
    return !this.#stopped && this.#ledger.left.length === 0;
  }

  /**
   * Each adversity has an equal share of the time that those before it have left. If there is time when all have had their turn,
   * those that were cut short have another one. Ends early if the pool is closed. Rejects with a {@link PoolClosed} if the pool
   * closes by itself.
   */
  async *events(): AsyncGenerator<CampaignEvent, void> {
    const { only, results, pool } = this.#options;
    // It takes a moment of one worker, while the others begin.
    const checking = Promise.resolve(results?.known.checks ?? this.#again(() => pool.run({ type: 'self-check' })));
    void checking.catch(() => {});
    this.executed.add(results?.known.executed);
    yield* this.#turns(only);
    this.#ledger.finish();
    this.#checks = await checking;
    this.#ledger.checked(this.#checks);
    if (results?.known.checks === undefined) results?.write([{ checks: this.#checks }]);
    yield* this.#shrinkAll();
    while (this.#ledger.left.length > 0 && this.#leftMs() > 0) {
      yield* this.#turns(this.#ledger.left);
      yield* this.#shrinkAll();
    }
  }

  async *#turns(names: readonly AdversityName[]): AsyncGenerator<CampaignEvent, void> {
    for (const [index, name] of names.entries()) {
      const until = performance.now() + this.#leftMs() / (names.length - index);
      yield* this.#try(name, until);
    }
  }

  #leftMs(): number {
    return Math.max(0, this.#options.until - performance.now());
  }

  async *#try(name: AdversityName, until: number): AsyncGenerator<CampaignEvent, void> {
    const { results, shard } = this.#options;
    const began = performance.now();
    this.#ledger.begin(name);
    let next = this.#next.get(name);
    if (next === undefined) {
      for (const done of results?.attempts(name) ?? []) yield* this.#ledger.take(done);
      const known = results?.known.adversities.get(name);
      if (known?.total !== undefined) return;
      next = known?.next ?? 0;
    }
    const live = this.#live(name, next, until);
    for await (const { attempts, total, executed, from } of live) {
      this.executed.add(executed);
      // First, so that no case is there of which it is not known where it has been.
      const records: ResultRecord[] = executed?.length ? [{ executed }] : [];
      let at = from;
      for (const done of attempts) {
        while (!owns(shard, at)) at += 1;
        // Several workers may tell what only one of them was to.
        records.push({ at, attempt: yield* this.#ledger.take(done) });
        at += 1;
      }
      if (total !== undefined) records.push({ counted: name, cases: total });
      results?.write(records);
      this.#ledger.spent(performance.now() - began);
      if (performance.now() - this.#toldAt > PROGRESS_MS) yield this.#progress(name);
    }
    this.#ledger.spent(performance.now() - began);
  }

  /** What comes of the ranges of cases, in their order, from the case of this index on. */
  async *#live(name: AdversityName, next: number, until: number): AsyncGenerator<RangeAnswer & { from: number }, void> {
    const { workers, shard } = this.#options;
    const ranges: Range[] = [];
    let size = FIRST_CASES;
    let total = Infinity;
    let failed: Error | undefined;
    for (;;) {
      const busy = (): number => ranges.filter(({ answer }) => answer === undefined).length;
      while (next < total && busy() < 2 * workers && ranges.length < MOST_KEPT * workers && failed === undefined) {
        if (performance.now() > until) break;
        const range: Range = { from: next, to: next + size * shard.count, answer: undefined, over: Promise.resolve() };
        range.over = this.#range(name, range.from, range.to, 1).then(
          (answer) => {
            range.answer = answer;
            const fitting = Math.round((answer.attempts.length * RANGE_MS) / Math.max(1, answer.ms));
            size = Math.min(MOST_CASES, 4 * size, Math.max(1, fitting));
            total = Math.min(total, answer.total ?? Infinity);
          },
          (error: unknown) => void (failed ??= error as Error),
        );
        ranges.push(range);
        next = range.to;
      }
      if (ranges.length === 0) break;
      if (!(await this.#anyOver(ranges, until))) {
        next = ranges[0].from;
        // Those behind it will be tried again; where they have been, their workers do not say twice.
        const { executed } = joined(ranges.flatMap(({ answer }) => answer ?? []));
        yield { attempts: [], total: next < total ? undefined : total, executed, ms: 0, from: next };
        break;
      }
      if (failed !== undefined) throw failed;
      while (ranges[0]?.answer !== undefined) {
        const { from, answer } = ranges.shift()!;
        yield { ...answer!, from };
      }
    }
    this.#next.set(name, next);
    this.#ledger.end(next < total);
  }

  /** Waits until one of these ranges is over. If that takes too long, nobody does them any more, and it is false. */
  async #anyOver(ranges: readonly Range[], until: number): Promise<boolean> {
    const over = ranges.filter(({ answer }) => answer === undefined).map((range) => range.over);
    const leftMs = until + GRACE_MS - performance.now();
    if (leftMs > LONGEST_TIMER_MS) {
      await Promise.race(over);
      return true;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), Math.max(0, leftMs))));
    const intime = await Promise.race([...over.map((one) => one.then(() => true)), late]);
    clearTimeout(timer);
    if (!intime) this.#options.pool.drop('range');
    return intime;
  }

  async #range(adversity: AdversityName, from: number, to: number, death: number): Promise<RangeAnswer> {
    const { pool, shard } = this.#options;
    try {
      return await pool.run({ type: 'range', adversity, from, to, told: this.#ledger.told.soFar });
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      const single = to - from <= shard.count;
      if (single && death >= MOST_DEATHS) return this.#undecided(adversity, from, error.message);
      if (single) return this.#range(adversity, from, to, death + 1);
      // A whole number of turns of the shards, so that each half has cases.
      const middle = from + Math.floor((to - from) / shard.count / 2) * shard.count;
      return joined([await this.#range(adversity, from, middle, 1), await this.#range(adversity, middle, to, 1)]);
    }
  }

  /** Of the first case from there on that this shard has. */
  async #undecided(adversity: AdversityName, from: number, how: string): Promise<RangeAnswer> {
    const { pool, shard } = this.#options;
    let index = from;
    while (!owns(shard, index)) index += 1;
    const one = await this.#again(() => pool.run({ type: 'name', adversity, index }));
    if (one === undefined)
      return { attempts: [], total: await this.#again(() => pool.run({ type: 'count', adversity })), ms: 0 };
    const why = `each of ${MOST_DEATHS} processes that tried it was lost: of the last one, ${how}`;
    const result = { verdict: 'undecided', why, story: [], instructions: 0 } as const;
    return { attempts: [{ case: one, result, replayed: 0, contradictions: [] }], ms: 0 };
  }

  /** What must be known for the rest to make sense. Rejects with a {@link PoolClosed} if each worker that was to do it was lost. */
  async #again<T>(action: () => Promise<T>): Promise<T> {
    for (let death = 1; ; death += 1) {
      try {
        return await action();
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        if (death === MOST_DEATHS)
          throw new PoolClosed(
            `no more can be tried: each of ${MOST_DEATHS} processes was lost: of the last one, ${error.message}`,
          );
      }
    }
  }

  async *#shrinkAll(): AsyncGenerator<CampaignEvent, void> {
    const { results } = this.#options;
    const findings = this.#ledger.findings().filter(({ smallest }) => !this.#shrunk.has(smallest.key));
    const shrinking = findings.map((finding) => this.#shrink(finding));
    for (const one of shrinking) void one.catch(() => {});
    for (const [index, finding] of findings.entries()) {
      const shrunk = await shrinking[index];
      const from = finding.smallest.key;
      if (shrunk.stopped) this.#stopped = true;
      else if (!results?.known.shrunk.has(from)) results?.write([{ shrunk: { from, ...shrunk } }]);
      this.#ledger.shrink(finding, shrunk);
      this.#shrunk.add(shrunk.smallest.key);
      yield this.#progress(finding.smallest.adversity);
    }
  }

  /** Where that costs workers, a finding stays as it is. */
  async #shrink({ smallest, result }: Finding): Promise<Shrunk> {
    const { pool, results } = this.#options;
    const known = results?.known.shrunk.get(smallest.key);
    if (known !== undefined) return known;
    const broken = { smallest, result };
    for (let death = 1; death <= MOST_DEATHS; death += 1) {
      try {
        return await pool.run({ type: 'shrink', broken, mostMs: this.#leftMs() });
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
      }
    }
    return broken;
  }

  #progress(name: AdversityName): CampaignEvent {
    this.#toldAt = performance.now();
    const total = this.#options.totalOf?.(name);
    return { type: 'progress', adversity: name, tallies: this.#ledger.tallies, leftMs: this.#leftMs(), total };
  }
}

/** What came of ranges that follow one another, as of one. */
function joined(parts: readonly RangeAnswer[]): RangeAnswer {
  const known = parts.flatMap(({ executed }) => (executed === undefined ? [] : [executed]));
  return {
    attempts: parts.flatMap(({ attempts }) => attempts),
    total: parts.find(({ total }) => total !== undefined)?.total,
    executed: known.length === 0 ? undefined : known.flat(),
    ms: parts.reduce((sum, { ms }) => sum + ms, 0),
  };
}
