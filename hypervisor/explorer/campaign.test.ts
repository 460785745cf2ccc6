/** A campaign tells findings at once, counts all, replays some of what is covered, and can be left at any moment. */
import { describe, expect, it, test } from 'vitest';
import type { Adversity } from './adversity.ts';
import { Campaign } from './campaign.ts';
import type { AdversityName, Case } from './case.ts';
import type { CaseResult } from './result.ts';

const HOLDS: CaseResult = { verdict: 'holds', story: [], instructions: 1 };
const BROKEN: CaseResult = {
  ...HOLDS,
  verdict: 'broken',
  difference: { outside: 'console', words: 'it differs' },
  cause: { rule: 'ignored-uncertain', words: 'it was ignored' },
};

/** An adversity of `count` cases of so many moments each, of which those in `broken` are. */
function invented(
  count: number,
  stands: number,
  broken: (key: string) => boolean,
  name: AdversityName = 'doubt',
): Adversity {
  const caseOf = (key: string): Case => ({ adversity: name, key, stands });
  return {
    name,
    *cases() {
      for (let i = 1; i <= count; i += 1) yield caseOf(`${name}:${i}=not`);
    },
    *covered({ key }) {
      for (let i = 1; i < stands; i += 1) yield key.replace('not', `part${i}`);
    },
    run: ({ key }) => (broken(key) ? BROKEN : HOLDS),
    record: () => undefined,
    epochLength: 1,
    *smaller({ key }) {
      if (key !== 'doubt:1=performed') yield caseOf('doubt:1=performed');
    },
  };
}

function campaign(adversity: Adversity, budgetMs = Infinity, now = () => 0): Campaign {
  return new Campaign({ adversities: [adversity], budgetMs, seed: 1, now });
}

test('all that hold is held to hold, and about one in twenty of the covered is run', () => {
  const all = campaign(invented(100, 21, () => false));
  const events = [...all.events()];
  const { verdict, tallies, findings } = all.summary();
  expect([verdict, findings.length]).toEqual(['holds', 0]);
  const [{ replayed, ...counts }] = tallies;
  expect(counts).toMatchObject({ cases: 100, stands: 2100, holds: 100, broken: 0, undecided: 0, contradicted: 0 });
  expect(replayed).toBeGreaterThan(60);
  expect(replayed).toBeLessThan(140);
  expect(events.filter(({ type }) => type === 'case')).toHaveLength(100);
});

test('a finding is told at once, and shrunk at the end; others of its kind are counted with it', () => {
  const all = campaign(invented(10, 1, (key) => key !== 'doubt:2=not'));
  const kinds: string[] = [];
  for (const event of all.events()) kinds.push(event.type === 'finding' ? event.finding.smallest.key : event.type);
  expect(kinds.slice(0, 3)).toEqual(['case', 'doubt:1=not', 'case']);
  const { verdict, findings } = all.summary();
  expect(verdict).toBe('broken');
  expect(findings.map(({ smallest, cases }) => [smallest.key, cases])).toEqual([['doubt:1=performed', 9]]);
});

test('what is covered and comes to another verdict is told, and decides', () => {
  const all = campaign(invented(50, 21, (key) => key.includes('part')));
  for (const event of all.events()) expect(event.type).not.toBe('end');
  const { verdict, tallies, findings } = all.summary();
  expect(verdict).toBe('broken');
  expect(tallies[0].contradicted).toBe(tallies[0].replayed);
  expect(findings[0].smallest.key).toMatch(/^doubt:\d+=(part\d+|performed)$/);
});

it.each(['time', 'interest'])('is undecided if %s runs out', (what) => {
  let time = 0;
  const all =
    what === 'time'
      ? campaign(
          invented(10, 1, () => false),
          5,
          () => (time += 1),
        )
      : campaign(invented(10, 1, () => false));
  let seen = 0;
  for (const event of all.events()) {
    if (event.type === 'case') seen += 1;
    if (what === 'interest' && seen === 3) break;
  }
  const { verdict, tallies } = all.summary();
  expect([verdict, tallies[0].cases]).toEqual(['undecided', seen]);
  expect(seen).toBeLessThan(10);
});

test('a case that stands for very many takes no longer than there is time', () => {
  let time = 0;
  const slow: Adversity = { ...invented(2, 1000, () => false), run: () => ((time += 1), HOLDS) };
  const all = campaign(slow, 20, () => time);
  expect([...all.events()].filter(({ type }) => type === 'case')).toHaveLength(1);
  expect(time).toBeLessThan(25);
  const { verdict, tallies } = all.summary();
  expect([verdict, tallies[0].cutShort]).toEqual(['undecided', true]);
});

describe('what the others leave of the budget', () => {
  /** Each case takes a millisecond. */
  function within(budgetMs: number): { keys: string[]; all: Campaign } {
    let time = 0;
    const takesTime = (key: string): boolean => (time += 1) > 0 && key === 'doubt:25=not';
    const adversities = [invented(30, 1, takesTime), invented(2, 1, takesTime, 'moments')];
    const all = new Campaign({ adversities, budgetMs, seed: 1, now: () => time });
    const keys = [...all.events()].flatMap((event) => (event.type === 'case' ? [event.case.key] : []));
    return { keys, all };
  }
  const doubt = Array.from({ length: 30 }, (_, index) => `doubt:${index + 1}=not`);
  const moments = ['moments:1=not', 'moments:2=not'];

  it('is for those that were cut short: they go on where they were', () => {
    const { keys, all } = within(40);
    expect(keys).toEqual([...doubt.slice(0, 21), ...moments, ...doubt.slice(21)]);
    const { verdict, tallies, findings } = all.summary();
    expect(verdict).toBe('broken');
    // One was told, besides, and replaced by a smaller one.
    expect(findings.map(({ smallest }) => smallest.key)).toEqual(['doubt:25=not']);
    expect(tallies).toMatchObject([
      { adversity: 'doubt', cases: 30, holds: 29, broken: 1, cutShort: false },
      { adversity: 'moments', cases: 2, cutShort: false, ms: 2 },
    ]);
    expect(tallies[0].ms).toBeGreaterThanOrEqual(30);
  });

  it('is used up', () => {
    const { keys, all } = within(20);
    expect(keys).toEqual([...doubt.slice(0, 11), ...moments, ...doubt.slice(11, 19)]);
    expect(all.summary()).toMatchObject({ verdict: 'undecided', tallies: [{ cutShort: true }, { cutShort: false }] });
  });
});
