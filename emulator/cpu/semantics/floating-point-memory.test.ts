import { beforeEach, describe, expect, it } from 'vitest';
import { FPSR } from '../../fpu/status-register.ts';
import { LAYOUT } from '../../layout.ts';
import { PSW } from '../psw.ts';
import { access, TestMachine, type Line } from '../testing/test-machine.ts';

const DATA = 0x20000;
/** Register 4, as an operand. */
const R = 8;

let machine: TestMachine;
const memory = (address: number): number => machine.cpu.memory.words[address / 4] >>> 0;
const word = (half: number): number => machine.state.words[LAYOUT.FR + half] >>> 0;
const put = (half: number, value: number): void => {
  machine.state.words[LAYOUT.FR + half] = value;
};

beforeEach(() => {
  machine = new TestMachine();
  machine.setCr(10, 0xc0);
  machine.cpu.psw = 8;
  machine.setGr(1, DATA);
  machine.cpu.memory.storeWord(DATA, 0x11111111);
  machine.cpu.memory.storeWord(DATA + 4, 0x22222222);
});

describe('loads', () => {
  it('of a doubleword fill a register, of a word one half', () => {
    machine.run([
      ['fldds', 0, 0, 1, R],
      ['fldws', 4, 0, 1, R + 2],
      ['fldws', 0, 0, 1, R + 3],
    ]);
    expect([0, 1, 2, 3].map((i) => word(R + i))).toEqual([0x11111111, 0x22222222, 0x22222222, 0x11111111]);
  });

  it('shift the index by the size, and modify the base before or after', () => {
    machine.setGr(2, 1);
    machine.setGr(3, DATA - 8);
    machine.run([
      ['flddx', 2, 0, 3, R, { u: 1, m: 1 }],
      ['fldwx', 2, 0, 3, R + 2, { u: 1 }],
      ['fldws', 4, 0, 1, R + 3, { a: 1, m: 1 }],
    ]);
    expect([machine.gr(1), machine.gr(3)]).toEqual([DATA + 4, DATA]);
    expect([word(R + 2), word(R + 3)]).toEqual([0x22222222, 0x22222222]);
  });

  it('of register 0 set what the Status Register has', () => {
    machine.cpu.memory.storeWord(DATA, 0xffffffff);
    machine.run([['fldws', 0, 0, 1, 0]]);
    expect(word(0)).toBe(0xfc3ffe5f);
  });
});

describe('stores', () => {
  it('of a doubleword and of both halves', () => {
    put(R, 0x33333333);
    put(R + 1, 0x44444444);
    machine.run([
      ['fstds', R, 8, 0, 1, { m: 1 }],
      ['fstws', R + 1, 0, 0, 1],
      ['fstwx', R, 1, 0, 0],
    ]);
    expect(machine.gr(1)).toBe(DATA + 8);
    expect([memory(DATA), memory(DATA + 4), memory(DATA + 8)]).toEqual([0x33333333, 0x44444444, 0x33333333]);
  });

  it('drop what was decoded of the words', () => {
    // The first time the instruction at 0x1010 is what the program has there, the second time what it has stored.
    put(R, 0x08000240);
    put(R + 1, 0x34030004);
    machine.setGr(5, 0x1010);
    machine.run(
      [
        ['bl', 8, 31],
        ['or', 0, 0, 0],
        ['or', 0, 0, 0],
        ['or', 0, 0, 0],
        ['or', 0, 0, 0],
        ['ldo', 1, 3, 3],
        ['fstds', R, 0, 0, 5],
        ['bl', -20, 31],
        ['or', 0, 0, 0],
      ],
      16,
    );
    expect(machine.gr(3)).toBe(2);
  });
});

