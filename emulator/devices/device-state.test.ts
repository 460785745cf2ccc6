import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnyRequest, Device } from './definition.ts';
import { encodeDeviceState } from './device-state.ts';

type Saving = Pick<Device, 'save'>;

const EMPTY = new Uint8Array(0);

/** Of a device whose requests are such as there are not. */
const stateOf = (outstanding: readonly unknown[], input = EMPTY): Saving => ({
  save: () => ({ outstanding: outstanding as AnyRequest[], input }),
});
const encoded = (...outstanding: readonly unknown[]): string => textOf(['a', stateOf(outstanding)]);
const textOf = (...devices: [string, Saving][]): string => Buffer.from(encodeDeviceState(devices)).toString('latin1');

it('writes kinds, lengths and contents', () => {
  const state = stateOf([{ n: 1.5, b: Uint8Array.of(9, 8) }], Uint8Array.of(7));
  expect([...encodeDeviceState([['é', state]])]).toEqual(
    [
      [5, 0, 0, 0, 1, 0, 0xe9],
      [7, 0, 0, 0, 1],
      [8, 0, 0, 0, 2],
      [5, 0, 0, 0, 1, 0, 0x62],
      [6, 0, 0, 0, 2, 9, 8],
      [5, 0, 0, 0, 1, 0, 0x6e],
      [4, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0],
      [6, 0, 0, 0, 1, 7],
    ].flat(),
  );
});

it('writes the same of equal states, in whatever order their fields came', () => {
  const anything = fc.anything({ withTypedArray: false, key: fc.string({ maxLength: 3 }) });
  const plain = anything.filter((value) => isPlain(value));
  fc.assert(
    fc.property(fc.array(plain), (values) => {
      expect(encoded(...values.map(reversed))).toBe(encoded(...values));
    }),
  );
});

it('tells apart what differs', () => {
  const values = [
    [],
    [[]],
    [{}],
    [{ a: undefined }],
    [{ a: null }],
    [undefined],
    [null],
    [true],
    [false],
    [0],
    [-0],
    [1],
    [''],
    ['0'],
    [['0']],
    ['a', 'b'],
    ['ab'],
    ['ab', ''],
    [EMPTY],
    [Uint8Array.of(1), EMPTY],
    [EMPTY, Uint8Array.of(1)],
    [Uint8Array.of(1, 2)],
    [Uint8Array.of(1), Uint8Array.of(2)],
    [{ a: 1, b: 2 }],
    [{ a: 1 }, { b: 2 }],
    [{ a: { b: 2 } }],
    ['ü'],
    ['€'],
  ];
  expect(new Set(values.map((value) => encoded(...value))).size).toBe(values.length);
  const [one, two] = [stateOf([1]), stateOf([], Uint8Array.of(1))];
  const states = [
    [['a', one]],
    [['b', one]],
    [['a', two]],
    [
      ['a', one],
      ['b', two],
    ],
  ] as [string, Saving][][];
  expect(new Set(states.map((devices) => textOf(...devices))).size).toBe(states.length);
});

it('writes nothing of a device of which there is nothing', () => {
  expect(textOf(['a', stateOf([])], ['b', stateOf([1])], ['c', stateOf([])])).toBe(textOf(['b', stateOf([1])]));
  expect(encodeDeviceState([['a', stateOf([])]])).toHaveLength(0);
});

it('writes as much as there is, and gives what is not written to again', () => {
  const data = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7);
  const first = encodeDeviceState([['a', stateOf([data], data)]]);
  const copy = first.slice();
  expect(Buffer.compare(first.subarray(-data.length), data)).toBe(0);
  encodeDeviceState([['b', stateOf([1, 2, 3])]]);
  expect(Buffer.compare(first, copy)).toBe(0);
});

it('refuses what no state can hold', () => {
  expect(() => encoded(5n)).toThrow('a bigint in the state of a device');
});

function isPlain(value: unknown): boolean {
  if (['bigint', 'function', 'symbol'].includes(typeof value)) return false;
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value !== 'object' || value === null || Object.values(value).every(isPlain);
}

/** The same value, its objects with their fields the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, reversed(field)] as const);
  return Object.fromEntries(fields.reverse());
}
