import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mnemonic } from '../../isa/instructions.ts';
import { PSW } from '../psw.ts';
import { PROGRAM, TestMachine, type Line } from '../testing/test-machine.ts';

/** Runs `line` with r1 = a, r2 = b; gives r3, the carry/borrow bits, and whether the next instruction was nullified. */
function execute(line: Line, a: number, b: number, prepare?: (machine: TestMachine) => void) {
  const machine = new TestMachine();
  machine.setGr(1, a);
  machine.setGr(2, b);
  prepare?.(machine);
  machine.run([line, ['ldo', 1, 0, 9]]);
  return {
    result: machine.gr(3),
    carries: (machine.cpu.psw & PSW.CB) >>> 8,
    nullified: machine.gr(9) === 0,
    interruption: machine.interruption,
  };
}

const three = (name: Mnemonic, c = 0, f = 0): Line => [name, 1, 2, 3, { c, f }];

describe('addition', () => {
  it('sets a carry bit for each digit that carries', () => {
    expect(execute(three('add'), 0x0f0f0f0f, 0x01010101)).toMatchObject({ result: 0x10101010, carries: 0x55 });
    expect(execute(three('add'), 0xffffffff, 1)).toMatchObject({ result: 0, carries: 0xff });
  });

  it('leaves the carry bits alone in its logical form', () => {
    expect(execute(three('addl'), 0xffffffff, 1)).toMatchObject({ result: 0, carries: 0 });
  });

  it('adds the leftmost carry bit in ADDC', () => {
    const carry = (machine: TestMachine) => (machine.cpu.psw = 0x8000);
    expect(execute(three('addc'), 5, 6, carry).result).toBe(12);
    expect(execute(three('addc'), 5, 6).result).toBe(11);
  });

  it('traps on signed overflow in ADDO and changes nothing', () => {
    expect(execute(three('addo'), 0x7fffffff, 1)).toMatchObject({ result: 0, carries: 0, interruption: 12 });
    expect(execute(three('addo'), 0x7fffffff, 0xffffffff)).toMatchObject({ result: 0x7ffffffe });
  });

  it('shifts its first operand in SHxADD, and counts the bits lost as overflow', () => {
    expect(execute(three('sh1add'), 3, 4).result).toBe(10);
    expect(execute(three('sh2add'), 3, 4).result).toBe(16);
    expect(execute(three('sh3add'), 3, 4).result).toBe(28);
    expect(execute(three('sh1addo'), 0x40000000, 0).interruption).toBe(12);
    expect(execute(three('sh1addo'), 0xc0000000, 0)).toMatchObject({ result: 0x80000000 });
    expect(execute(three('sh3add', 4, 1), 0x20000000, 0).nullified).toBe(true);
  });
});

describe('subtraction', () => {
  it('sets a carry/borrow bit for each digit that does not borrow', () => {
    expect(execute(three('sub'), 0x10, 1)).toMatchObject({ result: 0xf, carries: 0xfe });
    expect(execute(three('sub'), 0, 1)).toMatchObject({ result: 0xffffffff, carries: 0 });
    expect(execute(three('sub'), 5, 5)).toMatchObject({ result: 0, carries: 0xff });
  });

  it('subtracts one more without the leftmost carry bit in SUBB', () => {
    expect(execute(three('subb'), 9, 4).result).toBe(4);
    expect(execute(three('subb'), 9, 4, (machine) => (machine.cpu.psw = 0x8000)).result).toBe(5);
  });

  it('traps on the condition in SUBT, on overflow before it in SUBTO', () => {
    expect(execute(three('subt', 1), 7, 7)).toMatchObject({ result: 0, interruption: 13 });
    expect(execute(three('subt', 1), 8, 7)).toMatchObject({ result: 1, nullified: false });
    expect(execute(three('subto', 2), 0x80000000, 1).interruption).toBe(12);
  });
});

