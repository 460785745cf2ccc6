import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Tally } from '../ledger.ts';
import { ADVERSITIES } from '../case.ts';
import { RULES } from '../result.ts';
import { endOf, eventOf, type WrittenEvent } from './events.ts';
import { STORY } from './html/testing/sample-page.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/explorer-json.md'), 'utf8');

const place = { address: 16, line: 'disk.s:12', label: '<wait>', text: 'nop' };
const result = {
  verdict: 'broken',
  cause: { rule: 'out-of-order', words: 'the retry comes late' },
  difference: { outside: 'disk', words: 'the disk differs', at: 513 },
  place,
  story: STORY,
  instructions: 12,
} as const;
const one = { adversity: 'doubt', key: 'doubt:1=not', stands: 3 } as const;
const tally: Tally = {
  ...{ adversity: 'doubt', cases: 1, stands: 3, holds: 0, broken: 1, undecided: 0, replayed: 0, contradicted: 0 },
  ...{ untold: 0, cutShort: false, ms: 2 },
};
const EVENTS: readonly WrittenEvent[] = [
  { type: 'case', case: one, result: { verdict: 'undecided', why: 'there is none', story: [], instructions: 0 } },
  { type: 'finding', finding: { number: 1, smallest: one, result, cases: 2 } },
];

/** Names of all fields in a value, however deep. */
function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => [name, ...fieldsOf(part)]);
}

const END = endOf({ verdict: 'broken', tallies: [tally], findings: [], stopped: true }, ['nothing struck command 3']);

it.each([...EVENTS.map(eventOf), END])('each field of a $event event is on the page', (written) => {
  const fields = new Set(fieldsOf(JSON.parse(JSON.stringify(written))));
  for (const field of fields) expect(PAGE).toContain(`\`${field}\``);
});

it('the end of a campaign that was stopped says so', () => {
  expect(END).toMatchObject({ verdict: 'broken', why: 'it was stopped before all was tried' });
});

it('so is each name that stands for a reason, an adversity, or a kind of event', () => {
  for (const name of [...RULES, ...ADVERSITIES, ...STORY.map(({ kind }) => kind)])
    expect(PAGE).toContain(`\`${name}\``);
});

it('a finding says what it is, in words and for a program', () => {
  expect(eventOf(EVENTS[1])).toEqual({
    ...{ event: 'finding', key: 'doubt:1=not', cases: 2, rule: 'out-of-order', why: 'the retry comes late' },
    ...{ outside: 'disk', difference: 'the disk differs', at: 513, place, story: STORY },
  });
});
