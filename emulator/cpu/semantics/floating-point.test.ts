import { beforeEach, describe, expect, it } from 'vitest';
import { EXCEPTION } from '../../fpu/exceptions.ts';
import { FPSR } from '../../fpu/status-register.ts';
import { LAYOUT } from '../../layout.ts';
import { TestMachine, type Line } from '../testing/test-machine.ts';

/** Registers 4 to 7, as operands. */
const [A, B, T, U] = [8, 10, 12, 14];
const ONE = [0x3ff00000, 0];
const MAX = [0x7fefffff, 0xffffffff];
/** Enable bits are where EXCEPTION has them; flags stand 27 bits further left. */
const flags = (exceptions: number): number => (exceptions << 27) >>> 0;

const ASSIST_EXCEPTION = 14;
const ASSIST_EMULATION = 22;

let machine: TestMachine;
const word = (half: number): number => machine.state.words[LAYOUT.FR + half] >>> 0;
const pair = (half: number): number[] => [word(half), word(half + 1)];
const set = (half: number, [left, right]: readonly number[]): void => {
  machine.state.words[LAYOUT.FR + half] = left;
  machine.state.words[LAYOUT.FR + half + 1] = right;
};
const status = (): number => word(0);
const setStatus = (value: number): void => {
  machine.state.words[LAYOUT.FR] = value;
};

beforeEach(() => {
  machine = new TestMachine();
  machine.setCr(10, 0xc0);
  machine.cpu.psw = 8;
});

const DIVIDE: Line = ['fdiv', A, B, T, { fmt: 1 }];
const ADD: Line = ['fadd', A, B, T, { fmt: 1 }];
/** Any other floating-point instruction, which must take a delayed trap. */
const NEXT: Line = ['fcpy', A, U, { fmt: 1 }];

describe('operands', () => {
  it('are register pairs for doubles, left halves in 0C, either half in 0E', () => {
    set(A, [0x40000000, 0x3f800000]);
    set(B, [0x40400000, 0]);
    machine.run([
      ['fadd', A, B, T, { fmt: 0 }],
      ['fsub0e', A + 1, B, T + 1, { d: 0 }],
      ['fcpy', A, U, { fmt: 1 }],
    ]);
    expect(pair(T)).toEqual([0x40a00000, 0xc0000000]);
    expect(pair(U)).toEqual([0x40000000, 0x3f800000]);
  });

  it('register 0 is zero as a source, and takes no result', () => {
    setStatus(0x600);
    set(A, ONE);
    machine.run([
      ['fcpy', 0, T, { fmt: 1 }],
      ['fcpy', A, 0, { fmt: 1 }],
      ['fsub', 0, A, U, { fmt: 1 }],
    ]);
    expect(pair(T)).toEqual([0, 0]);
    expect(pair(U)).toEqual([0xbff00000, 0]);
    expect(pair(0)).toEqual([0x600, 0]);
  });

  it('FMPYADD multiplies into one register and adds to another', () => {
    set(A, [0x40000000, 0]);
    set(B, [0x40080000, 0]);
    set(T, ONE);
    machine.run([['fmpyadddbl', A, B, U, A, T]]);
    expect(pair(U)).toEqual([0x40180000, 0]);
    expect(pair(T)).toEqual([0x40080000, 0]);
  });

  it('FMPYSUB of singles names halves of registers 16 to 31', () => {
    set(32, [0x40000000, 0x40400000]);
    set(34, [0x3f800000, 0]);
    machine.run([['fmpysubsgl', 32, 33, 62, 32, 34]]);
    expect(word(62)).toBe(0x40c00000);
    expect(word(34)).toBe(0xbf800000);
  });
});

describe('exceptions without a trap', () => {
  it('set flags, which stay', () => {
    set(A, ONE);
    machine.run([DIVIDE, ADD]);
    expect(pair(T)).toEqual(ONE);
    expect(status()).toBe(flags(EXCEPTION.DIVISION_BY_ZERO));
  });

  it('an invalid comparison has the unordered result', () => {
    set(A, [0x7ff00000, 1]);
    machine.run([['fcmp', A, B, { fmt: 1, c: 0b00011 }]]);
    expect(status()).toBe((flags(EXCEPTION.INVALID) | FPSR.C) >>> 0);
  });
});

