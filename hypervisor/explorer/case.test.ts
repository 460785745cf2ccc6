import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADVERSITIES, type Fault, MAX_KEY, parseKey, printKey } from './case.ts';

test.each([
  ['doubt:7=not,9=performed', 'doubt', [7, 9]],
  ['moments:disk/12@+3', 'moments', ['disk/12']],
  ['moments:1=not,disk/3@+5', 'moments', ['1', 'disk/3']],
  ['crashes:primary@step=118', 'crashes', ['primary']],
])('%s is the key of a case', (key, adversity, subjects) => {
  const parsed = parseKey(key)!;
  expect(parsed.adversity).toBe(adversity);
  expect(parsed.faults.map(({ subject }) => subject)).toEqual(subjects.map(String));
  expect(printKey(parsed)).toBe(key);
});

test('the value of a fault is all that stands behind its first = or @', () => {
  expect(parseKey('crashes:primary@step=118')?.faults).toEqual([
    { subject: 'primary', relation: '@', value: 'step=118' },
  ]);
});

test.each([
  ...['', ':', 'doubt', 'doubt:', 'doubt:7', 'doubt:7=', 'doubt:=not', 'doubt:7=not,', 'doubt:,7=not', 'Doubt:7=not'],
  ...['luck:7=not', 'doubt:7=not 9=not', 'doubt:7=not\n', 'doubt:7=n;ls', 'doubt:7=$(x)', 'doubt:--x=1'],
  `doubt:${'7=not,'.repeat(64)}7=not`,
  `doubt:7=${'n'.repeat(MAX_KEY)}`,
])('%j is none', (key) => {
  expect(parseKey(key)).toBeUndefined();
});

test('what was printed is read back the same', () => {
  const word = (first: string, rest: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...rest), maxLength: 8 }))
      .map(([head, tail]) => head + tail);
  const alphanumeric = 'abcxyz019';
  const fault: fc.Arbitrary<Fault> = fc.record({
    subject: word(alphanumeric, `${alphanumeric}/+-`),
    relation: fc.constantFrom('=', '@'),
    value: word(`${alphanumeric}+`, `${alphanumeric}/+.=:-`),
  });
  const faults = fc.record({
    adversity: fc.constantFrom(...ADVERSITIES),
    faults: fc.array(fault, { minLength: 1, maxLength: 20 }),
  });
  fc.assert(
    fc.property(faults, (value) => {
      expect(parseKey(printKey(value))).toEqual(value);
    }),
  );
});
