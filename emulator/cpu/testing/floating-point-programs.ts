/**
 * Programs that do every floating-point operation, in every format, on tables of operands in all rounding modes, and leave
 * results and Status Registers one after the other.
 */
import { toInteger } from '../../fpu/conversions.ts';
import { DOUBLE, SINGLE, type Format } from '../../fpu/formats.ts';
import { isNan } from '../../fpu/nan.ts';
import { randomBelow, randomDoubleword, randomPair } from '../../fpu/testing/operands.ts';
import { decode, fieldsOf } from '../../isa/decode.ts';
import { disassemble } from '../../isa/disassemble.ts';
import { encode } from '../../isa/encode.ts';
import { DATA, load } from './comparable-rows.ts';
import { writeAndExit, type Program } from './random-program.ts';
import type { Random } from './random.ts';
import { randomStatus } from './record.ts';
import { assemble, type Line } from './test-machine.ts';

/** Records of operands in each table. */
export const RECORDS = 200;
const RECORD_SIZE = 32;
export const RESULT_SIZE = 24;

/** Registers, as the operands of the table number them (twice the number, plus 1 for the right half). */
const A = 40;
const B = 42;
const C = 44;
const D = 46;

/** The operands that an operation can take: any, or numbers that fit an integer of 32 or 64 bits. */
const KINDS = ['any', 'single 32', 'single 64', 'double 32', 'double 64'] as const;
type Kind = (typeof KINDS)[number];

/** Instructions that work on A, B, C and D, and leave results in C and D. */
export interface Operation {
  readonly kind: Kind;
  readonly words: readonly number[];
}

/** All operations, in groups. */
export const OPERATIONS: readonly (readonly [name: string, operations: readonly Operation[]])[] = [
  ['arithmetic', arithmetic()],
  ['conversions', conversions()],
  ['comparisons', comparisons()],
];

function arithmetic(): Operation[] {
  const any = (...words: number[]): Operation => ({ kind: 'any', words });
  const binary = (['fadd', 'fsub', 'fmpy', 'fdiv'] as const).flatMap((name) => [
    any(encode(name, [A, B, C], { fmt: 0 })),
    any(encode(name, [A, B, C], { fmt: 1 })),
    any(encode(`${name}0e`, [A + 1, B, C + 1], { d: 0 })),
    any(encode(`${name}0e`, [A, B + 1, C], { d: 0 })),
  ]);
  const unary = (['fcpy', 'fabs', 'fsqrt', 'frnd'] as const).flatMap((name) => [
    any(encode(name, [A, C], { fmt: 0 })),
    any(encode(name, [A, C], { fmt: 1 })),
    any(encode(`${name}0e`, [A + 1, C + 1], { fmt: 0 })),
  ]);
  const multiple = (['fmpyadd', 'fmpysub'] as const).flatMap((name) => [
    any(encode(`${name}sgl`, [A, B + 1, D, A + 1, C])),
    any(encode(`${name}dbl`, [A, B, D, B, C])),
  ]);
  return [...binary, ...unary, ...multiple, any(encode('xmpyu', [A + 1, B, C])), any(encode('xmpyu', [A, B + 1, C]))];
}

function conversions(): Operation[] {
  const formats = [0, 1];
  const fromFloat = (['fcnvfx', 'fcnvfxt'] as const).flatMap((name) =>
    formats.flatMap((sf) =>
      formats.map((df): Operation => {
        const kind = `${sf === 0 ? 'single' : 'double'} ${df === 0 ? 32 : 64}` as const;
        return { kind, words: [encode(name, [A, C], { sf, df })] };
      }),
    ),
  );
  const fromFixed = formats.flatMap((sf) =>
    formats.map((df): Operation => ({ kind: 'any', words: [encode('fcnvxf', [A, C], { sf, df })] })),
  );
  const between = [0, 1].map((sf): Operation => ({
    kind: 'any',
    words: [encode('fcnvff', [A, C], { sf, df: 1 - sf })],
  }));
  const halves = [
    encode('fcnvff0e', [A + 1, C], { sf: 0, df: 1 }),
    encode('fcnvff0e', [A, C + 1], { sf: 1, df: 0 }),
    encode('fcnvxf0e', [A + 1, C + 1], { sf: 0, df: 0 }),
  ].map((word): Operation => ({ kind: 'any', words: [word] }));
  const fromHalves = (['fcnvfx0e', 'fcnvfxt0e'] as const).flatMap((name): Operation[] => [
    { kind: 'single 32', words: [encode(name, [A, C + 1], { sf: 0, df: 0 })] },
    { kind: 'single 64', words: [encode(name, [A, C], { sf: 0, df: 1 })] },
    { kind: 'double 32', words: [encode(name, [A, C + 1], { sf: 1, df: 0 })] },
  ]);
  return [...fromFloat, ...fromFixed, ...between, ...halves, ...fromHalves];
}