describe('of pages that are mapped far away', () => {
  it.each([0x40000000, 0x7fff0000, 0x80000000, 0x80010000, 0xc0000000, 0xfffd0000])(
    '%i bytes, the second access finds what the first one does',
    (distance) => {
      const page = (DATA + distance) >>> 0;
      machine.map(1, page, DATA, access(1, 0, 0));
      for (let s = 4; s < 8; s += 1) machine.setSr(s, 1);
      machine.cpu.psw = PSW.D | PSW.Q;
      machine.setGr(1, page);
      machine.run([
        ['fldds', 0, 0, 1, R],
        ['fldds', 0, 0, 1, R + 2],
        ['fstds', R, 8, 0, 1],
        ['ldo', 16, 1, 1],
        ['fstds', R + 2, 0, 0, 1],
      ]);
      expect([0, 1, 2, 3].map((i) => word(R + i))).toEqual([0x11111111, 0x22222222, 0x11111111, 0x22222222]);
      expect([8, 12, 16, 20].map((i) => memory(DATA + i))).toEqual([0x11111111, 0x22222222, 0x11111111, 0x22222222]);
    },
  );
});

describe('faults', () => {
  it.each([
    ['a doubleword at a multiple of 4', ['fldds', 4, 0, 1, R], 28],
    ['a word at a multiple of 2', ['fstws', R, 2, 0, 1], 28],
    ['a doubleword outside RAM', ['fldds', 0, 0, 2, R], 1],
  ] as const)('%s', (_, line, interruption) => {
    machine.setGr(2, 0x700000);
    put(R, 7);
    machine.run([[...line]]);
    expect(machine.interruption).toBe(interruption);
    expect(word(R)).toBe(7);
  });

  it('leave the base register as it was', () => {
    machine.run([['fldds', 4, 0, 1, R, { m: 1, a: 1 }]]);
    expect(machine.gr(1)).toBe(DATA);
  });

  it('come before assist emulation, which gives the address', () => {
    machine.setCr(10, 0);
    machine.setSr(1, 5);
    machine.map(0, 0x1000, 0x1000, access(1, 0, 0));
    machine.map(5, DATA, DATA, access(1, 0, 0));
    machine.cpu.psw = 2;
    const line: Line = ['flddx', 2, 1, 1, R];
    machine.setGr(2, 0x8000);
    machine.run([line]);
    expect(machine.interruption).toBe(15);

    machine.jump(0x1000);
    machine.cpu.psw = 2 | 8;
    machine.setGr(2, 8);
    machine.run([line]);
    expect(machine.interruption).toBe(22);
    expect([machine.cr(20), machine.cr(21)]).toEqual([5, DATA + 8]);
  });
});

describe('a delayed trap', () => {
  beforeEach(() => put(0, FPSR.T));

  it.each([
    ['a load', ['fldds', 0, 0, 1, R]],
    ['a store', ['fstds', R, 0, 0, 1]],
    ['a word store of the Status Register', ['fstws', 0, 0, 0, 1]],
    ['a load with a misaligned address', ['fldds', 4, 0, 1, R]],
  ] as const)('is taken by %s', (_, line) => {
    machine.run([[...line]]);
    expect(machine.interruption).toBe(14);
    expect(memory(DATA)).toBe(0x11111111);
  });

  it('is cancelled by a doubleword store of register 0, which shows that there was one', () => {
    put(1, 0x41234567);
    machine.run([
      ['fstds', 0, 0, 0, 1],
      ['fstds', R, 8, 0, 1],
    ]);
    expect(machine.interruption).toBeUndefined();
    expect([memory(DATA), memory(DATA + 4)]).toEqual([FPSR.T, 0x41234567]);
    expect(word(0)).toBe(0);
  });

  it('is armed again by a doubleword load of register 0', () => {
    put(0, 0);
    machine.cpu.memory.storeWord(DATA, FPSR.T);
    machine.run([
      ['fldds', 0, 0, 1, 0],
      ['fcpy', R, R, { fmt: 1 }],
    ]);
    expect(machine.interruption).toBe(14);
    expect(machine.cr(18)).toBe(0x1004);
  });
});

it('FLOATING-POINT IDENTIFY shows the model to the store that follows', () => {
  machine.run([['fstds', 0, 0, 0, 1], ['fid'], ['fstds', 0, 0, 0, 1]]);
  expect(memory(DATA)).toBe((63 << 16) | (1 << 11));
});
