/** A ledger counts each broken case for a finding, or says that it does not; whatever workers tell beyond what is wanted, it takes the same. */
import { describe, expect, it } from 'vitest';
import type { Attempt } from './attempt.ts';
import { Ledger, type Summary } from './ledger.ts';
import type { CaseResult } from './result.ts';
import { seenOf } from './told-cases.ts';

/** A broken case of which this is seen; told, its cause is known: the other one if it is `strange`. */
function broken(at: number, words: string, strange = false): Attempt {
  const difference = { outside: 'console', words } as const;
  const result: CaseResult = { verdict: 'broken', difference, story: [], instructions: 0 };
  const rule = strange ? 'out-of-order' : 'took-it-for-done';
  return {
    ...{ case: { adversity: 'crashes', key: `crashes:primary@step=${at}`, stands: 1 }, result, seen: seenOf(result) },
    ...{ told: { ...result, cause: { rule, words: 'it is known' } }, replayed: 0, contradictions: [] },
  };
}

/** What is kept of attempts, how many findings were told of, and what there is to say of them. */
function all(attempts: readonly Attempt[]): { kept: Attempt[]; findings: number; summary: Summary } {
  const ledger = new Ledger();
  ledger.begin('crashes');
  const kept: Attempt[] = [];
  let findings = 0;
  for (const attempt of attempts) {
    const taking = ledger.take(attempt);
    let next = taking.next();
    for (; !next.done; next = taking.next()) findings += next.value.type === 'finding' ? 1 : 0;
    kept.push(next.value);
  }
  ledger.finish();
  return { kept, findings, summary: ledger.summary() };
}

function casesOf({ findings }: Summary): number[] {
  return findings.map(({ cases }) => cases);
}

describe('of 930 broken cases', () => {
  const attempts = Array.from({ length: 930 }, (_, at) =>
    at === 700 ? broken(at, 'it prints twice', true) : broken(at, `it differs ${at % 3}`),
  );
  const { kept, findings, summary } = all(attempts);

  it('finds what shows itself first in one of the last, and counts them all', () => {
    expect([findings, casesOf(summary)]).toEqual([2, [929, 1]]);
    expect(summary.tallies).toMatchObject([{ broken: 930, untold: 0 }]);
  });

  it('keeps of them what was to be told, and takes that the same', () => {
    expect(kept.flatMap(({ told }, at) => (told ? [at] : []))).toEqual([...Array(100).keys(), 700]);
    const again = all(kept);
    expect([again.kept, again.summary]).toEqual([kept, summary]);
  });
});

it('says of how many nobody knows to which finding they belong', () => {
  const { findings, summary } = all(Array.from({ length: 1300 }, (_, at) => broken(at, `it differs ${at % 1200}`)));
  // A thousand are told, and a hundred more are as the first of these.
  expect([findings, casesOf(summary)]).toEqual([1, [1100]]);
  expect(summary.tallies).toMatchObject([{ broken: 1300, untold: 200 }]);
});

it('counts what contradicts as it does other cases', () => {
  const one: Attempt = { ...broken(1, 'x'), result: { verdict: 'holds', story: [], instructions: 0 }, told: undefined };
  const covered = [broken(2, 'x'), { case: one.case }, broken(3, 'y', true)];
  const { kept, summary } = all([{ ...one, seen: undefined, replayed: 3, contradictions: covered }]);
  expect(kept[0].contradictions.map(({ told }) => told?.cause?.rule)).toEqual([
    'took-it-for-done',
    undefined,
    'out-of-order',
  ]);
  expect(casesOf(summary)).toEqual([1, 1]);
  expect(summary.tallies).toMatchObject([{ holds: 1, broken: 0, contradicted: 3, untold: 0 }]);
});

it('says that something holds only if it was asked for, be it of a guest of which there are no cases', () => {
  expect(all([]).summary.verdict).toBe('holds');
  const ledger = new Ledger();
  ledger.finish();
  expect(ledger.summary().verdict).toBe('undecided');
});

it('says that nothing holds where what is planted was not found', () => {
  const ledger = new Ledger();
  ledger.begin('crashes');
  ledger.finish();
  ledger.checked([{ adversity: 'crashes', found: true }]);
  expect(ledger.summary()).toMatchObject({ verdict: 'holds', missed: [] });
  ledger.checked([{ adversity: 'crashes', found: false }]);
  expect(ledger.summary()).toMatchObject({ verdict: 'undecided', missed: ['crashes'] });
});