/** All conditions of FCMP; and those of FTEST, which pass over a copy into C. */
function comparisons(): Operation[] {
  const compare = Array.from({ length: 32 }, (_, c): Operation[] => [
    { kind: 'any', words: [encode('fcmp', [A, B], { fmt: c & 1, c })] },
    { kind: 'any', words: [encode('fcmp0e', [A + 1, B], { d: 0, c })] },
    { kind: 'any', words: [encode('fcmp', [A, B], { fmt: ~c & 1, c })] },
  ]).flat();
  const test = [0, 1, 5, 9, 13, 17].map((c): Operation => ({
    kind: 'any',
    words: [encode('ftest', [], { c }), encode('fcpy', [A, C], { fmt: 1 })],
  }));
  return [...compare, ...test];
}

/** Works through the operation's table of records; %r25 is where the results go. */
function loop({ kind, words }: Operation): (Line | number)[] {
  const body: (Line | number)[] = [
    ['fldds', 8, 0, 26, A, { m: 1 }],
    ['fldds', 8, 0, 26, B, { m: 1 }],
    ['fldds', 0, 0, 26, C],
    ['fldds', 8, 0, 26, D, { m: 1 }],
    ['fldds', 8, 0, 26, 0, { m: 1 }],
    ...words,
    ['fstds', C, 8, 0, 25, { m: 1 }],
    ['fstds', D, 8, 0, 25, { m: 1 }],
    ['fstws', 0, 0, 0, 25],
    ['ldo', 8, 25, 25],
  ];
  return [
    ...load(DATA + KINDS.indexOf(kind) * RECORDS * RECORD_SIZE, 26),
    ['ldo', RECORDS, 0, 24],
    ...body,
    ['addibf', -1, 24, -4 * body.length - 8, { c: 3 }],
    ['or', 0, 0, 0],
  ];
}

/** A program that does all operations on the operands in `tables` and writes the results. */
export function programFor(operations: readonly Operation[], tables: Buffer): Program {
  const results = DATA + tables.length;
  const size = operations.length * RECORDS * RESULT_SIZE;
  return {
    text: [...assemble([...load(results, 25), ...operations.flatMap(loop)]), ...writeAndExit(results, size)],
    data: Buffer.concat([tables, Buffer.alloc(size)]),
  };
}

/** An operand that fits: from a format to an integer of some width, in any rounding mode. */
function fitting(random: Random, format: Format, width: 32 | 64): bigint {
  for (;;) {
    const bits = randomBelow(random, format, width);
    if ([0, 1, 2, 3].every((rounding) => toInteger(format, width, bits, rounding).exceptions < 32)) return bits;
  }
}

function operandsOf(random: Random, kind: Kind): [bigint, bigint] {
  switch (kind) {
    case 'any': {
      if (random(2) === 0) return randomPair(random, DOUBLE);
      const [left1, left2] = randomPair(random, SINGLE);
      const [right1, right2] = randomPair(random, SINGLE);
      return [(left1 << 32n) | right1, (left2 << 32n) | right2];
    }
    case 'single 32':
      return [fitting(random, SINGLE, 32) << 32n, 0n];
    case 'single 64':
      return [fitting(random, SINGLE, 64) << 32n, 0n];
    case 'double 32':
      return [fitting(random, DOUBLE, 32), 0n];
    case 'double 64':
      return [fitting(random, DOUBLE, 64), 0n];
  }
}

/** The tables of operands, as bytes: A, B, C and D (the same), Status Register. */
export function tablesFrom(random: Random): Buffer {
  const tables = Buffer.alloc(KINDS.length * RECORDS * RECORD_SIZE);
  for (const [table, kind] of KINDS.entries()) {
    for (let i = 0; i < RECORDS; i += 1) {
      const at = (table * RECORDS + i) * RECORD_SIZE;
      const [a, b] = operandsOf(random, kind);
      tables.writeBigUInt64BE(a, at);
      tables.writeBigUInt64BE(b, at + 8);
      tables.writeBigUInt64BE(randomDoubleword(random), at + 16);
      tables.writeUInt32BE(randomStatus(random), at + 24);
    }
  }
  return tables;
}

/** FCNVFF,DBL,SGL of a NaN that QEMU makes infinite. */
export function becomesInfinite({ words }: Operation, tables: Buffer, record: number): boolean {
  const row = decode(words[0]);
  if (row?.mnemonic !== 'fcnvff' || fieldsOf(words[0], row)['sf'] !== 1) return false;
  const a = tables.readBigUInt64BE(record * RECORD_SIZE);
  return isNan(DOUBLE, a) && (a & 0xfffffe0000000n) === 0n;
}

/** For people: an operation, its operands, and both results. */
export function describeDifference(
  { kind, words }: Operation,
  tables: Buffer,
  record: number,
  ours: Buffer,
  theirs: Buffer,
): string {
  const at = (KINDS.indexOf(kind) * RECORDS + record) * RECORD_SIZE;
  const show = (bytes: Buffer): string =>
    `C ${bytes.toString('hex', 0, 8)} D ${bytes.toString('hex', 8, 16)} status ${bytes.toString('hex', 16, 20)}`;
  const operands = [0, 8, 16].map((offset) => tables.toString('hex', at + offset, at + offset + 8)).join(' ');
  return `${words.map((word) => disassemble(word)).join('; ')} on ${operands}, status ${tables.toString('hex', at + 24, at + 28)}
    ours: ${show(ours)}\n    QEMU: ${show(theirs)}`;
}
