/** Every instruction of the tables, run by Node's WebAssembly. */
import { describe, expect, it } from 'vitest';
import { LOADS, NUMERIC, STORES } from './instructions.ts';
import type { LoadName, NumericName, StoreName } from './instructions.ts';
import { compile, type Value } from './testing/compile.ts';

const ONES = -1n;
const MIN = -(2 ** 31);
const MIN64 = -(2n ** 63n);
/** The bits of 1.5. */
const BITS = 0x3ff8000000000000n;

/** Operands, then the result. Comparisons have one case each way. */
// prettier-ignore
const CASES: Readonly<Record<NumericName, readonly Value[][]>> = {
  'i32.eqz': [[0, 1], [8, 0]],
  'i32.eq': [[3, 3, 1], [3, 4, 0]], 'i32.ne': [[3, 4, 1], [3, 3, 0]],
  'i32.lt_s': [[-1, 1, 1], [1, 1, 0]], 'i32.lt_u': [[1, -1, 1], [-1, 1, 0]],
  'i32.gt_s': [[1, -1, 1], [1, 1, 0]], 'i32.gt_u': [[-1, 1, 1], [1, -1, 0]],
  'i32.le_s': [[-1, -1, 1], [1, -1, 0]], 'i32.le_u': [[1, -1, 1], [-1, 1, 0]],
  'i32.ge_s': [[1, -1, 1], [-1, 1, 0]], 'i32.ge_u': [[-1, 1, 1], [1, -1, 0]],
  'i64.eqz': [[0n, 1], [2n ** 32n, 0]],
  'i64.eq': [[ONES, ONES, 1], [1n, 2n ** 32n + 1n, 0]], 'i64.ne': [[1n, 2n ** 32n + 1n, 1], [1n, 1n, 0]],
  'i64.lt_s': [[ONES, 1n, 1], [1n, 1n, 0]], 'i64.lt_u': [[1n, ONES, 1], [ONES, 1n, 0]],
  'i64.gt_s': [[1n, ONES, 1], [1n, 1n, 0]], 'i64.gt_u': [[ONES, 1n, 1], [1n, ONES, 0]],
  'i64.le_s': [[ONES, ONES, 1], [1n, ONES, 0]], 'i64.le_u': [[1n, ONES, 1], [ONES, 1n, 0]],
  'i64.ge_s': [[1n, ONES, 1], [ONES, 1n, 0]], 'i64.ge_u': [[ONES, 1n, 1], [1n, ONES, 0]],
  'f64.eq': [[1.5, 1.5, 1], [NaN, NaN, 0]], 'f64.ne': [[NaN, NaN, 1], [1.5, 1.5, 0]],
  'f64.lt': [[-1.5, 0, 1], [0, 0, 0]], 'f64.gt': [[0, -1.5, 1], [0, 0, 0]],
  'f64.le': [[0, 0, 1], [1, 0, 0]], 'f64.ge': [[0, 0, 1], [0, 1, 0]],
  'i32.clz': [[0x10, 27], [0, 32]], 'i32.ctz': [[0x10, 4], [0, 32]], 'i32.popcnt': [[-1, 32], [0x50, 2]],
  'i32.add': [[0x7fffffff, 1, MIN]], 'i32.sub': [[3, 5, -2]], 'i32.mul': [[0x10001, 0x10001, 0x20001]],
  'i32.div_s': [[-7, 2, -3]], 'i32.div_u': [[-7, 2, 0x7ffffffc]],
  'i32.rem_s': [[-7, 2, -1]], 'i32.rem_u': [[-7, 4, 1]],
  'i32.and': [[12, 10, 8]], 'i32.or': [[12, 10, 14]], 'i32.xor': [[12, 10, 6]],
  'i32.shl': [[3, 33, 6]], 'i32.shr_s': [[MIN, 31, -1]], 'i32.shr_u': [[MIN, 31, 1]],
  'i32.rotl': [[MIN, 1, 1]], 'i32.rotr': [[1, 1, MIN]],
  'i64.clz': [[1n, 63n]], 'i64.ctz': [[2n ** 40n, 40n]], 'i64.popcnt': [[ONES, 64n]],
  'i64.add': [[2n ** 63n - 1n, 1n, MIN64]], 'i64.sub': [[3n, 5n, -2n]], 'i64.mul': [[2n ** 32n, 2n ** 31n, MIN64]],
  'i64.div_s': [[-7n, 2n, -3n]], 'i64.div_u': [[-7n, 2n, 2n ** 63n - 4n]],
  'i64.rem_s': [[-7n, 2n, -1n]], 'i64.rem_u': [[-7n, 4n, 1n]],
  'i64.and': [[12n, 10n, 8n]], 'i64.or': [[12n, 10n, 14n]], 'i64.xor': [[12n, 10n, 6n]],
  'i64.shl': [[3n, 65n, 6n]], 'i64.shr_s': [[MIN64, 63n, -1n]], 'i64.shr_u': [[MIN64, 63n, 1n]],
  'i64.rotl': [[MIN64, 1n, 1n]], 'i64.rotr': [[1n, 1n, MIN64]],
  'f64.abs': [[-1.5, 1.5]], 'f64.neg': [[1.5, -1.5]], 'f64.ceil': [[-1.5, -1]], 'f64.floor': [[-1.5, -2]],
  'f64.trunc': [[1.75, 1]], 'f64.nearest': [[2.5, 2]], 'f64.sqrt': [[2.25, 1.5]],
  'f64.add': [[0.5, 0.25, 0.75]], 'f64.sub': [[0.5, 0.25, 0.25]], 'f64.mul': [[1.5, 3, 4.5]], 'f64.div': [[1, -0, -Infinity]],
  'f64.min': [[0, -0, -0]], 'f64.max': [[-0, 0, 0]], 'f64.copysign': [[1.5, -0, -1.5]],
  'i32.wrap_i64': [[0x180000000n, MIN]],
  'i32.trunc_f64_s': [[-1.5, -1]], 'i32.trunc_f64_u': [[4294967295.5, -1]],
  'i64.extend_i32_s': [[-1, ONES]], 'i64.extend_i32_u': [[-1, 0xffffffffn]],
  'i64.trunc_f64_s': [[-(2 ** 40) - 0.5, -(2n ** 40n)]], 'i64.trunc_f64_u': [[2 ** 63, MIN64]],
  'f64.convert_i32_s': [[-1, -1]], 'f64.convert_i32_u': [[-1, 4294967295]],
  'f64.convert_i64_s': [[ONES, -1]], 'f64.convert_i64_u': [[ONES, 2 ** 64]],
  'i64.reinterpret_f64': [[1.5, BITS]], 'f64.reinterpret_i64': [[BITS, 1.5]],
  'i32.extend8_s': [[0x180, -128]], 'i32.extend16_s': [[0x18000, -32768]],
  'i64.extend8_s': [[0x180n, -128n]], 'i64.extend16_s': [[0x18000n, -32768n]], 'i64.extend32_s': [[0x180000000n, -(2n ** 31n)]],
};

