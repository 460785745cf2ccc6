/** What a public function refuses of its options, and in which words. */
import { describe, expect, it } from 'vitest';
import { runGuest } from '../run-guest.ts';
import { Machine, type MachineOptions } from '../machine.ts';
import { checkOptions, type Kinds } from './check-options.ts';
import { BYTES, count, RAM, someOf, TEXT, withMethods } from './kinds.ts';

interface Options {
  readonly name?: unknown;
  readonly many?: unknown;
  readonly bytes?: unknown;
  readonly ram?: unknown;
  readonly some?: unknown;
  readonly files?: unknown;
}

const KINDS: Kinds<Options> = {
  ...{ name: TEXT, many: count([1, 8]), bytes: BYTES, ram: RAM, some: someOf(['one', 'two']) },
  files: withMethods('read'),
};

function refused(options: unknown): string {
  try {
    checkOptions('work', options as Options, KINDS, ['name']);
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}

/** An object that is in itself. */
const within: { it?: unknown } = {};
within.it = within;

const WHOLE = 'expected a whole number from 1 to 8';
const BAD: readonly (readonly [unknown, string])[] = [
  [undefined, 'TypeError: work: its options are undefined; expected an object'],
  [null, 'TypeError: work: its options are null; expected an object'],
  [[1, 2], 'TypeError: work: its options are [1, 2]; expected an object'],
  [new Uint8Array(2), 'TypeError: work: its options are of type Uint8Array; expected an object'],
  [{}, "TypeError: work: option 'name' is missing; expected a string"],
  [{ name: undefined }, "TypeError: work: option 'name' is missing; expected a string"],
  [{ name: 'a', mnay: 1 }, "TypeError: work: there is no option 'mnay', only name, many, bytes, ram, some, files"],
  [{ name: 5n }, "TypeError: work: option 'name' is 5n; expected a string"],
  [{ name: null }, "TypeError: work: option 'name' is null; expected a string"],
  [{ name: 'a', many: '1' }, `TypeError: work: option 'many' is "1"; ${WHOLE}`],
  [{ name: 'a', many: NaN }, `RangeError: work: option 'many' is NaN; ${WHOLE}`],
  [{ name: 'a', many: 1.5 }, `RangeError: work: option 'many' is 1.5; ${WHOLE}`],
  [{ name: 'a', many: 0 }, `RangeError: work: option 'many' is 0; ${WHOLE}`],
  [{ name: 'a', many: 9 }, `RangeError: work: option 'many' is 9; ${WHOLE}`],
  [{ name: 'a', many: () => 3 }, `TypeError: work: option 'many' is a function; ${WHOLE}`],
  [{ name: 'a', many: { at: { x: 'y' } } }, `TypeError: work: option 'many' is { at: { x: "y" } }; ${WHOLE}`],
  [
    { name: 'a', bytes: new ArrayBuffer(1) },
    "TypeError: work: option 'bytes' is of type ArrayBuffer; expected a Uint8Array",
  ],
  [{ name: new Map([['A', 1n]]) }, `TypeError: work: option 'name' is new Map([["A", 1n]]); expected a string`],
  [{ name: new Set(['b']) }, `TypeError: work: option 'name' is new Set(["b"]); expected a string`],
  [
    { name: within },
    `TypeError: work: option 'name' is { it: { it: { it: { it: { it: ... } } } } }; expected a string`,
  ],
  [
    { name: 'a', ram: 5 },
    "RangeError: work: option 'ram' is 5; expected bytes from 1048576 (1 MiB) to 1073741824 (1 GiB), a multiple of 4096",
  ],
  [
    { name: 'a', some: ['one', 'tow'] },
    `RangeError: work: option 'some' is ["one", "tow"]; expected a list of some of 'one', 'two'`,
  ],
  [{ name: 'a', some: [] }, "RangeError: work: option 'some' is []; expected a list of some of 'one', 'two'"],
  [{ name: 'a', some: 'one' }, `TypeError: work: option 'some' is "one"; expected a list of some of 'one', 'two'`],
  [{ name: 'a', files: { reed: 1 } }, "TypeError: work: option 'files' is { reed: 1 }; expected an object with read()"],
];

describe('options', () => {
  it.each(BAD)('%o are refused', (options, words) => expect(refused(options)).toBe(words));

  it('that fit are taken, undefined ones as if they were absent', () => {
    const files = Object.create({ read: () => 1 }) as object;
    const bytes = Buffer.from('a');
    expect(refused({ name: '', many: 8, bytes, ram: 2 ** 20, some: ['two'], files })).toBe('nothing');
    expect(refused({ name: '', many: undefined, files: undefined })).toBe('nothing');
  });

  it('that are long are shown in part', () => {
    expect(refused({ name: 'a', many: 'x'.repeat(1000) })).toBe(
      `TypeError: work: option 'many' is "${'x'.repeat(59)}...; ${WHOLE}`,
    );
  });
});

const image = new Uint8Array(4);
const RUNS: readonly (readonly [object, RegExp])[] = [
  [{}, /^TypeError: runGuest: option 'image' is missing; expected the bytes of an executable/],
  [{ image, input: 'hello' }, /^TypeError: runGuest: option 'input' is "hello"; expected a Uint8Array/],
  [{ image, disk: 'abc' }, /^TypeError: runGuest: option 'disk' is "abc"/],
  [{ image, ram: 5 }, /^RangeError: runGuest: option 'ram' is 5; expected bytes from/],
  [{ image, uncertain: 0.3 }, /^TypeError: runGuest: option 'uncertain' is 0.3; expected an object with a probability/],
  [{ image, uncertain: { probability: 0.3 } }, /^TypeError: runGuest, option 'uncertain': option 'seed' is missing/],
  [{ image, uncertain: { probability: 2, seed: 1 } }, /^RangeError: .*: option 'probability' is 2; .* from 0 to 1$/],
  [
    { image, limitInstructions: -1 },
    /^RangeError: runGuest: option 'limitInstructions' is -1; expected a whole number/,
  ],
  [{ image, limitInstructions: 1.5 }, /^RangeError: runGuest: option 'limitInstructions' is 1.5/],
];

it.each(RUNS)('runGuest refuses %o', async (options, words) => {
  expect(await runGuest(options as { image: Uint8Array }).then(String, String)).toMatch(words);
});

it('a Machine refuses a world that is none', () => {
  const options = { image, bootArguments: '', ram: 2 ** 20, tlbSeed: 1, world: {} };
  expect(() => new Machine(options as unknown as MachineOptions)).toThrow(
    /^Machine: option 'world' is \{\}; expected an object with perform\(\), position\(\), close\(\)$/,
  );
});
