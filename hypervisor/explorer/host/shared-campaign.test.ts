/** A campaign keeps to its budget, whatever its workers do; a worker that is given the undisturbed run finds in it what there is. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { driver } from '../testing/guests.ts';
import { DoubtAdversity } from '../adversities/doubt.ts';
import type { AdversityName, Case } from '../case.ts';
import type { CampaignEvent } from '../ledger.ts';
import type { Task } from './messages.ts';
import type { ResultRecord } from './result-records.ts';
import type { ResultsFile } from './results-file.ts';
import { received, sent } from './sent-reference.ts';
import { SharedCampaign } from './shared-campaign.ts';
import { WHOLE } from './shard.ts';
import type { WorkerPool } from './worker-pool.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const ANSWER = {
  attempts: [
    {
      case: { adversity: 'crashes', key: 'crashes:original/primary@step=1', stands: 1 },
      result: { verdict: 'holds', story: [], instructions: 0 },
      ...{ replayed: 0, contradictions: [] },
    },
  ],
  ms: 1000,
};

/** Workers that come to an end with so many ranges, and then enumerate for ever. */
class SlowWorkers implements Pick<WorkerPool, 'run' | 'drop' | 'close'> {
  readonly dropped: string[] = [];
  #answers: number;

  constructor(answers: number) {
    this.#answers = answers;
  }

  run = ((task: Task): Promise<unknown> => {
    if (task.type === 'self-check') return Promise.resolve([]);
    this.#answers -= 1;
    return this.#answers >= 0 ? Promise.resolve(ANSWER) : new Promise(() => {});
  }) as WorkerPool['run'];

  drop(type: Task['type']): void {
    this.dropped.push(type);
  }

  close(): void {}
}

async function eventsOf(campaign: SharedCampaign): Promise<CampaignEvent[]> {
  const events: CampaignEvent[] = [];
  for await (const event of campaign.events()) events.push(event);
  return events;
}

it.each([0, 3])('ends within two seconds of its budget, with what has come of %i ranges', async (answers) => {
  const pool = new SlowWorkers(answers);
  const campaign = new SharedCampaign({
    ...{ only: ['crashes'], shard: WHOLE, workers: 2, until: performance.now() + 60_000 },
    pool: pool as unknown as WorkerPool,
  });
  const over = eventsOf(campaign);
  await vi.advanceTimersByTimeAsync(61_900);
  expect(pool.dropped).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  const events = await over;
  expect(pool.dropped).toEqual(['range']);
  expect(events.filter(({ type }) => type === 'case')).toHaveLength(answers);
  expect(campaign.complete).toBe(false);
  expect(campaign.summary()).toMatchObject({
    verdict: 'undecided',
    tallies: [{ adversity: 'crashes', cases: answers, holds: answers, cutShort: true }],
  });
});

/** A worker that takes a second for each case, of which there are so many. */
class SteadyWorker implements Pick<WorkerPool, 'run' | 'drop' | 'close'> {
  readonly #totals: Readonly<Partial<Record<AdversityName, number>>>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(totals: Readonly<Partial<Record<AdversityName, number>>>) {
    this.#totals = totals;
  }

  run = ((task: Task): Promise<unknown> => {
    if (task.type !== 'range') return Promise.resolve([]);
    const { adversity, from, to } = task;
    const total = this.#totals[adversity]!;
    const indices = Array.from({ length: Math.max(0, Math.min(to, total) - from) }, (_, index) => from + index);
    const attempts = indices.map((at) => ({ ...ANSWER.attempts[0], case: caseAt(adversity, at) }));
    const answer = { attempts, total: to > total ? total : undefined, ms: 1000 * attempts.length };
    this.#last = this.#last.then(
      () => new Promise((resolve) => setTimeout(() => resolve(answer), 1000 * attempts.length)),
    );
    return this.#last;
  }) as WorkerPool['run'];

  drop(): void {}
  close(): void {}
}

