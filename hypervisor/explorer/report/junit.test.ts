import { describe, expect, it } from 'vitest';
import type { Summary, Tally } from '../ledger.ts';
import type { Finding } from '../findings.ts';
import type { NoReference } from '../reference.ts';
import { junit, junitOfNone } from './junit.ts';

const TALLY: Tally = {
  ...{ adversity: 'doubt', cases: 12, stands: 40, holds: 10, broken: 2, undecided: 0, replayed: 1, contradicted: 0 },
  ...{ untold: 0, cutShort: false, ms: 5 },
};

function findingOf(words: string): Finding {
  const cause = { rule: 'took-it-for-done', words } as const;
  const difference = { outside: 'console', words: 'the console differs' } as const;
  const result = { verdict: 'broken', cause, difference, story: [], instructions: 1 } as const;
  return { number: 1, smallest: { adversity: 'doubt', key: 'doubt:1=not', stands: 1 }, result, cases: 2 };
}

const repeat = (key: string): string => `hvrun explore --case ${key} && echo "again"`;

/** Attributes of the elements of a name, which are well formed and nested, or it throws. */
function elements(xml: string, wanted: string): Record<string, string>[] {
  const open: string[] = [];
  const found: Record<string, string>[] = [];
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|#39);)/);
  for (const [, end, name, rest, alone] of xml.matchAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else if (!alone) open.push(name);
    if (!end && name === wanted) {
      found.push(Object.fromEntries([...rest.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])));
    }
  }
  expect(open).toEqual([]);
  // Nothing of the text looks like a tag and is none.
  expect(xml.replace(/<\?xml[^>]*\?>|<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g, '')).not.toMatch(/[<>]/);
  return found;
}

