/** A campaign keeps to its budget, whatever its workers do; a worker that is given the undisturbed run finds in it what there is. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { driver } from '../testing/guests.ts';
import { DoubtAdversity } from '../adversities/doubt.ts';
import type { CampaignEvent } from '../ledger.ts';
import type { Task } from './messages.ts';
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

it.each([0, 3])('ends within two seconds of its budget, with what has come of %i ranges', async (answers) => {
  const pool = new SlowWorkers(answers);
  const campaign = new SharedCampaign({
    ...{ only: ['crashes'], shard: WHOLE, workers: 2, until: performance.now() + 60_000 },
    pool: pool as unknown as WorkerPool,
  });
  const events: CampaignEvent[] = [];
  const over = (async () => {
    for await (const event of campaign.events()) events.push(event);
  })();
  await vi.advanceTimersByTimeAsync(61_900);
  expect(pool.dropped).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  await over;
  expect(pool.dropped).toEqual(['range']);
  expect(events.filter(({ type }) => type === 'case')).toHaveLength(answers);
  expect(campaign.complete).toBe(false);
  expect(campaign.summary()).toMatchObject({
    verdict: 'undecided',
    tallies: [{ adversity: 'crashes', cases: answers, holds: answers, cutShort: true }],
  });
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