function caseAt(adversity: AdversityName, at: number): Case {
  return { adversity, key: `${adversity}:primary@step=${at}`, stands: 1 };
}

it.each([
  ['until all is done', 50, 50],
  ['until the budget is over', 100, 58],
])('goes on where it was cut short, with what the others have left, %s', async (_, crashes, tried) => {
  const written: ResultRecord[] = [];
  const results = {
    known: { adversities: new Map(), shrunk: new Map(), executed: undefined },
    attempts: () => [],
    write: (records: readonly ResultRecord[]) => void written.push(...records),
  };
  const campaign = new SharedCampaign({
    ...{ only: ['crashes', 'power'], shard: WHOLE, workers: 1, until: performance.now() + 60_000 },
    pool: new SteadyWorker({ crashes, power: 2 }) as unknown as WorkerPool,
    results: results as unknown as ResultsFile,
  });
  const over = eventsOf(campaign);
  await vi.advanceTimersByTimeAsync(62_000);
  const keys = (await over).flatMap((event) => (event.type === 'case' ? [event.case.key] : []));
  const indicesOf = (name: AdversityName): number[] =>
    written.flatMap((record) => ('at' in record && record.attempt.case.adversity === name ? [record.at] : []));
  // What was under way when it was cut short is tried to its end.
  expect(Math.abs(indicesOf('crashes').length - tried)).toBeLessThanOrEqual(2);
  expect(indicesOf('crashes')).toEqual([...indicesOf('crashes').keys()]);
  expect(keys.toSorted()).toEqual(
    [...indicesOf('crashes').map((at) => caseAt('crashes', at)), caseAt('power', 0), caseAt('power', 1)]
      .map(({ key }) => key)
      .toSorted(),
  );
  expect(keys.indexOf('power:primary@step=0')).toBeLessThan(40);
  expect(campaign.complete).toBe(tried === crashes);
  expect(campaign.summary()).toMatchObject({
    verdict: tried === crashes ? 'holds' : 'undecided',
    tallies: [
      { adversity: 'crashes', cutShort: tried !== crashes },
      { adversity: 'power', cutShort: false },
    ],
  });
  const counted = written.flatMap((record) => ('counted' in record ? [`${record.counted} ${record.cases}`] : []));
  expect([...new Set(counted)]).toEqual(['power 2', ...(tried === crashes ? [`crashes ${crashes}`] : [])]);
});

it('knows where cases have been that will be tried again, since one before them was not over in time', async () => {
  let first = true;
  const run = (task: Task): Promise<unknown> => {
    if (task.type !== 'range') return Promise.resolve([]);
    if (!first) return Promise.resolve({ ...ANSWER, executed: [4096, 4100] });
    first = false;
    return new Promise(() => {});
  };
  const campaign = new SharedCampaign({
    ...{ only: ['crashes'], shard: WHOLE, workers: 2, until: performance.now() + 60_000 },
    pool: { run, drop() {}, close() {} } as unknown as WorkerPool,
  });
  const over = eventsOf(campaign);
  await vi.advanceTimersByTimeAsync(63_000);
  expect((await over).filter(({ type }) => type === 'case')).toEqual([]);
  const [knowing] = campaign.executed.knowing;
  expect([4092, 4096, 4100, 4104].map((address) => knowing.executed(address))).toEqual([false, true, true, false]);
});

it('is the same from an undisturbed run that was sent', () => {
  const reference = driver('takes-it-for-done');
  const other = received(structuredClone(sent(reference)), undefined);
  const verdicts = [reference, other].map((one) => {
    const adversity = new DoubtAdversity(one, { depth: 1 });
    return [...adversity.cases()].map((each) => [each.key, adversity.run(each, { told: true })]);
  });
  expect(verdicts[1]).toEqual(verdicts[0]);
  expect(verdicts[0].length).toBeGreaterThan(3);
});
