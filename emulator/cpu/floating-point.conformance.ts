/**
 * Every floating-point operation on random operands, in all rounding modes, run by qemu-hppa (user mode) and by our
 * processor: results and Status Register must be equal. Set SEED to repeat a run.
 *
 * Where QEMU 7.2 differs from the manual, which decides:
 * - It takes the format bit of FMPYADD and FMPYSUB the wrong way round (table 6-16; GNU as agrees with the manual). The
 *   bit is flipped for it.
 * - FCNVFF,DBL,SGL of a NaN whose left fraction bits are all 0 gives it infinity instead of a NaN ("Operations With NaNs",
 *   page 6-23). Left out.
 * - FTEST,REJ and REJ8 test that all bits are 1 (table 6-14). Left out; status-register.test.ts has them.
 * - FCNVFX and FCNVFXT out of range raise invalid there and are unimplemented exceptions here (table 6-23), which trap, as
 *   no exception does in QEMU's user mode. Conversions get only numbers that fit.
 * - It has the D-bit and keeps the undefined bits of the Status Register. They are always loaded as 0.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toInteger } from '../fpu/conversions.ts';
import { DOUBLE, SINGLE, type Format } from '../fpu/formats.ts';
import { isNan } from '../fpu/nan.ts';
import { decode, fieldsOf } from '../isa/decode.ts';
import { disassemble } from '../isa/disassemble.ts';
import { encode } from '../isa/encode.ts';
import { EXIT } from './processor.ts';
import { randomBelow, randomDoubleword, randomFrom, randomPair, type Random } from '../fpu/testing/operands.ts';
import { assemble, IDLE, TestMachine, type Line } from './testing/test-machine.ts';

const PROGRAMS = 20;
/** Records of operands in each table. */
const RECORDS = 200;
const RECORD_SIZE = 32;
const RESULT_SIZE = 24;

const TEXT = 0x10000;
const TABLES = 0x20000;
const RESULTS = 0x30000;
/** The Linux gateway page's system call entry. */
const SYSTEM_CALL = 0x100;

/** Registers, as the operands of the table number them (twice the number, plus 1 for the right half). */
const A = 40;
const B = 42;
const C = 44;
const D = 46;

/** The operands that an operation can take: any, or numbers that fit an integer of 32 or 64 bits. */
const KINDS = ['any', 'single 32', 'single 64', 'double 32', 'double 64'] as const;
type Kind = (typeof KINDS)[number];

/** Instructions that work on A, B, C and D, and leave results in C and D. */
interface Operation {
  readonly kind: Kind;
  readonly words: readonly number[];
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-fpu-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
  return [...fromFloat, ...fromFixed, ...between, ...halves];
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

/** Puts an address into a register. */
const address = (value: number, register: number): Line[] => [
  ['ldil', value >>> 11, register],
  ['ldo', value & 0x7ff, register, register],
];

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
    ...address(TABLES + KINDS.indexOf(kind) * RECORDS * RECORD_SIZE, 26),
    ['ldo', RECORDS, 0, 24],
    ...body,
    ['addibf', -1, 24, -4 * body.length - 8, { c: 3 }],
    ['or', 0, 0, 0],
  ];
}