describe('JUnit XML', () => {
  it('has a failure for each finding, and one test for all that hold', () => {
    const summary: Summary = {
      verdict: 'broken',
      tallies: [TALLY],
      findings: [findingOf('the driver took it for done')],
      stopped: false,
    };
    const xml = junit(summary, 'disk', repeat);
    expect(elements(xml, 'testsuites')).toEqual([{ name: 'hvrun explore', tests: '2', failures: '1' }]);
    expect(elements(xml, 'testsuite')).toEqual([
      { name: 'doubt', tests: '2', failures: '1', errors: '0', skipped: '0' },
    ]);
    expect(elements(xml, 'testcase').map(({ name }) => name)).toEqual([
      'doubt: took-it-for-done',
      'doubt: cases that hold',
    ]);
    expect(elements(xml, 'property')).toContainEqual({ name: 'holds', value: '10' });
    expect(elements(xml, 'failure')).toEqual([
      { type: 'took-it-for-done', message: 'why: the driver took it for done' },
    ]);
    expect(xml).toContain('again: hvrun explore --case doubt:1=not &amp;&amp; echo &quot;again&quot;</failure>');
  });

  it('calls a test the same whatever the guest has become', () => {
    const namesOf = (holds: number, key: string): string[] => {
      const finding = findingOf('the driver took it for done');
      const smallest = { adversity: 'doubt', key, stands: 1 } as const;
      const findings = [
        { ...finding, smallest },
        { ...finding, smallest, number: 2 },
      ];
      const tallies = [{ ...TALLY, holds, undecided: holds, contradicted: holds, untold: holds, cutShort: true }];
      const xml = junit({ verdict: 'broken', tallies, findings, stopped: true, missed: ['doubt'] }, 'disk', repeat);
      return elements(xml, 'testcase').map(({ name }) => name);
    };
    expect(namesOf(1, 'doubt:1=not')).toEqual(namesOf(20, 'doubt:34=not,35=not'));
    expect(namesOf(1, 'doubt:1=not').slice(0, 2)).toEqual(['doubt: took-it-for-done', 'doubt: took-it-for-done (2)']);
    expect(new Set(namesOf(1, 'doubt:1=not')).size).toBe(namesOf(1, 'doubt:1=not').length);
  });

  it('says as skipped that the self-check failed', () => {
    const tallies = [{ ...TALLY, broken: 0 }];
    const xml = junit(
      { verdict: 'undecided', tallies, findings: [], stopped: false, missed: ['doubt'] },
      'disk',
      repeat,
    );
    expect(elements(xml, 'testcase').map(({ name }) => name)).toEqual(['doubt: cases that hold', 'self-check']);
    expect(elements(xml, 'skipped')[0].message).toMatch(/^what is wrong with a planted driver was not found by doubt/);
    expect(elements(xml, 'testsuites')[0].tests).toBe('2');
  });

  it('says what was left undecided as skipped', () => {
    const tallies = [
      { ...TALLY, holds: 7, broken: 0, undecided: 5 },
      { ...TALLY, adversity: 'power', cutShort: true } as const,
    ];
    const xml = junit({ verdict: 'undecided', tallies, findings: [], stopped: false }, 'disk', repeat);
    expect(elements(xml, 'skipped').map(({ message }) => message)).toEqual([
      '5 cases undecided',
      '0 cases undecided, and the budget ran out',
    ]);
    expect(elements(xml, 'testsuite').map(({ skipped, failures }) => [skipped, failures])).toEqual([
      ['1', '0'],
      ['1', '0'],
    ]);
  });

  it('is not all green when it was stopped, or when replayed cases came to another verdict', () => {
    const tallies = [{ ...TALLY, broken: 0, contradicted: 2 }];
    const xml = junit({ verdict: 'undecided', tallies, findings: [], stopped: true }, 'disk', repeat);
    expect(elements(xml, 'skipped').map(({ message }) => message)).toEqual([
      '2 of the replayed cases came to another verdict than those that stand for them',
      'it was stopped before all was tried',
    ]);
    expect(elements(xml, 'testsuites')[0].tests).toBe('3');
    expect(elements(xml, 'testsuite').map(({ skipped }) => skipped)).toEqual(['1', '1']);
    const nothing = junit({ verdict: 'undecided', tallies: [], findings: [], stopped: true }, 'disk', repeat);
    expect(elements(nothing, 'skipped')).toHaveLength(1);
  });

  it('says as skipped, too, that there may be more findings', () => {
    const tallies = [{ ...TALLY, untold: 1 }];
    const xml = junit({ verdict: 'broken', tallies, findings: [findingOf('it was')], stopped: false }, 'disk', repeat);
    expect(elements(xml, 'testcase').map(({ name }) => name)).toContain('doubt: not told apart');
    expect(elements(xml, 'skipped')).toEqual([
      { message: '1 broken case was not told apart: there may be other findings among them' },
    ]);
    expect(elements(xml, 'testsuite')[0].skipped).toBe('1');
  });

  it('stays well formed whatever a guest is called and prints', () => {
    const hostile = `</failure>]]><x y="'">&\0\u001b[2J\ud800\uffff<!-- <skipped/>`;
    const xml = junit(
      { verdict: 'broken', tallies: [TALLY], findings: [findingOf(hostile)], stopped: false },
      hostile,
      () => hostile,
    );
    expect(elements(xml, 'failure')).toHaveLength(1);
    expect(elements(xml, 'testsuite')[0].skipped).toBe('0');
    expect(xml).toContain('&lt;/failure&gt;]]&gt;');
  });

  it.each([
    ['broken', 'failure', '1'],
    ['undecided', 'skipped', '0'],
  ] as const)('of a guest that is %s undisturbed has one test, with a %s', (verdict, element, failures) => {
    const none: NoReference = { verdict, what: 'its output depends on "time"' };
    const xml = junitOfNone(none, 'disk');
    expect(elements(xml, element).map(({ message }) => message)).toEqual(['its output depends on &quot;time&quot;']);
    expect(elements(xml, 'testsuite')[0].failures).toBe(failures);
  });
});