describe('an instruction that takes nothing but values', () => {
  it.each(Object.keys(NUMERIC) as NumericName[])('%s', (name) => {
    const { takes, gives } = NUMERIC[name];
    const run = compile({ parameters: takes, results: [gives] }, (code) => {
      for (const parameter of code.parameters) code.get(parameter);
      code.op(name);
    });
    for (const values of CASES[name]) expect(run(...values.slice(0, -1))).toBe(values.at(-1));
  });
});

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
const bytes = new Uint8Array(memory.buffer);
/** Its bytes, the lowest first: 80 81 82 ... 87. */
const PATTERN = 0x8786858483828180n;

/** What each load makes of {@link PATTERN}. */
const LOADED: Readonly<Record<LoadName, Value>> = {
  'i32.load': 0x83828180 | 0,
  'i64.load': BigInt.asIntN(64, PATTERN),
  'f64.load': new Float64Array(new BigUint64Array([PATTERN]).buffer)[0],
  'i32.load8_s': -128,
  'i32.load8_u': 0x80,
  'i32.load16_s': 0x8180 - 0x10000,
  'i32.load16_u': 0x8180,
  'i64.load8_s': -128n,
  'i64.load8_u': 0x80n,
  'i64.load16_s': -0x7e80n,
  'i64.load16_u': 0x8180n,
  'i64.load32_s': 0x83828180n - 2n ** 32n,
  'i64.load32_u': 0x83828180n,
};

describe('a load', () => {
  it.each(Object.keys(LOADS) as LoadName[])('%s, at any address', (name) => {
    const { type } = LOADS[name];
    const run = compile(
      { parameters: ['i32'], results: [type] },
      (code) => void code.get(code.parameters[0]).load(name, 1000),
      memory,
    );
    for (const address of [0, 3]) {
      new DataView(memory.buffer).setBigUint64(1000 + address, PATTERN, true);
      expect(run(address)).toBe(LOADED[name]);
    }
  });
});

/** A value for each store, and the bytes that it leaves. */
const STORED: Readonly<Record<StoreName, readonly [Value, number[]]>> = {
  'i32.store': [0x04030201, [1, 2, 3, 4]],
  'i64.store': [0x0807060504030201n, [1, 2, 3, 4, 5, 6, 7, 8]],
  'f64.store': [1.5, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]],
  'i32.store8': [0x04030201, [1]],
  'i32.store16': [0x04030201, [1, 2]],
  'i64.store8': [0x0807060504030201n, [1]],
  'i64.store16': [0x0807060504030201n, [1, 2]],
  'i64.store32': [0x0807060504030201n, [1, 2, 3, 4]],
};

describe('a store', () => {
  it.each(Object.keys(STORES) as StoreName[])('%s, and no byte beside', (name) => {
    const [value, stored] = STORED[name];
    const run = compile(
      { parameters: ['i32', STORES[name].type], results: [] },
      (code) =>
        void code
          .get(code.parameters[0])
          .get(code.parameters[1])
          .store(name, 70_000 - 65536),
      memory,
    );
    bytes.fill(0xee);
    run(5, value);
    const first = 70_000 - 65536 + 5;
    expect([...bytes.subarray(first - 1, first + 9)]).toEqual(
      [0xee, ...stored, ...new Array<number>(9).fill(0xee)].slice(0, 10),
    );
  });
});