/** A program that does all operations and writes the results to standard output. */
function programFor(operations: readonly Operation[]): number[] {
  const systemCall = (number: number): Line[] => [
    ['ble', SYSTEM_CALL, 2, 0],
    ['ldo', number, 0, 20],
  ];
  return assemble([
    ...address(RESULTS, 25),
    ...operations.flatMap(loop),
    ['ldo', 1, 0, 26],
    ...address(operations.length * RECORDS * RESULT_SIZE, 24),
    ...address(RESULTS, 25),
    ...systemCall(4),
    ['ldo', 0, 0, 26],
    ...systemCall(1),
  ]);
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

/** A Status Register with all its flags, compare bits and rounding mode at random, and no traps. */
function randomStatus(random: Random): number {
  const queue = random(4) === 0 ? 0 : random(2 ** 11) & random(2 ** 11);
  return ((random(32) << 27) | (random(2) << 26) | (queue << 11) | (random(4) << 9)) >>> 0;
}

/** The tables of records, as bytes: A, B, C and D (the same), Status Register. */
function tablesFrom(random: Random): Buffer {
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

function tool(name: string, args: readonly string[]): Buffer {
  try {
    return execFileSync(name, args, { maxBuffer: 1 << 26 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${name} is missing: install binutils-hppa-linux-gnu and qemu-user`, { cause: error });
  }
}

/** FMPYADD and FMPYSUB have another format bit for QEMU. */
function asQemuDecodes(word: number): number {
  const opcode = word >>> 26;
  return opcode === 0x06 || opcode === 0x26 ? word ^ 0x20 : word;
}

function runInQemu(text: readonly number[], tables: Buffer): Buffer {
  const path = (name: string): string => join(folder, name);
  const code = Buffer.alloc(text.length * 4);
  text.forEach((word, i) => code.writeUInt32BE(asQemuDecodes(word) >>> 0, i * 4));
  writeFileSync(path('text'), code);
  writeFileSync(path('tables'), tables);
  const size = 0x100000 - RESULTS;
  writeFileSync(
    path('program.s'),
    `.text\n.globl _start\n_start:\n.incbin "${path('text')}"\n.data\n.incbin "${path('tables')}"\n.bss\n.skip ${size}\n`,
  );
  tool('hppa-linux-gnu-as', ['-o', path('program.o'), path('program.s')]);
  const places = { text: TEXT, data: TABLES, bss: RESULTS };
  const addresses = Object.entries(places).map(([name, value]) => `-T${name}=${value.toString(16)}`);
  tool('hppa-linux-gnu-ld', [...addresses, '-o', path('program.elf'), path('program.o')]);
  return tool('qemu-hppa', [path('program.elf')]);
}

function runOurs(text: readonly number[], tables: Buffer, size: number): Buffer {
  const machine = new TestMachine();
  const { memory } = machine.cpu;
  machine.setCr(10, 0xc0);
  text.forEach((word, i) => memory.storeWord(TEXT + 4 * i, word));
  memory.write(TABLES, tables);
  memory.storeWord(SYSTEM_CALL, IDLE);
  machine.jump(TEXT);
  expect(machine.cpu.run(100_000_000)).toBe(EXIT.REST);
  expect(machine.front).toBe(SYSTEM_CALL);
  return Buffer.from(memory.read(RESULTS, size));
}

/** FCNVFF,DBL,SGL of a NaN that QEMU makes infinite. */
function becomesInfinite({ words }: Operation, tables: Buffer, record: number): boolean {
  const row = decode(words[0]);
  if (row?.mnemonic !== 'fcnvff' || fieldsOf(words[0], row)['sf'] !== 1) return false;
  const a = tables.readBigUInt64BE(record * RECORD_SIZE);
  return isNan(DOUBLE, a) && (a & 0xfffffe0000000n) === 0n;
}

/** For people: an operation, its operands, and both results. */
function describe({ kind, words }: Operation, tables: Buffer, record: number, ours: Buffer, theirs: Buffer): string {
  const at = (KINDS.indexOf(kind) * RECORDS + record) * RECORD_SIZE;
  const show = (bytes: Buffer): string =>
    `C ${bytes.toString('hex', 0, 8)} D ${bytes.toString('hex', 8, 16)} status ${bytes.toString('hex', 16, 20)}`;
  const operands = [0, 8, 16].map((offset) => tables.toString('hex', at + offset, at + offset + 8)).join(' ');
  return `${words.map((word) => disassemble(word)).join('; ')} on ${operands}, status ${tables.toString('hex', at + 24, at + 28)}
    ours: ${show(ours)}\n    QEMU: ${show(theirs)}`;
}

it.each([
  ['arithmetic', arithmetic()],
  ['conversions', conversions()],
  ['comparisons', comparisons()],
])(`%s as QEMU does it (SEED=${seed})`, (_, operations) => {
  const text = programFor(operations);
  const size = operations.length * RECORDS * RESULT_SIZE;
  const differences: string[] = [];
  for (let program = 0; program < PROGRAMS; program += 1) {
    const tables = tablesFrom(randomFrom(seed + program));
    const ours = runOurs(text, tables, size);
    const theirs = runInQemu(text, tables);
    expect(theirs.length).toBe(size);
    for (let i = 0; i < size; i += RESULT_SIZE) {
      const result = (bytes: Buffer): Buffer => bytes.subarray(i, i + RESULT_SIZE);
      if (!result(ours).equals(result(theirs))) {
        const number = i / RESULT_SIZE;
        const operation = operations[Math.floor(number / RECORDS)];
        if (becomesInfinite(operation, tables, number % RECORDS)) continue;
        differences.push(describe(operation, tables, number % RECORDS, result(ours), result(theirs)));
      }
    }
  }
  expect(differences.slice(0, 20), `${differences.length} differences`).toEqual([]);
});
