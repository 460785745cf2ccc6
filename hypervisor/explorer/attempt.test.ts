/** What is done about a case does not depend on what was done before, or by whom. */
import { expect, test } from 'vitest';
import type { Adversity } from './adversity.ts';
import { attempt } from './attempt.ts';
import type { Case } from './case.ts';
import { ToldCases } from './told-cases.ts';

/** All cases that this one stands for, each by its number. */
function standingFor(stands: number, verdict: (key: string) => 'holds' | 'broken'): [Adversity, Case, string[]] {
  const ran: string[] = [];
  const one: Case = { adversity: 'doubt', key: 'doubt:1=not', stands };
  const adversity: Adversity = {
    name: 'doubt',
    cases: () => [one],
    *covered() {
      for (let part = 1; part < stands; part += 1) yield `doubt:1=part${part}`;
    },
    run({ key }) {
      ran.push(key);
      return { verdict: verdict(key), story: [], instructions: 1 };
    },
    smaller: () => [],
    record: () => undefined,
    epochLength: 1,
  };
  return [adversity, one, ran];
}

test('the same covered cases are run with the same seed, and others with another one', () => {
  const replayed = (seed: number): string[] => {
    const [adversity, one, ran] = standingFor(2001, () => 'holds');
    attempt(adversity, one, { seed, told: new ToldCases() });
    return ran.filter((key) => key.includes('part'));
  };
  expect(replayed(7)).toEqual(replayed(7));
  expect(replayed(7)).not.toEqual(replayed(8));
  // Of two thousand one in twenty, in the mean.
  expect(replayed(7).length).toBeGreaterThan(60);
  expect(replayed(7).length).toBeLessThan(140);
});

test('broken cases are told, those that contradict among them, as many as may be', () => {
  const [adversity, one] = standingFor(1001, (key) => (key.includes('part') ? 'broken' : 'holds'));
  const told = new ToldCases({ count: 99, seen: [] });
  const done = [...Array(20).keys()]
    .map((time) => attempt(adversity, { ...one, key: `doubt:${time}=not` }, { seed: 1, told }))
    .find(({ replayed }) => replayed > 1)!;
  expect([done.seen, done.told]).toEqual([undefined, undefined]);
  expect(done.contradictions.length).toBe(done.replayed);
  expect(new Set(done.contradictions.map(({ seen }) => seen)).size).toBe(1);
  expect(done.contradictions.map((covered) => covered.told !== undefined)).toEqual([
    true,
    ...new Array<boolean>(done.replayed - 1).fill(false),
  ]);
  // What was told before is the campaign's to say.
  expect(told.soFar.count).toBe(99);
});