describe('conditions', () => {
  const cases: [Mnemonic, number, number, number, boolean][] = [
    ['sub', 1, 5, 5, true],
    ['sub', 2, 0xffffffff, 0, true],
    ['sub', 2, 0x80000000, 1, true],
    ['sub', 3, 5, 5, true],
    ['sub', 4, 1, 0xffffffff, true],
    ['sub', 4, 0xffffffff, 1, false],
    ['sub', 5, 7, 7, true],
    ['sub', 6, 0x80000000, 1, true],
    ['sub', 7, 4, 1, true],
    ['add', 1, 0xffffffff, 1, true],
    ['add', 2, 0x7fffffff, 0x7fffffff, false],
    ['add', 3, 0, 0, true],
    ['add', 4, 0xffffffff, 2, false],
    ['add', 5, 0xffffffff, 1, true],
    ['add', 6, 0x7fffffff, 1, true],
    ['add', 7, 1, 1, false],
    ['or', 1, 0, 0, true],
    ['xor', 2, 0x80000000, 0, true],
    ['and', 3, 0xff, 0x100, true],
    ['andcm', 7, 3, 2, true],
    ['comclr', 4, 3, 4, true],
    ['uxor', 2, 0x11223344, 0x11000000, true],
    ['uxor', 2, 0x11223344, 0x01000000, false],
    ['uxor', 3, 0x11223344, 0x11220000, true],
    ['uaddcm', 4, 0x00000001, 0x00000001, false],
    ['uaddcm', 4, 0x00000002, 0x00000001, true],
    ['uaddcm', 6, 0x00200000, 0x00100000, true],
    ['uaddcm', 7, 0, 1, false],
    ['uaddcm', 7, 1, 0x00010000, true],
  ];
  it.each(cases)('%s c=%i of %i and %i: %s', (name, c, a, b, holds) => {
    expect(execute(three(name, c, 0), a, b).nullified).toBe(holds);
    expect(execute(three(name, c, 1), a, b).nullified).toBe(!holds);
  });

  it('"always" nullifies', () => {
    expect(execute(three('or', 0, 1), 1, 2)).toMatchObject({ result: 3, nullified: true });
  });
});

describe('decimal arithmetic', () => {
  it('adds BCD numbers with UADDCM, ADD and DCOR', () => {
    const machine = new TestMachine();
    machine.setGr(1, 0x12345678);
    machine.setGr(2, 0x99999999);
    machine.setGr(4, 0x87654329);
    machine.run([
      ['uaddcm', 1, 2, 3],
      ['add', 3, 4, 3],
      ['dcor', 3, 3],
    ]);
    // 12345678 + 87654329 = 100000007.
    expect(machine.gr(3)).toBe(0x00000007);
  });

  it('adds and subtracts any BCD numbers', () => {
    const bcd = (value: number): number => parseInt(String(value).padStart(8, '0'), 16) | 0;
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(99_999_999), (a, b) => {
        const machine = new TestMachine();
        machine.setGr(1, bcd(a));
        machine.setGr(2, bcd(b));
        machine.setGr(9, 0x99999999);
        machine.run([
          ['uaddcm', 1, 9, 3],
          ['add', 3, 2, 3],
          ['dcor', 3, 3],
          ['sub', 1, 2, 4],
          ['dcor', 4, 4],
        ]);
        expect(machine.gr(3) | 0).toBe(bcd((a + b) % 100_000_000));
        expect(machine.gr(4) | 0).toBe(bcd((a - b + 100_000_000) % 100_000_000));
      }),
    );
  });

  it('traps on an invalid digit with UADDCMT', () => {
    expect(execute(three('uaddcmt', 4), 0x0000a000, 0x99999999).interruption).toBe(13);
    expect(execute(three('uaddcmt', 4), 0x00009000, 0x99999999)).toMatchObject({ result: 0x6666f666 });
  });

  it('corrects digits that carried with IDCOR', () => {
    const carries = (machine: TestMachine) => (machine.cpu.psw = 0x8100);
    expect(execute(['idcor', 1, 3], 0x11111111, 0, carries).result).toBe(0x71111117);
  });
});

describe('division', () => {
  it('leaves quotient and remainder after 32 divide steps', () => {
    const machine = new TestMachine();
    machine.setGr(1, 1000);
    machine.setGr(2, 7);
    // The runtime's sequence: a step by the negated divisor sets V, then the dividend goes bit by bit through the carry.
    const program: Line[] = [
      ['sub', 0, 2, 3],
      ['ds', 0, 3, 0],
      ['add', 1, 1, 1],
      ['ds', 0, 2, 4],
    ];
    for (let i = 0; i < 31; i += 1) program.push(['addc', 1, 1, 1], ['ds', 4, 2, 4]);
    program.push(['addc', 1, 1, 1], ['comclr', 4, 0, 0, { c: 2, f: 1 }], ['add', 4, 2, 4]);
    machine.run(program);
    expect(machine.gr(1)).toBe(142);
    expect(machine.gr(4)).toBe(6);
  });
});

