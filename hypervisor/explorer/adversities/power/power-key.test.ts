import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type Loss, parsePower, type PowerCase, printPower } from './power-key.ts';

test.each([
  ['power:lost@0', { after: 0, others: 'lost', parts: [] }],
  ['power:lost@12,9=part2', { after: 12, others: 'lost', parts: [{ number: 9, sectors: 2 }] }],
  ['power:kept@12,9=last2', { after: 12, others: 'kept', parts: [{ number: 9, sectors: -2 }] }],
  ['power:lost@12,9=ends', { after: 12, others: 'lost', parts: [{ number: 9, sectors: 'ends' }] }],
  ['power:kept@12,9=middle', { after: 12, others: 'kept', parts: [{ number: 9, sectors: 'middle' }] }],
  ['power:kept@12,7=lost', { after: 12, others: 'kept', parts: [{ number: 7, sectors: 0 }] }],
  [
    'power:lost@12,9=kept,kept@3,2=part1',
    {
      ...{ after: 12, others: 'lost', parts: [{ number: 9, sectors: 'all' }] },
      again: { after: 3, others: 'kept', parts: [{ number: 2, sectors: 1 }] },
    },
  ],
])('%s is the key of a loss of power', (key, value) => {
  expect(parsePower(key)).toEqual(value);
  expect(printPower(value as PowerCase)).toBe(key);
});

test.each([
  ...[
    'power:7=kept',
    'power:gone@3',
    'power:lost=3',
    'power:lost@03',
    'power:lost@x',
    'doubt:lost@3',
    'power:lost@3,7@kept',
  ],
  ...[
    'power:lost@3,7=lost',
    'power:kept@3,7=kept',
    'power:lost@3,7=part0',
    'power:lost@3,7=last0',
    'power:lost@3,7=part-1',
    'power:lost@3,7=kept,7=part1',
    'power:lost@3,x=kept',
    'power:lost@3,lost@03',
    'power:lost@3,lost@4,2=lost',
    'power:lost@3,lost@4,lost@5',
  ],
])('%s is none', (key) => {
  expect(parsePower(key)).toBeUndefined();
});

it('is read back as it was printed', () => {
  const number = fc.integer({ min: 1, max: 99_999 });
  const parts = (whole: 'all' | 0) =>
    fc.uniqueArray(fc.record({ number, sectors: fc.oneof(fc.constant(whole), fc.integer({ min: 1, max: 256 })) }), {
      selector: (part) => part.number,
      maxLength: 10,
    });
  const loss: fc.Arbitrary<Loss> = fc.oneof(
    fc.record({ after: fc.nat(99_999), others: fc.constant('lost' as const), parts: parts('all') }),
    fc.record({ after: fc.nat(99_999), others: fc.constant('kept' as const), parts: parts(0) }),
  );
  const power: fc.Arbitrary<PowerCase> = fc
    .tuple(loss, fc.option(loss, { nil: undefined }))
    .map(([first, again]) => ({ ...first, ...(again && { again }) }));
  fc.assert(
    fc.property(power, (value) => {
      expect(parsePower(printPower(value))).toEqual(value);
    }),
  );
});
