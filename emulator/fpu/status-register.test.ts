import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FPSR, implemented, testHolds, withComparison, withFlags, withIdentity } from './status-register.ts';

/** A Status Register with this C-bit and queue, written as the manual does: the latest result first. */
function status(c: number, queue: string): number {
  return (c === 0 ? 0 : FPSR.C) | (parseInt(queue.padEnd(11, '0'), 2) << 11);
}

describe('the compare queue', () => {
  it('shifts to the right, C into its left end, the result into C', () => {
    expect(withComparison(status(1, '01000000001'), false)).toBe(status(0, '10100000000'));
    expect(withComparison(status(0, ''), true)).toBe(status(1, ''));
  });

  it('leaves all other bits alone', () => {
    const others = ~(FPSR.C | FPSR.CQ);
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (word, result) => {
        expect(withComparison(word, result) & others).toBe(word & others);
      }),
    );
  });
});

describe('FTEST', () => {
  const lengths = [
    [1, 11],
    [5, 7],
    [9, 5],
    [13, 3],
    [17, 1],
  ] as const;

  it('without a completer tests C', () => {
    expect([testHolds(status(1, ''), 0), testHolds(status(0, '1'), 0)]).toEqual([true, false]);
  });

  it.each(lengths)('code %i accepts if C and the first %i results in the queue are false', (c, count) => {
    const queue = '0'.repeat(count).padEnd(11, '1');
    expect(testHolds(status(0, queue), c)).toBe(true);
    expect(testHolds(status(1, queue), c)).toBe(false);
    for (let i = 0; i < count; i += 1) expect(testHolds(status(0, `${'0'.repeat(i)}1`), c)).toBe(false);
  });

  it.each([
    [2, 6],
    [6, 4],
  ])('code %i rejects if two results are true that stand %i apart, one in each half', (c, apart) => {
    for (let i = 0; i < 12; i += 1) {
      for (let j = i + 1; j < 12; j += 1) {
        const results = Array.from({ length: 12 }, (_, k) => (k === i || k === j ? '1' : '0')).join('');
        const holds = testHolds(status(Number(results[0]), results.slice(1)), c);
        expect(holds).toBe(j - i === apart && i < apart);
      }
    }
  });

  it.each([3, 4, 7, 8, 31])('code %i, which is not defined, never holds', (c) => {
    expect(testHolds(status(1, '11111111111'), c) || testHolds(status(0, ''), c)).toBe(false);
  });
});

it('has neither D-bit nor undefined bits', () => {
  expect(implemented(-1) >>> 0).toBe(0xfc3ffe5f);
});

it('sets flags and keeps those that are set', () => {
  expect(withFlags(0x80000000 | 0, 0b00101) >>> 0).toBe(0xa8000000);
});

it('shows model 63, revision 1 in bits 10 to 20', () => {
  expect(withIdentity(0)).toBe((63 << 16) | (1 << 11));
  expect(withIdentity(FPSR.CQ | FPSR.C)).toBe(FPSR.C | (63 << 16) | (1 << 11));
});
