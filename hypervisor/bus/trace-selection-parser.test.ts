import { expect, it } from 'vitest';
import { parseTraceSelection } from './trace-selection-parser.ts';

const range = { start: 0x1000, end: 0x1080, physical: true };

it.each([
  { only: [] },
  { only: [range, { ...range, physical: false }] },
  { only: [], from: { instruction: 0 }, to: { epoch: 5, instruction: 1000 } },
  { only: Array.from({ length: 1000 }, () => range) },
])('takes what hvrun has made of its flags', (selection) => {
  expect(parseTraceSelection(JSON.parse(JSON.stringify(selection)))).toEqual(selection);
});

it.each([
  ['nothing', null],
  ['a text', 'all'],
  ['no list', { only: range }],
  ['a list that has a length alone', { only: { length: 1 } }],
  ['too many ranges', { only: Array.from({ length: 1001 }, () => range) }],
  ['a range that is none', { only: [7] }],
  ['a range of no kind', { only: [{ ...range, physical: 1 }] }],
  ['a range without an end', { only: [{ start: 0, physical: true }] }],
  ['a fraction', { only: [{ ...range, start: 0.5 }] }],
  ['a negative number', { only: [], from: { instruction: -1 } }],
  ['a number that is a text', { only: [], to: { instruction: '5' } }],
  ['an epoch that is none', { only: [], to: { epoch: null, instruction: 5 } }],
  ['a position that is none', { only: [], from: null }],
])('refuses %s', (_, value) => {
  expect(() => parseTraceSelection(value)).toThrow(/^no /);
});