describe('immediates', () => {
  it('LDO, LDIL and ADDIL form addresses', () => {
    const machine = new TestMachine();
    machine.setGr(2, 0x1000);
    machine.run([
      ['ldo', -8, 2, 3],
      ['ldil', 0x1fffff, 4],
      ['addil', 1, 2],
      ['ldo', 5, 0, 0],
    ]);
    expect([machine.gr(3), machine.gr(4), machine.gr(1), machine.gr(0)]).toEqual([0xff8, 0xfffff800, 0x1800, 0]);
  });

  it('ADDI and SUBI extend their sign; SUBI subtracts the register', () => {
    expect(execute(['addi', -1, 1, 3], 5, 0).result).toBe(4);
    expect(execute(['subi', 3, 1, 3], 5, 0).result).toBe(0xfffffffe);
    expect(execute(['addit', 0, 1, 3, { c: 1 }], 0, 0).interruption).toBe(13);
    expect(execute(['addio', 1, 1, 3], 0x7fffffff, 0).interruption).toBe(12);
    expect(execute(['subio', -2, 1, 3], 0x7fffffff, 0).interruption).toBe(12);
    expect(execute(['comiclr', 5, 1, 3, { c: 1 }], 5, 0, (machine) => machine.setGr(3, 9))).toMatchObject({
      result: 0,
      nullified: true,
    });
  });
});

describe('shift, extract and deposit', () => {
  const sar = (amount: number) => (machine: TestMachine) => machine.setCr(11, amount);
  const a = 0x89abcdef;

  it('shifts a pair of registers', () => {
    expect(execute(['shd', 1, 2, 8, 3], 0x12345678, a).result).toBe(0x7889abcd);
    expect(execute(['shd', 1, 2, 0, 3], 0x12345678, a).result).toBe(a);
    expect(execute(['vshd', 1, 2, 3], 0x12345678, a, sar(4)).result).toBe(0x889abcde);
  });

  it('extracts a field with zeros or the sign before it', () => {
    expect(execute(['extru', 1, 15, 8, 3], a, 0).result).toBe(0xab);
    expect(execute(['extrs', 1, 15, 8, 3], a, 0).result).toBe(0xffffffab);
    expect(execute(['extrs', 1, 31, 32, 3], a, 0).result).toBe(a);
    expect(execute(['vextru', 1, 8, 3], a, 0, sar(15)).result).toBe(0xab);
    expect(execute(['vextrs', 1, 8, 3], a, 0, sar(3)).result).toBe(0xfffffff8);
  });

  it('deposits over old contents, or over zeros', () => {
    const old = (machine: TestMachine) => machine.setGr(3, 0xffffffff);
    expect(execute(['dep', 1, 23, 8, 3], 0x12, 0, old).result).toBe(0xffff12ff);
    expect(execute(['zdep', 1, 23, 8, 3], 0x12, 0, old).result).toBe(0x1200);
    expect(execute(['depi', -16, 31, 32, 3], 0, 0, old).result).toBe(0xfffffff0);
    expect(execute(['zdepi', 5, 0, 1, 3], 0, 0, old).result).toBe(0x80000000);
  });

  it('cuts a field off at bit 0', () => {
    expect(execute(['vdep', 1, 8, 3], 0xff, 0, sar(3)).result).toBe(0xf0000000);
    expect(execute(['zvdep', 1, 8, 3], 0xff, 0, sar(3)).result).toBe(0xf0000000);
    expect(execute(['vdepi', -1, 8, 3], 0, 0, sar(0)).result).toBe(0x80000000);
    expect(execute(['zvdepi', 1, 8, 3], 0, 0, sar(31)).result).toBe(1);
  });

  it('nullifies on shift conditions', () => {
    expect(execute(['extru', 1, 31, 8, 3, { c: 1 }], 0x100, 0).nullified).toBe(true);
    expect(execute(['extrs', 1, 31, 8, 3, { c: 2 }], 0x80, 0).nullified).toBe(true);
    expect(execute(['extru', 1, 31, 8, 3, { c: 7 }], 2, 0).nullified).toBe(true);
    expect(execute(['extru', 1, 31, 8, 3, { c: 4 }], 2, 0).nullified).toBe(true);
  });
});

it('a nullified instruction has no effect and passes control on', () => {
  const machine = new TestMachine();
  machine.run([
    ['or', 0, 0, 0, { f: 1 }],
    ['break', 0, 0],
    ['ldo', 7, 0, 1],
  ]);
  expect(machine.gr(1)).toBe(7);
  expect(machine.front).toBe(PROGRAM + 12);
});
