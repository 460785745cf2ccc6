/**
 * What the manual leaves open has one result here, which README.md lists. Each row of its tables has a test: below, or
 * elsewhere, in the file that is named and under the words that are quoted from it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import type { Mnemonic } from '../isa/instructions.ts';
import { PSW } from './psw.ts';
import { access, PROGRAM, TestMachine, type Line } from './testing/test-machine.ts';

/** A file below emulator/, or one of the guests that check the processor, and words in it. */
type Elsewhere = readonly [file: string, words: string];

const GUESTS = '../hypervisor/guests/processor';

const machineWith = (psw: number, registers: Readonly<Record<number, number>> = {}): TestMachine => {
  const machine = new TestMachine();
  machine.cpu.psw = psw;
  for (const [register, value] of Object.entries(registers)) machine.setGr(Number(register), value);
  return machine;
};

/** Does this instruction, on GR 1 and 2, nullify the one that follows? */
function nullifies(name: Mnemonic, c: number, f: number, r1: number, r2 = 0): boolean {
  const machine = machineWith(PSW.Q, { 1: r1, 2: r2 });
  machine.run([
    [name, 1, 2, 3, { c, f }],
    ['ldo', 1, 0, 4],
  ]);
  return machine.gr(4) === 0;
}

/** A processor with floating point on, and these words in its registers, by number of the half. */
function floating(halves: Readonly<Record<number, number>>, ccr = 0xc0): TestMachine {
  const machine = machineWith(PSW.Q);
  machine.setCr(10, ccr);
  for (const [half, word] of Object.entries(halves)) machine.state.words[LAYOUT.FR + Number(half)] = word;
  return machine;
}

const ONE = 0x3f800000;
const TWO = 0x40000000;
const FOUR = 0x40800000;

const half = (machine: TestMachine, number: number): number => machine.state.words[LAYOUT.FR + number] >>> 0;

