import { beforeEach, describe, expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { lastInterruption } from './last-interruption.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { access, assemble, NOP, PROGRAM, sameState, TestMachine, type Line } from './testing/test-machine.ts';

let machine: TestMachine;

beforeEach(() => {
  machine = new TestMachine();
  machine.cpu.psw = PSW.Q;
});

describe('taking an interruption', () => {
  const trap: Line = ['break', 3, 4];

  it('saves the PSW, the queues and IIR, and begins in real mode at level 0', () => {
    machine.jump(PROGRAM + 3, 7);
    machine.cpu.psw = PSW.Q | PSW.R | PSW.S | 0x5500;
    machine.setCr(0, 1000);
    machine.run([['bl', 0x100, 0], trap]);
    expect(machine.interruption).toBe(9);
    expect(machine.cr(22)).toBe(PSW.Q | PSW.R | PSW.S | PSW.B | 0x5500);
    expect(machine.cr(19)).toBe(assemble([trap])[0]);
    expect([machine.cr(18), machine.state.words[LAYOUT.IIAOQ_BACK]]).toEqual([PROGRAM + 7, PROGRAM + 0x10b]);
    expect([machine.cr(17), machine.state.words[LAYOUT.IIASQ_BACK]]).toEqual([7, 7]);
    expect(machine.cpu.psw).toBe(0);
  });

  it('with PSW Q = 0 leaves queues and parameters frozen, but saves the PSW and the shadow registers', () => {
    machine.cpu.psw = PSW.S;
    machine.setCr(18, 0x1234);
    machine.setCr(19, 0x5678);
    machine.setGr(25, 99);
    machine.run([trap]);
    expect([machine.cr(18), machine.cr(19), machine.cr(22)]).toEqual([0x1234, 0x5678, PSW.S]);
    expect(machine.state.words[LAYOUT.SHR + 6]).toBe(99);
  });

  it('RFIR returns to the instruction with everything restored', () => {
    machine.place(0x8000 + 32 * 9, [
      ['mtctl', 0, 17],
      ['mtctl', 0, 17],
      ['ldo', 99, 0, 1],
      ['ldo', 0x200, 24, 24],
      ['rfir'],
    ]);
    machine.setGr(1, 5);
    machine.setGr(24, 6);
    // The handler skips nothing, so it comes back for ever: stop after a while.
    machine.place(PROGRAM, [trap]);
    machine.cpu.run(20);
    expect(machine.cpu.run(5)).toBe(EXIT.LIMIT);
    expect([machine.gr(1), machine.gr(24), machine.front]).toEqual([5, 6, PROGRAM]);
    expect(machine.cpu.psw).toBe(PSW.Q);
  });

  it('RFI continues at both elements of the queues', () => {
    machine.setGr(1, 0x2000);
    machine.setGr(2, 0x3003);
    machine.setGr(3, PSW.Q | PSW.N);
    machine.cpu.psw = 0;
    machine.place(0x2000, [['break', 0, 0]]);
    machine.place(0x3000, [['ldo', 1, 0, 4]]);
    machine.run([['mtctl', 1, 18], ['mtctl', 2, 18], ['mtctl', 3, 22], ['rfi']]);
    expect([machine.gr(4), machine.front]).toEqual([1, 0x3007]);
  });

  it('through an empty vector stops the machine, and says why', () => {
    machine.cpu.memory.storeWord(0x8000 + 32 * 9, 0);
    expect(machine.run([trap])).toBe(EXIT.STOPPED);
    expect(lastInterruption(machine.state.words)).toMatchObject({ number: 9, front: PROGRAM, back: PROGRAM + 4 });
    expect(machine.cpu.run(10)).toBe(EXIT.STOPPED);
  });

  it('stops the machine if interruptions follow each other for ever', () => {
    machine.cpu.memory.storeWord(0x8000 + 32 * 9, 1);
    expect(machine.run([trap])).toBe(EXIT.STOPPED);
  });

  it('counts them in the state: a copy of the machine stops where its original does', () => {
    machine.cpu.memory.storeWord(0x8000 + 32 * 9, 1);
    machine.place(PROGRAM, [trap]);
    for (let i = 0; i < 40; i += 1) expect(machine.cpu.step()).toBeUndefined();
    const copy = new TestMachine();
    copy.state.words.set(machine.state.words);
    copy.state.ram.set(machine.state.ram);
    copy.cpu.stateChanged();
    const stepsOf = ({ cpu }: TestMachine): number => {
      let steps = 0;
      while (cpu.step() === undefined) steps += 1;
      return steps;
    };
    expect(stepsOf(machine)).toBe(25);
    expect(stepsOf(copy)).toBe(25);
    expect(sameState(copy, machine)).toBe(true);
    machine.cpu.powerOn(PROGRAM);
    expect(machine.state.words[LAYOUT.FRUITLESS]).toBe(0);
  });

  it('begins to count anew with each instruction that completes', () => {
    const handler: Line[] = [['ldo', 1, 1, 1], ['rfi']];
    machine.place(0x8000 + 32 * 9, handler);
    machine.place(PROGRAM, [trap]);
    expect(machine.cpu.run(1000)).toBe(EXIT.LIMIT);
    expect(machine.gr(1)).toBe(500);
  });
});

describe('interruptions of single instructions', () => {
  it.each<[string, Line | number, number]>([
    ['no instruction', 0x1c000000, 8],
    ['BREAK', ['break', 0, 1], 9],
    ['SFU operation', 0x10000000, 22],
    ['floating point switched off', 0x30000000, 22],
  ])('%s', (_name, line, number) => {
    machine.run([line]);
    expect(machine.interruption).toBe(number);
    expect(machine.cr(19)).toBe(typeof line === 'number' ? line : assemble([line])[0]);
  });

  it.each<[Line, number]>([
    [['rfi'], 10],
    [['ssm', 0, 0], 10],
    [['mtsm', 0], 10],
    [['diag', 0], 10],
    [['ldwas', 0, 0, 0], 10],
    [['pdtlb', 0, 0, 0], 10],
    [['iitlbp', 0, 0, 0], 10],
    [['lpa', 0, 0, 0, 0], 10],
    [['mfctl', 24, 0], 11],
    [['mtctl', 0, 26], 11],
    [['mtsp', 0, 5], 11],
  ])('%j at level 3 is trap %i', (line, number) => {
    machine.jump(PROGRAM + 3);
    machine.run([line]);
    expect(machine.interruption).toBe(number);
  });

  it.each<[Line]>([[['mfctl', 26, 1]], [['mtctl', 0, 11]], [['mtsp', 0, 4]], [['mfsp', 7, 1]], [['mfctl', 16, 1]]])(
    '%j is for everybody',
    (line) => {
      machine.jump(PROGRAM + 3);
      machine.run([line]);
      expect(machine.interruption).toBeUndefined();
    },
  );

  it('CR 16 is not, with PSW S = 1', () => {
    machine.cpu.psw = PSW.Q | PSW.S;
    machine.jump(PROGRAM + 3);
    machine.run([['mfctl', 16, 1]]);
    expect(machine.interruption).toBe(11);
  });

  it('a fetch from outside RAM is a machine check with IIR 0', () => {
    machine.jump(0xf0001000);
    machine.cpu.run(10);
    expect(machine.interruption).toBe(1);
    expect([machine.cr(19), machine.cr(20), machine.cr(21)]).toEqual([0, 0, 0xf0001000]);
  });

  it('with PSW M = 1 such a fetch gives 0, which is BREAK', () => {
    machine.cpu.psw = PSW.Q | PSW.M;
    machine.jump(0xf0001000);
    machine.cpu.run(10);
    expect([machine.interruption, machine.cr(19)]).toEqual([9, 0]);
  });
});

describe('transfer and branch traps', () => {
  const lower: Line[] = [
    ['bv', 0, 1],
    ['ldo', 1, 0, 3],
  ];

  beforeEach(() => {
    machine.setGr(1, 0x2003);
    machine.place(0x2000, [['ldo', 1, 0, 4], ['gate', 4, 0, { n: 1 }], NOP, NOP]);
  });

  it('a lower-privilege transfer traps before the first instruction at the new level', () => {
    machine.cpu.psw = PSW.Q | PSW.L;
    machine.run(lower);
    expect([machine.interruption, machine.gr(3), machine.gr(4)]).toEqual([24, 1, 0]);
    expect([machine.cr(18), machine.state.words[LAYOUT.IIAOQ_BACK]]).toEqual([0x2003, 0x2007]);
  });

  it('a higher-privilege transfer traps too', () => {
    machine.cpu.psw = PSW.Q | PSW.H;
    machine.run(lower);
    expect([machine.interruption, machine.gr(4), machine.cr(18)]).toEqual([23, 1, 0x2010]);
  });

  it('a taken branch traps after the branch, with the delay slot in front', () => {
    machine.cpu.psw = PSW.Q | PSW.T;
    machine.run([
      ['comibt', 1, 0, 8, { c: 1 }],
      ['bl', 8, 0, { n: 1 }],
    ]);
    expect(machine.interruption).toBe(25);
    expect([machine.cr(18), machine.state.words[LAYOUT.IIAOQ_BACK]]).toEqual([PROGRAM + 8, PROGRAM + 20]);
    expect(machine.cr(22) & PSW.N).toBe(PSW.N);
    expect(machine.cpu.completed).toBe(2);
  });

  it('RFI to a lower level does not', () => {
    machine.cpu.psw = 0;
    machine.setGr(2, PSW.Q | PSW.L);
    machine.run([['mtctl', 1, 18], ['ldo', 4, 1, 1], ['mtctl', 1, 18], ['mtctl', 2, 22], ['rfi']], 6);
    expect([machine.front, machine.gr(4)]).toEqual([0x2007, 1]);
  });
});

describe('external interrupts', () => {
  it('wait until PSW I and EIEM let them through', () => {
    machine.cpu.raise(0x00800000);
    machine.setGr(1, 0x00c00000);
    machine.run([
      ['ldo', 1, 0, 3],
      ['mtctl', 1, 15],
      ['ldo', 1, 0, 4],
      ['ssm', 1, 0],
      ['ldo', 1, 0, 5],
    ]);
    expect([machine.interruption, machine.gr(4), machine.gr(5)]).toEqual([4, 1, 0]);
    expect(machine.cr(18)).toBe(PROGRAM + 16);
  });

  it('are taken before the instruction after the one that unmasks them', () => {
    machine.cpu.raise(1);
    machine.cpu.psw = PSW.Q | PSW.I;
    machine.setGr(1, 1);
    machine.run([
      ['mtctl', 1, 15],
      ['ldo', 1, 0, 4],
    ]);
    expect([machine.interruption, machine.gr(4)]).toEqual([4, 0]);
  });

  it('are taken before a nullified instruction, whose PSW N is saved', () => {
    machine.cpu.psw = PSW.Q | PSW.I;
    machine.setCr(15, 1);
    machine.registers.set(0xf0000000, 0);
    machine.setGr(1, 0xf0000000);
    machine.onStore = () => machine.cpu.raise(1);
    machine.run([
      ['stw', 0, 0, 0, 1],
      ['ldo', 1, 0, 4],
    ]);
    expect([machine.interruption, machine.gr(4), machine.cr(18)]).toEqual([4, 0, PROGRAM + 4]);
  });

  it('only MTCTL to CR 23 clears requests', () => {
    machine.cpu.raise(5);
    machine.setGr(1, 4);
    machine.run([
      ['mtctl', 1, 23],
      ['mfctl', 23, 2],
    ]);
    expect(machine.gr(2)).toBe(1);
  });
});

describe('the recovery counter', () => {
  it('traps before the instruction that finds it negative, exactly', () => {
    machine.cpu.psw = PSW.Q | PSW.R;
    machine.setCr(0, 2);
    machine.run([NOP, NOP, NOP, ['ldo', 1, 0, 4]]);
    expect([machine.interruption, machine.gr(4), machine.cr(18)]).toEqual([3, 0, PROGRAM + 12]);
    expect(machine.cr(0)).toBe(0xffffffff);
  });

  it('does not count nullified instructions, nor those that end in a fault', () => {
    machine.cpu.psw = PSW.Q | PSW.R;
    machine.setCr(0, 100);
    machine.run([['or', 0, 0, 0, { f: 1 }], NOP, NOP, ['break', 0, 0]]);
    expect([machine.interruption, machine.cr(0)]).toEqual([9, 98]);
  });

  it('counts instructions followed by a group 4 trap', () => {
    machine.cpu.psw = PSW.Q | PSW.R | PSW.T;
    machine.setCr(0, 100);
    machine.run([['bl', 0, 0]]);
    expect([machine.interruption, machine.cr(0)]).toEqual([25, 99]);
  });

  it('is the same however the run is sliced', () => {
    machine.cpu.psw = PSW.R;
    machine.setCr(0, 100);
    machine.place(PROGRAM, [NOP, ['mfctl', 0, 1], NOP, ['mfctl', 0, 2]]);
    for (let i = 0; i < 4; i += 1) machine.cpu.run(1);
    expect([machine.gr(1), machine.gr(2), machine.cr(0)]).toEqual([99, 97, 96]);
  });

  it('comes before an external interrupt', () => {
    machine.cpu.psw = PSW.Q | PSW.R | PSW.I;
    machine.setCr(0, 0x80000000);
    machine.setCr(15, 1);
    machine.cpu.raise(1);
    machine.run([NOP]);
    expect(machine.interruption).toBe(3);
  });
});

describe('data page traps', () => {
  const DATA = 0x20000;
  const cases: [string, Line, number, number, number][] = [
    ['no translation', ['ldw', 0x1000, 0, 1, 2], access(1, 3, 3), 0, 15],
    ['reading without the right', ['ldw', 0, 0, 1, 2], access(1, 1, 1), 2, 26],
    ['writing without the right', ['stw', 2, 0, 0, 1], access(1, 3, 1), 2, 26],
    ['writing a read-only page', ['stw', 2, 0, 0, 1], access(0, 3, 3), 0, 26],
    ['rights before alignment', ['stw', 2, 1, 0, 1], access(0, 3, 3), 0, 26],
    ['alignment before dirty', ['stw', 2, 1, 0, 1], access(1, 3, 3, { dirty: false }), 0, 28],
    ['a clean page', ['stw', 2, 0, 0, 1], access(1, 3, 3, { dirty: false }), 0, 20],
    ['a page with the T-bit', ['ldw', 0, 0, 1, 2], access(1, 3, 3, { trap: true }), 0, 21],
    ['a page with the B-bit', ['stb', 2, 0, 0, 1], access(1, 3, 3, { break: true, dirty: false }), 0, 19],
    ['LDCW needs both rights', ['ldcws', 0, 0, 1, 2], access(0, 3, 3), 0, 26],
  ];
  it.each(cases)('%s', (_name, line, page, level, number) => {
    machine.map(9, DATA, 0x30000, page);
    machine.setGr(1, DATA);
    machine.setSr(4, 9);
    machine.jump(PROGRAM + level);
    machine.cpu.psw = PSW.Q | PSW.D;
    machine.run([line]);
    const offset = line[0] === 'stw' || line[0] === 'stb' ? (line[2] as number) : (line[1] as number);
    expect([machine.interruption, machine.cr(20), machine.cr(21)]).toEqual([number, 9, DATA + offset]);
  });

  it('PSW X lets one store through to a page with the B-bit', () => {
    machine.map(0, DATA, 0x30000, access(1, 3, 3, { break: true }));
    machine.setGr(1, DATA);
    machine.setGr(2, 7);
    machine.cpu.psw = PSW.Q | PSW.D | PSW.X;
    machine.run([
      ['stw', 2, 0, 0, 1],
      ['stw', 2, 4, 0, 1],
    ]);
    expect([machine.interruption, machine.cr(18)]).toEqual([19, PROGRAM + 4]);
    expect(machine.cpu.memory.words[0x30000 / 4]).toBe(7);
  });

  it('protection identifiers guard pages that are not public', () => {
    const read: Line = ['ldw', 0, 0, 1, 2];
    const write: Line = ['stw', 2, 0, 0, 1];
    const attempt = (id: number, line: Line): number | undefined => {
      machine = new TestMachine();
      machine.map(0, DATA, 0x30000, access(1, 3, 3, { id: 0x1234 }));
      machine.setGr(1, DATA);
      machine.setCr(13, id);
      machine.cpu.psw = PSW.Q | PSW.D | PSW.P;
      machine.run([line]);
      return machine.interruption;
    };
    expect(attempt(0x1234 << 1, write)).toBeUndefined();
    expect(attempt((0x1234 << 1) | 1, read)).toBeUndefined();
    expect(attempt((0x1234 << 1) | 1, write)).toBe(27);
    expect(attempt(0x1235 << 1, read)).toBe(27);
  });

  it('a protection identifier that changes takes effect at once', () => {
    machine.map(0, DATA, 0x30000, access(1, 3, 3, { id: 5 }));
    machine.setGr(1, DATA);
    machine.setCr(8, 10);
    machine.cpu.psw = PSW.Q | PSW.D | PSW.P;
    machine.run([
      ['ldw', 0, 0, 1, 2],
      ['mtctl', 0, 8],
      ['ldw', 0, 0, 1, 3],
    ]);
    expect([machine.interruption, machine.cr(18)]).toEqual([27, PROGRAM + 8]);
  });
});

describe('instruction page traps', () => {
  it.each([
    ['no translation', 0, 3, 6],
    ['a data page', access(1, 3, 3), 3, 7],
    ['a level below PL1', access(2, 1, 0), 2, 7],
    ['a level above PL2', access(2, 3, 2), 1, 7],
    ['a level between them', access(2, 3, 1), 2, undefined],
  ])('%s', (_name, page, level, number) => {
    machine.place(0x2000, []);
    if (page !== 0) machine.map(4, 0x5000, 0x2000, page);
    machine.setCr(19, 0x77);
    machine.jump(0x5000 + level, 4);
    machine.cpu.psw = PSW.Q | PSW.C;
    machine.cpu.run(10);
    expect(machine.interruption).toBe(number);
    if (number !== undefined)
      expect([machine.cr(17), machine.cr(18), machine.cr(19)]).toEqual([4, 0x5000 + level, 0x77]);
  });

  it('a nullified instruction causes no TLB miss', () => {
    machine.place(0x2004, [NOP]);
    machine.map(4, 0x5000, 0x2000, access(2, 3, 0));
    machine.cpu.memory.storeWord(0x2ffc, assemble([['bl', -4096, 0, { n: 1 }]])[0]);
    machine.jump(0x5ffc, 4);
    machine.cpu.psw = PSW.Q | PSW.C;
    machine.cpu.run(1);
    expect(machine.cpu.run(1)).toBe(EXIT.LIMIT);
    expect(machine.interruption).toBeUndefined();
  });
});

/** Chapter 4, groups 1 to 4; more pairs in hypervisor/guests/processor: checks.s, data.s, fetch.s, traps.s, transfers.s. */
describe('of two interruptions, the one with the higher priority', () => {
  const PAGE = 0x20000;
  const CODE = access(2, 3, 0);

  /** Runs `line` at `level`, fetched from the page at 0x5000 with these rights, if any; GR 1 holds PAGE. */
  function interruptionOf(line: Line | number, level: number, psw: number, rights?: number): number | undefined {
    machine.place(0x2000, [line]);
    if (rights !== undefined) machine.map(0, 0x5000, 0x2000, rights);
    machine.setGr(1, PAGE);
    machine.jump(0x5000 + level);
    machine.cpu.psw = PSW.Q | PSW.C | psw;
    machine.cpu.run(1);
    return machine.interruption;
  }

  it('recovery counter (3), then instruction TLB miss (6)', () => {
    machine.setCr(0, 0x80000000);
    expect(interruptionOf(NOP, 0, PSW.R)).toBe(3);
  });

  it('external (4), then illegal instruction (8)', () => {
    machine.setCr(15, 1);
    machine.cpu.raise(1);
    expect(interruptionOf(0x1c000000, 0, PSW.I, CODE)).toBe(4);
  });

  it.each<[string, Line | number, number | undefined, number]>([
    ['instruction TLB miss (6), then illegal instruction (8)', 0x1c000000, undefined, 6],
    ['instruction protection (7), then illegal instruction (8)', 0x1c000000, access(2, 0, 0), 7],
    ['instruction protection (7), then BREAK (9)', ['break', 0, 0], access(1, 3, 3), 7],
    ['instruction protection (7), then data TLB miss (15)', ['ldw', 0, 0, 1, 2], access(2, 0, 0), 7],
    ['privileged operation (10), then unaligned (28)', ['ldwas', 2, 1, 2], CODE, 10],
    ['privileged operation (10), then non-access miss (17)', ['lpa', 0, 0, 1, 2], CODE, 10],
  ])('%s', (_name, line, rights, number) => {
    expect(interruptionOf(line, 3, PSW.D, rights)).toBe(number);
  });

  it('overflow (12), then conditional (13)', () => {
    machine.setGr(2, 0x7fffffff);
    expect(interruptionOf(['addito', 1, 2, 3, { c: 6 }], 3, 0, CODE)).toBe(12);
  });

  it('assist exception (14), then data TLB miss (15)', () => {
    machine.setCr(10, 0xc0);
    // A delayed trap is pending.
    machine.state.words[LAYOUT.FR] = 0x40;
    expect(interruptionOf(['fldds', 0, 0, 1, 10], 3, PSW.D, CODE)).toBe(14);
  });

  it('data TLB miss (15), then assist emulation (22)', () => {
    expect(interruptionOf(['fldds', 0, 0, 1, 10], 3, PSW.D, CODE)).toBe(15);
  });

  it('a trap of the branch itself, then taken branch (25)', () => {
    machine.place(0x1ffc, [
      ['bl', -8, 0],
      ['gate', -8, 0],
    ]);
    machine.map(0, 0x5000, 0x2000, CODE);
    machine.map(0, 0x4000, 0x1000, CODE);
    machine.jump(0x4ffc);
    machine.cpu.psw = PSW.Q | PSW.C;
    machine.cpu.run(1);
    machine.cpu.psw |= PSW.T;
    machine.cpu.run(1);
    expect(machine.interruption).toBe(8);
  });

  it('taken branch (25), then recovery counter (3) of the next instruction', () => {
    machine.setCr(0, 0);
    expect(interruptionOf(['bl', 0, 0], 0, PSW.R | PSW.T, CODE)).toBe(25);
  });
});
