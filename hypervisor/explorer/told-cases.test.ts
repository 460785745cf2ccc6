/** Broken cases are told until there are enough, and then those of which something new is seen; whoever knows less tells no less. */
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { adversitiesOf, AVAILABLE, USUAL_OPTIONS } from './adversities/adversities.ts';
import { PLANTED_DRIVER, PLANTED_WRITER } from './planted.ts';
import { imageOf, referenceOf } from './testing/guests.ts';
import { seenOf, ToldCases } from './told-cases.ts';

/** Which of these are told, by their indices. */
function toldOf(told: ToldCases, seen: readonly string[]): number[] {
  return seen.flatMap((one, index) => {
    if (!told.wants(one)) return [];
    told.add(one);
    return [index];
  });
}

test('the first hundred are told, and then each of which something new is seen, up to a thousand', () => {
  const told = new ToldCases();
  expect(toldOf(told, new Array<string>(500).fill('a'))).toHaveLength(100);
  expect(toldOf(told, ['a', 'b', 'a', 'b', 'c'])).toEqual([1, 4]);
  const others = Array.from({ length: 2000 }, (_, index) => `other ${index}`);
  expect(toldOf(told, others)).toHaveLength(997);
  expect(toldOf(told, ['z', 'a'])).toEqual([]);
});

test('a worker that has not heard of all that was told tells what is to be told, and more', () => {
  const cases = fc.array(fc.integer({ min: 0, max: 1500 }).map(String), { maxLength: 1500 });
  fc.assert(
    fc.property(cases, cases, fc.array(fc.boolean(), { minLength: 3000, maxLength: 3000 }), (before, range, heard) => {
      const ledger = new ToldCases();
      toldOf(
        ledger,
        before.filter((_, index) => heard[index]),
      );
      const worker = new ToldCases(ledger.soFar);
      toldOf(
        ledger,
        before.filter((_, index) => !heard[index]),
      );
      const told = new Set(toldOf(worker, range));
      for (const index of toldOf(ledger, range)) expect(told.has(index)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it('is told by what is seen outside, in words', () => {
  const broken = { verdict: 'broken', story: [], instructions: 1 } as const;
  const seen = (words: string): string =>
    seenOf({ ...broken, difference: { outside: 'console', words: words.repeat(999) } });
  expect(seen('x')).toMatch(/^[0-9a-f]{16}$/);
  expect(seen('x')).toBe(seen('x'));
  expect(seen('x')).not.toBe(seen('y'));
});

it.each(AVAILABLE)('something is seen of each broken case of %s, told or not', (name) => {
  const image = imageOf(name === 'power' ? PLANTED_WRITER : PLANTED_DRIVER);
  const reference = referenceOf({ image, disk: new Uint8Array(1024) });
  const [adversity] = adversitiesOf([name], reference, { ...USUAL_OPTIONS, depth: 1 });
  const results = [...adversity.cases()].map((one) => adversity.run(one, { told: false }));
  expect(results.some(({ verdict }) => verdict === 'broken')).toBe(true);
  for (const { verdict, difference } of results) expect(difference !== undefined).toBe(verdict === 'broken');
});