/** By the first column of the tables. */
const TESTS: Readonly<Record<string, Elsewhere | (() => void)>> = {
  'undefined major opcode or sub-opcode, but for floating point': () => {
    for (const word of [0x1c000000, 0x08000020, 0x0c000380, 0x040000c0, 0x000000c0]) {
      const machine = machineWith(PSW.Q);
      machine.run([word]);
      expect([machine.interruption, machine.cr(19)], word.toString(16)).toEqual([8, word]);
    }
  },
  'unimplemented PSW bits (Y, Z, E, G, F, reserved)': [
    '../hypervisor/guests/processor/psw.s',
    'bits that are not implemented read 0',
  ],
  'SSM, MTSM with PSW Q = 0': [
    '../hypervisor/guests/processor/psw.s',
    'our choice: SSM and MTSM leave PSW Q 0 if it was 0',
  ],
  'RFI, RFIR with PSW Q, I or R = 1': () => {
    for (const name of ['rfi', 'rfir'] as const) {
      const machine = machineWith(PSW.Q | PSW.I | PSW.R, { 8: 7 });
      machine.setCr(0, 1000);
      machine.setCr(22, PSW.Q);
      machine.setCr(18, 0x2000);
      machine.state.words[LAYOUT.IIAOQ_BACK] = 0x2004;
      machine.state.words[LAYOUT.SHR + 1] = 99;
      machine.place(0x2000, []);
      machine.run([[name]]);
      expect([machine.front, machine.cpu.psw, machine.gr(8)]).toEqual([0x2000, PSW.Q, name === 'rfi' ? 7 : 99]);
      expect(machine.state.words[LAYOUT.SHR + 1]).toBe(99);
    }
  },
  'RFI to a lower level with PSW L = 1': [
    '../hypervisor/guests/processor/transfers.s',
    'RFI is neither a taken branch nor a transfer',
  ],
  'IIA queues, IPRs after Q became 0 without an interruption': [
    '../hypervisor/guests/processor/psw.s',
    'RSM that sets Q to 0 freezes them there',
  ],
  'CR 17 to 22 with PSW Q = 1, CR 0 with PSW R = 1': () => {
    for (const register of [17, 18, 19, 20, 21, 22]) {
      const machine = machineWith(PSW.Q, { 1: 0x1234567c });
      const twice: Line = ['mtctl', 1, register];
      machine.run([twice, twice, ['mfctl', register, 2]]);
      expect(machine.gr(2), `CR ${register}`).toBe(0x1234567c);
    }
    const machine = machineWith(PSW.Q | PSW.R, { 1: 100 });
    machine.setCr(0, 5);
    machine.run([
      ['mtctl', 1, 0],
      ['mfctl', 0, 2],
      ['mfctl', 0, 3],
    ]);
    expect([machine.gr(2), machine.gr(3)]).toEqual([99, 98]);
  },
  'CR 1 to 7': () => {
    for (const register of [1, 2, 3, 4, 5, 6, 7]) {
      const machine = machineWith(PSW.Q, { 1: -1 });
      machine.run([
        ['mtctl', 1, register],
        ['mfctl', register, 2],
      ]);
      expect([machine.interruption, machine.gr(2)]).toEqual([undefined, 0]);
      for (const line of [['mtctl', 1, register] as const, ['mfctl', register, 2] as const]) {
        const low = machineWith(PSW.Q);
        low.jump(PROGRAM + 1);
        low.run([line]);
        expect(low.interruption).toBe(11);
      }
    }
  },
  'CR 19 to 21': () => {
    for (const register of [19, 20, 21]) {
      const machine = machineWith(0, { 1: -2 });
      machine.run([
        ['mtctl', 1, register],
        ['mfctl', register, 2],
      ]);
      expect(machine.gr(2)).toBe(0xfffffffe);
    }
  },
  'CR 10': ['../hypervisor/guests/processor/assist.s', 'CCR reads back what is there: floating point alone'],
  'interval timer before it was written': ['cpu/processor.test.ts', 'is never due before a comparand was written'],
  'IASQ in real mode': () => {
    const machine = machineWith(PSW.Q, { 1: 0x2000 });
    machine.setSr(1, 77);
    machine.place(0x2000, [['break', 0, 0]]);
    machine.run([['be', 0, 1, 1, { n: 1 }]]);
    expect([machine.interruption, machine.cr(17), machine.state.words[LAYOUT.IASQ_FRONT]]).toEqual([9, 77, 0]);
  },
  'ISR of a trap with data translation off (PROBE and LPA translate all the same)': [
    '../hypervisor/guests/processor/data.s',
    'our choice: unaligned in real mode traps with ISR 0',
  ],
  'IPRs and queues of a high-priority machine check that `signal` makes': [
    '../hypervisor/guests/processor/checks.s',
    'our choice: its IIR, ISR and IOR are 0',
  ],
  'IPRs of an interruption that does not set them': [
    '../hypervisor/guests/processor/fetch.s',
    'our choice: a fetch that faults leaves IIR, ISR and IOR as they were',
  ],
  'data page faults': ['../hypervisor/guests/processor/guests.test.ts', 'this one never raises it'],
  'misaligned access with translation off, or absolute': [
    '../hypervisor/guests/processor/data.s',
    'our choice: unaligned in real mode traps with ISR 0, and so do absolute accesses',
  ],
  'LDCW not at a multiple of 16': ['cpu/semantics/memory.test.ts', 'LDCW takes any word'],
  'LPA, PROBE of a page whose entry is not valid': () => {
    for (const line of [
      ['lpa', 0, 0, 1, 2],
      ['proberi', 0, 1, 0, 2],
    ] as const satisfies readonly Line[]) {
      const machine = machineWith(PSW.Q, { 1: 0x20000, 3: 0x20000 >>> 7 });
      machine.run([['idtlba', 3, 0, 1], line]);
      expect([machine.interruption, machine.cr(21)]).toEqual([17, 0x20000]);
    }
  },
  'FIC of an unmapped page': ['../hypervisor/guests/processor/data.s', 'non-access instruction TLB miss: FIC'],
  'PDC at level 0': ['../hypervisor/guests/processor/data.s', 'PDC at level 0 purges, and needs the right to write'],
  LCI: ['../hypervisor/guests/processor/data.s', 'our choice: LCI gives the page within its space'],
  'PITLBE, PDTLBE': ['../hypervisor/guests/processor/tlb.s', 'PDTLBE and PITLBE leave nothing'],
  'PITLB, PDTLB': ['../hypervisor/guests/processor/tlb.s', "PDTLB removes one page's translation, and no other"],
  GATE: () => {
    // The delay slot may not do what the target may: read CR 24.
    const machine = machineWith(PSW.Q | PSW.C);
    machine.map(0, PROGRAM, PROGRAM, access(4, 3, 3));
    machine.jump(PROGRAM + 3);
    machine.run([
      ['gate', 0, 0],
      ['mfctl', 24, 1],
    ]);
    expect([machine.interruption, machine.cr(18)]).toEqual([11, PROGRAM + 4 + 3]);
  },
  'logical conditions 4 to 6': () => {
    // No carry: "nuv" and "znv" hold; no overflow: "sv" does not.
    const holds = (c: number): boolean => nullifies('or', c, 0, 5);
    expect([4, 5, 6].map(holds)).toEqual([true, true, false]);
    expect([4, 5, 6].map((c) => nullifies('or', c, 1, 5))).toEqual([false, false, true]);
  },
  'unit conditions 1 and 5; carry conditions of UXOR': () => {
    for (const [name, c] of [
      ['uaddcm', 1],
      ['uaddcm', 5],
      ['uxor', 1],
      ['uxor', 4],
      ['uxor', 5],
      ['uxor', 6],
      ['uxor', 7],
    ] as const) {
      for (const value of [0, -1, 0x12345678]) {
        expect(nullifies(name, c, 0, value, value)).toBe(false);
        expect(nullifies(name, c, 1, value, value)).toBe(true);
      }
    }
  },
  'conditions 2 and 3 of SHxADD and DS': () => {
    // 0x40000000 << 1 is negative, which a condition that knew the overflow would call positive.
    for (const c of [2, 3]) {
      expect(nullifies('sh1add', c, 0, 0x40000000)).toBe(true);
      expect(nullifies('ds', c, 0, 0x40000000)).toBe(true);
    }
  },
  'DS with t = r2': () => {
    const machine = machineWith(PSW.Q, { 1: 8, 2: -5 });
    machine.run([['ds', 1, 2, 2]]);
    // 16 - 5 = 11, with a carry: V = 1 since the new value, 11, is positive; the old one would have given 0.
    expect([machine.gr(2), machine.cpu.psw & PSW.V]).toEqual([11, PSW.V]);
  },
  'EXTRU, EXTRS, DEP and the like beyond bit 0': ['cpu/semantics/arithmetic.test.ts', 'cuts a field off at bit 0'],
  'BB, BVB with other conditions than `<` and `>=`': () => {
    const taken = (c: number, value: number): boolean => {
      const machine = machineWith(PSW.Q, { 1: value });
      machine.run([
        ['bb', 1, 4, 4, { c, n: 1 }],
        ['ldo', 1, 0, 3],
        ['ldo', 1, 0, 4],
      ]);
      return machine.gr(4) === 0;
    };
    // Shifted by 4: 0x08000000 becomes the sign, 0x10000000 is lost.
    expect([0, 1, 3, 4, 5, 7].map((c) => taken(c, 0x08000000))).toEqual([false, false, false, true, true, true]);
    expect([0, 1, 3, 4, 5, 7].map((c) => taken(c, 0x10000000))).toEqual([false, true, false, true, false, true]);
  },
  DIAG: () => {
    const machine = machineWith(PSW.Q);
    machine.run([
      ['diag', 0x1234567],
      ['ldo', 1, 0, 1],
    ]);
    expect([machine.interruption, machine.gr(1), machine.cpu.psw]).toEqual([undefined, 1, PSW.Q]);
  },
  'more than 64 interruptions without a completed instruction': [
    'cpu/interruptions.test.ts',
    'stops the machine if interruptions follow each other for ever',
  ],

  'CCR with one of bits 0 and 1 set': () => {
    for (const [ccr, interruption] of [
      [0x80, undefined],
      [0x40, undefined],
      [0, 22],
    ] as const) {
      const machine = floating({}, ccr);
      machine.run([['fcpy', 8, 10, { fmt: 1 }]]);
      expect(machine.interruption).toBe(interruption);
    }
  },
  'Status Register: D-bit, undefined bits': [
    'cpu/semantics/floating-point-memory.test.ts',
    'of register 0 set what the Status Register has',
  ],
  'model and revision': ['fpu/status-register.test.ts', 'leaves all other bits alone'],
  'a delayed trap': [
    'cpu/semantics/floating-point.test.ts',
    'are taken by the next floating-point instruction, not by others',
  ],
  "a trapping exception's own flag": () => {
    // 1 / 0, with the trap on division by zero enabled.
    const machine = floating({ 0: 0x08, 8: ONE });
    machine.run([['fdiv', 8, 10, 12, { fmt: 0 }]]);
    expect(half(machine, 0)).toBe(0x48);
  },
  'reserved or undefined operation or format, unit 1': [
    '../hypervisor/guests/processor/assist.s',
    'a reserved operation traps at once',
  ],
  'quad operations': () => {
    const machine = floating({});
    machine.run([
      ['fadd', 8, 10, 12, { fmt: 3 }],
      ['fcpy', 8, 8, { fmt: 1 }],
    ]);
    // The exception register holds the code of an unimplemented exception, and the operation.
    expect(machine.interruption).toBe(14);
    expect([half(machine, 0) & 0x40, half(machine, 1) >>> 26]).toEqual([0x40, 0b001001]);
  },
  'FMPYADD, FMPYSUB with a trapping exception': [
    'cpu/semantics/floating-point.test.ts',
    'FMPYADD with a trapping exception is left to software, with nothing done',
  ],
  'FMPYADD, FMPYSUB with overlapping registers': () => {
    // Halves 32 to 36: the product of 2 and 2 goes where the sum of 2 and 1 goes.
    const machine = floating({ 32: TWO, 34: TWO, 36: ONE });
    machine.run([['fmpyaddsgl', 32, 32, 34, 36, 34]]);
    expect(half(machine, 34)).toBe(FOUR);
    // The sum takes the operand as it was before the product.
    const other = floating({ 32: TWO, 34: ONE, 36: ONE });
    other.run([['fmpyaddsgl', 32, 32, 34, 34, 36]]);
    expect([half(other, 34), half(other, 36)]).toEqual([FOUR, TWO]);
  },
  'second bit of a NaN made quiet': ['fpu/nan.test.ts', 'makes a signaling NaN quiet'],
  'register 0 as a destination': () => {
    // 1 / 0 raises its flag; the quotient is nowhere.
    const machine = floating({ 8: ONE });
    machine.run([['fdiv', 8, 10, 0, { fmt: 0 }]]);
    expect([half(machine, 0), half(machine, 1)]).toEqual([0x40000000, 0]);
  },
  'registers 1 to 3 as operands, single-word access to registers 0R to 3R': () => {
    const machine = floating({ 2: ONE, 4: ONE });
    machine.setGr(1, 0x3000);
    machine.run([
      ['fadd', 2, 4, 6, { fmt: 0 }],
      ['fstws', 6, 0, 0, 1],
      ['fldws', 0, 0, 1, 7],
      ['fldws', 0, 0, 1, 1],
    ]);
    expect([1, 6, 7].map((number) => half(machine, number))).toEqual([TWO, TWO, TWO]);
  },
  'the bits of the halves for doubles in opcode 0E': [
    'cpu/semantics/floating-point.test.ts',
    'are register pairs for doubles, left halves in 0C, either half in 0E',
  ],
  "FTEST with other conditions than table 6-14's": ['fpu/status-register.test.ts', 'which is not defined, never holds'],
  'FLDW, FSTW in I/O space': () => {
    const machine = floating({});
    machine.registers.set(0xf0000000, ONE);
    machine.setGr(1, 0xf0000000);
    machine.run([
      ['fldws', 0, 0, 1, 9],
      ['fldds', 0, 0, 1, 10],
    ]);
    expect([half(machine, 9), machine.interruption, machine.cr(21)]).toEqual([ONE, 1, 0xf0000000]);
  },
  'exception registers not empty, T = 0': () => {
    const machine = floating({ 1: 0x24000000, 8: ONE });
    machine.run([['fadd', 8, 8, 10, { fmt: 0 }]]);
    expect([machine.interruption, half(machine, 10), half(machine, 1)]).toEqual([undefined, TWO, 0x24000000]);
  },
};

/** The first column of the tables in README.md's part about this. */
function rowsOfReadme(): string[] {
  const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('## What the manual leaves open')[1];
  return [...text.matchAll(/^\| (.+?) \|/gm)].map(([, where]) => where).filter((where) => where !== 'where');
}

it('has a test for each row of README.md, and none for others', () => {
  expect(Object.keys(TESTS)).toEqual(rowsOfReadme());
});

describe('what the manual leaves open', () => {
  it.each(Object.entries(TESTS))('%s', (_, test) => {
    if (typeof test === 'function') {
      test();
    } else {
      const [file, words] = test;
      const path = file.replace(/^guests/, GUESTS);
      expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toContain(words);
    }
  });
});