describe('delayed traps', () => {
  it('are taken by the next floating-point instruction, not by others', () => {
    set(A, ONE);
    set(T, [1, 2]);
    setStatus(EXCEPTION.DIVISION_BY_ZERO);
    machine.run([DIVIDE, ['ldo', 5, 0, 3], NEXT]);
    expect(machine.interruption).toBe(ASSIST_EXCEPTION);
    expect(machine.gr(3)).toBe(5);
    expect(machine.cr(19)).toBe(0x30804807);
    expect(machine.cr(18)).toBe(0x1008);
    // Operands and destination as they were; the instruction with the exception's code in the place of its opcode.
    expect(pair(T)).toEqual([1, 2]);
    expect(pair(0)).toEqual([EXCEPTION.DIVISION_BY_ZERO | FPSR.T, 0x40000000 | (0x30856e06 & 0x03ffffff)]);
  });

  it.each([
    ['invalid operation', EXCEPTION.INVALID, [0x7ff80000, 0], ONE, [1, 2], 0b100000],
    ['overflow', EXCEPTION.OVERFLOW, MAX, MAX, [0x1ffffff0 + 0xf, 0xffffffff], 0b001000],
    ['inexact', EXCEPTION.INEXACT, ONE, [0x00100000, 0], ONE, 0b000010],
  ])('%s: its result and code', (_, enabled, a, b, result, code) => {
    set(A, a);
    set(B, b);
    set(T, [1, 2]);
    setStatus(enabled);
    machine.run([ADD, NEXT]);
    expect(machine.interruption).toBe(ASSIST_EXCEPTION);
    expect(pair(T)).toEqual(result);
    expect(word(1) >>> 26).toBe(code);
  });

  it('with overflow and inexact both, the code tells the enabled ones, flags the others', () => {
    const run = (enabled: number): [number, number] => {
      machine = new TestMachine();
      machine.setCr(10, 0xc0);
      set(A, [0x7fefffff, 0xffffffff]);
      set(B, [0x7fe00000, 0]);
      setStatus(enabled);
      machine.run([ADD, NEXT]);
      return [word(1) >>> 26, status() & 0xf8000000];
    };
    const { OVERFLOW, INEXACT } = EXCEPTION;
    expect(run(OVERFLOW | INEXACT)).toEqual([0b001010, 0]);
    expect(run(OVERFLOW)).toEqual([0b001000, flags(INEXACT)]);
    expect(run(INEXACT).map((value) => value >>> 0)).toEqual([0b000010, flags(OVERFLOW)]);
  });

  it('a comparison that traps leaves C and the queue', () => {
    set(A, [0x7ff80000, 0]);
    setStatus(FPSR.C | EXCEPTION.INVALID);
    machine.run([['fcmp', A, B, { fmt: 1, c: 0 }]]);
    expect(status()).toBe(FPSR.C | FPSR.T | EXCEPTION.INVALID);
  });

  it('FMPYADD with a trapping exception is left to software, with nothing done', () => {
    set(A, [0x7fe00000, 0]);
    set(T, ONE);
    set(U, [1, 2]);
    setStatus(EXCEPTION.OVERFLOW | EXCEPTION.INEXACT);
    machine.run([['fmpyadddbl', A, A, U, A, T]]);
    expect([pair(T), pair(U)]).toEqual([ONE, [1, 2]]);
    expect(word(1) >>> 26).toBe(0b000011);
  });
});

describe('the unimplemented exception', () => {
  it.each([
    ['quad', ['fadd', A, B, T, { fmt: 3 }], 0b001001],
    ['a conversion of quad', ['fcnvff', A, T, { sf: 3, df: 1 }], 0b001001],
    ['an integer out of range', ['fcnvfxt', A, T, { sf: 1, df: 0 }], 0b001001],
    ['the same in 0E', ['fcnvfxt0e', A, T + 1, { sf: 1, df: 0 }], 0b001011],
  ] as const)('%s: is delayed, changes no flag', (_, line, code) => {
    set(A, MAX);
    set(T, [1, 2]);
    machine.run([[...line], ['ldo', 1, 0, 3], NEXT]);
    expect(machine.interruption).toBe(ASSIST_EXCEPTION);
    expect(machine.gr(3)).toBe(1);
    expect(pair(T)).toEqual([1, 2]);
    expect(status()).toBe(FPSR.T);
    expect(word(1) >>> 26).toBe(code);
  });
});

describe('the reserved-op exception', () => {
  it.each([
    ['a reserved sub-opcode in 0C', 0x3080c006],
    ['one in 0E', 0x3885a606],
    ['an undefined format', 0x30851606],
    ['a conversion to the same format', 0x30802a06],
    ['unit 1', 0x30000040],
  ])('%s: traps at once and leaves the Status Register', (_, instruction) => {
    machine.run([instruction]);
    expect(machine.interruption).toBe(ASSIST_EXCEPTION);
    expect(machine.cr(18)).toBe(0x1000);
    expect(machine.cr(19)).toBe(instruction);
    expect(pair(0)).toEqual([0, 0]);
  });
});

describe('FTEST', () => {
  it('nullifies the next instruction if its condition holds', () => {
    set(A, ONE);
    machine.run([
      ['fcmp', A, A, { fmt: 1, c: 4 }],
      ['ftest', { c: 0 }],
      ['ldo', 1, 0, 3],
      ['ftest', { c: 1 }],
      ['ldo', 1, 0, 4],
    ]);
    expect([machine.gr(3), machine.gr(4)]).toEqual([0, 1]);
  });

  it('takes a delayed trap before it tests', () => {
    setStatus(FPSR.T);
    machine.run([['ftest', { c: 0 }]]);
    expect(machine.interruption).toBe(ASSIST_EXCEPTION);
  });
});

describe('assist emulation', () => {
  it('is for floating-point operations while the coprocessor is switched off, armed or not', () => {
    machine.setCr(10, 0);
    setStatus(FPSR.T);
    machine.run([ADD]);
    expect(machine.interruption).toBe(ASSIST_EMULATION);
    expect([machine.cr(20), machine.cr(21)]).toEqual([0, 0]);
    expect(status()).toBe(FPSR.T);
  });

  it.each([
    ['another coprocessor', ['copr', 3, 5]],
    ['the performance monitor', ['pmenb']],
    ['a special function unit', ['spop0', 1, 2]],
  ] as const)('is for %s, which is not there', (_, line) => {
    machine.run([[...line]]);
    expect(machine.interruption).toBe(ASSIST_EMULATION);
  });
});
