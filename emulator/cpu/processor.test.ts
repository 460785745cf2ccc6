import { beforeEach, describe, expect, it } from 'vitest';
import { CACHE_ENTRIES, CACHE_WORDS, LAYOUT, MachineState, SCRATCH } from '../layout.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { assemble, IDLE, NOP, PROGRAM, sameState, TestMachine, type Line } from './testing/test-machine.ts';

let machine: TestMachine;

beforeEach(() => {
  machine = new TestMachine();
});

describe('run', () => {
  it('ends right after so many completed instructions', () => {
    machine.place(PROGRAM, [NOP, ['or', 0, 0, 0, { f: 1 }], NOP, NOP, NOP]);
    expect(machine.cpu.run(3)).toBe(EXIT.LIMIT);
    expect([machine.cpu.completed, machine.front]).toEqual([3, PROGRAM + 16]);
  });

  it('may end between a branch and its nullified delay slot', () => {
    machine.place(PROGRAM, [['bl', 4, 0, { n: 1 }], ['break', 0, 0], NOP, ['ldo', 1, 0, 1]]);
    machine.cpu.run(1);
    expect(machine.cpu.psw & PSW.N).toBe(PSW.N);
    machine.cpu.run(1);
    expect(machine.gr(1)).toBe(1);
  });

  it('rests before an idle hint, whatever PSW I is, and passes over it when an interrupt is requested', () => {
    machine.setCr(15, 0x10);
    expect(machine.run([NOP, IDLE, ['ldo', 1, 0, 1]])).toBe(EXIT.REST);
    expect([machine.cpu.completed, machine.front]).toEqual([1, PROGRAM + 4]);
    expect(machine.cpu.run(10)).toBe(EXIT.REST);
    expect(machine.cpu.completed).toBe(0);
    machine.cpu.raise(0x10);
    machine.cpu.run(2);
    expect(machine.gr(1)).toBe(1);
  });

  it('comes back once the instruction that asked for it has completed', () => {
    machine.registers.set(0xf0000000, 0);
    machine.setGr(1, 0xf0000000);
    machine.onStore = () => machine.cpu.requestExit();
    expect(
      machine.run([
        ['stws', 1, 4, 0, 1, { m: 1 }],
        ['ldo', 1, 0, 2],
      ]),
    ).toBe(EXIT.BREAK_OUT);
    expect([machine.cpu.completed, machine.gr(1), machine.gr(2)]).toEqual([1, 0xf0000004, 0]);
  });

  it('gives the same state however it is sliced', () => {
    const program: Line[] = [
      ['addi', 1, 1, 1],
      ['ldo', 0x100, 0, 2],
      ['stwm', 1, 4, 0, 3],
      ['combt', 1, 2, -20, { c: 4, n: 1 }],
    ];
    const ends = [1, 7, 100_000].map((slice) => {
      const sliced = new TestMachine();
      sliced.setGr(3, 0x20000);
      sliced.place(PROGRAM, program);
      while (sliced.cpu.run(slice) === EXIT.LIMIT);
      return [...sliced.state.words];
    });
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });
});

describe('the interval timer', () => {
  it('shows the low 32 bits of the clock, and is due when they equal the comparand', () => {
    machine.ticks = 3 * 2 ** 32 + 100;
    machine.setGr(1, 90);
    machine.run([
      ['mfctl', 16, 2],
      ['mtctl', 1, 16],
    ]);
    expect(machine.gr(2)).toBe(100);
    expect(machine.cpu.timerDue()).toBe(4 * 2 ** 32 + 90);
  });

  it('fires once per passing', () => {
    machine.setGr(1, 50);
    machine.run([['mtctl', 1, 16]]);
    machine.cpu.checkTimer(49);
    expect(machine.cr(23)).toBe(0);
    machine.cpu.checkTimer(60);
    expect(machine.cr(23)).toBe(0x80000000);
    machine.setCr(23, 0);
    machine.cpu.checkTimer(70);
    expect(machine.cr(23)).toBe(0);
    expect(machine.cpu.timerDue()).toBe(2 ** 32 + 50);
  });

  it('is never due before a comparand was written', () => {
    expect(machine.cpu.timerDue()).toBe(Infinity);
  });
});

describe('a deprivileged guest', () => {
  beforeEach(() => {
    machine.cpu.deprivileged = true;
    machine.cpu.psw = PSW.Q;
  });

  it.each<[Line]>([
    [['ssm', 1, 0]],
    [['mtctl', 0, 15]],
    [['mfctl', 24, 1]],
    [['mtsp', 0, 5]],
    [['rfi']],
    [['diag', 0]],
    [['idtlba', 1, 0, 1]],
    [['lpa', 0, 0, 0, 1]],
    [['mfctl', 16, 1]],
  ])('leaves before %j', (line) => {
    expect(machine.run([NOP, line])).toBe(EXIT.PRIVILEGED);
    expect([machine.cpu.completed, machine.front, machine.cpu.instruction]).toEqual([
      1,
      PROGRAM + 4,
      assemble([line])[0],
    ]);
    expect(machine.cpu.run(5)).toBe(EXIT.PRIVILEGED);
  });

  it('is simulated one instruction at a time', () => {
    machine.ticks = 77;
    machine.run([
      ['mfctl', 16, 1],
      ['ldo', 1, 1, 1],
    ]);
    expect(machine.cpu.simulate()).toBe(EXIT.LIMIT);
    expect([machine.cpu.completed, machine.gr(1)]).toEqual([1, 77]);
    expect(machine.cpu.run(10)).toBe(EXIT.REST);
    expect(machine.gr(1)).toBe(78);
  });

  it('leaves before an absolute access only if that is to I/O', () => {
    machine.registers.set(0xf0001000, 5);
    machine.setGr(1, 0xf0001000);
    expect(
      machine.run([
        ['ldwas', 0, 0, 2],
        ['ldwas', 0, 1, 3],
      ]),
    ).toBe(EXIT.IO);
    expect([machine.cpu.completed, machine.cpu.ioAddress]).toEqual([1, 0xf0001000]);
  });

  it('leaves before I/O, with the address, and nothing has happened', () => {
    machine.registers.set(0xf0001000, 5);
    machine.setGr(1, 0xf0001000);
    expect(machine.run([['ldws', 4, 0, 1, 2, { m: 1 }]])).toBe(EXIT.IO);
    expect([machine.cpu.ioAddress, machine.gr(1), machine.cpu.completed]).toEqual([0xf0001000, 0xf0001000, 0]);
    expect(machine.cpu.simulate()).toBe(EXIT.LIMIT);
    expect([machine.gr(2), machine.gr(1)]).toEqual([5, 0xf0001004]);
  });

  it('takes its own interruptions: traps at level 3, machine checks in simulation', () => {
    machine.jump(PROGRAM + 3);
    machine.run([['ssm', 1, 0]]);
    expect(machine.interruption).toBe(10);
    machine.setGr(1, 0xf0001000);
    machine.jump(PROGRAM);
    machine.cpu.psw = PSW.Q;
    expect(machine.run([['ldb', 0, 0, 1, 2]])).toBe(EXIT.IO);
    expect(machine.cpu.simulate()).toBe(EXIT.LIMIT);
    expect([machine.cpu.completed, machine.interruption]).toEqual([0, 1]);
  });

  it('sees its own level', () => {
    machine.run([['bl', 0, 2]]);
    expect(machine.gr(2) & 3).toBe(0);
  });

  it('sees the real level when rings are exposed', () => {
    machine.cpu.ringsExposed = true;
    expect(machine.run([['bl', 0, 2], NOP, ['ssm', 0, 0]])).toBe(EXIT.PRIVILEGED);
    expect(machine.gr(2) & 3).toBe(1);
    machine.cpu.simulate();
    machine.cpu.memory.storeWord(PROGRAM + 12, assemble([['break', 0, 0]])[0]);
    machine.cpu.run(5);
    expect([machine.cr(18), machine.front & 3]).toEqual([PROGRAM + 13, 1]);
  });
});

it('a copy of the state buffer is a copy of the machine', () => {
  machine.place(PROGRAM, [
    ['addi', 1, 1, 1],
    ['bl', -12, 0],
    ['stw', 1, 0, 0, 0],
  ]);
  machine.cpu.run(10);
  const copy = new TestMachine();
  copy.state.words.set(machine.state.words);
  copy.state.ram.set(machine.state.ram);
  copy.cpu.stateChanged();
  machine.cpu.run(1000);
  copy.cpu.run(1000);
  expect([...copy.state.words]).toEqual([...machine.state.words]);
  expect(copy.state.words[LAYOUT.GR + 1]).toBeGreaterThan(300);
});

it('a new processor looks at nothing that the scratch region held before', () => {
  const PAGE = 0x5000;
  const state = new MachineState({ ram: 1 << 20, tlbEntries: 16 });
  // As if its owner had left a fault, the code of another page, and the data page 4096 bytes further.
  state.scratch.fill(-9);
  state.scratch[SCRATCH.CODE_KEY] = PROGRAM & ~0xfff;
  for (const cache of [SCRATCH.READS, SCRATCH.WRITES, SCRATCH.FETCHES]) {
    state.scratch.fill(PAGE, cache, cache + CACHE_ENTRIES);
    state.scratch.fill(0, cache + CACHE_ENTRIES, cache + 2 * CACHE_ENTRIES);
    state.scratch.fill(0x1000, cache + 2 * CACHE_ENTRIES, cache + CACHE_WORDS);
  }
  const other = new TestMachine({ state });
  for (const { cpu } of [machine, other]) {
    cpu.memory.storeWord(PAGE, 77);
    cpu.takeDirtyPages();
  }
  for (const each of [machine, other]) {
    each.setGr(2, PAGE);
    each.run([
      ['ldw', 0, 0, 2, 1],
      ['stw', 1, 4, 0, 2],
    ]);
  }
  expect([other.gr(1), other.state.ram[PAGE / 4 + 1], other.cpu.takeDirtyPages()]).toEqual([77, 77, [1, 5]]);
  expect(sameState(other, machine)).toBe(true);
});

describe('takeDirtyPages', () => {
  const sorted = (): number[] => machine.cpu.takeDirtyPages().sort((a, b) => a - b);
  const stores: [string, number, Line][] = [
    ['a word', 0x20, ['stws', 2, 4, 0, 1]],
    ['a halfword', 0x21, ['sths', 2, 2, 0, 1]],
    ['a byte', 0x22, ['stbs', 2, 1, 0, 1]],
    ['some bytes', 0x23, ['stbys', 2, 1, 0, 1]],
    ['a doubleword', 0x24, ['fstds', 2, 8, 0, 1]],
    ['to an absolute address', 0x25, ['stwas', 2, 4, 1]],
    ['by load and clear', 0x26, ['ldcws', 0, 0, 1, 2]],
  ];

  it.each(stores)('names a page after a store of %s, each time anew', (_what, page, line) => {
    machine.setGr(1, page << 12);
    machine.state.words[LAYOUT.CR + 10] = 0xc0;
    machine.place(PROGRAM, [line, line, ['bl', -16, 0], NOP]);
    sorted();
    machine.cpu.run(4);
    expect(sorted()).toEqual([page]);
    machine.cpu.run(4);
    expect(sorted()).toEqual([page]);
    expect(sorted()).toEqual([]);
  });

  it('names every page that DMA touches', () => {
    sorted();
    machine.cpu.memory.write(0x20ffe, new Uint8Array(0x1004));
    machine.cpu.memory.write(0x30000, new Uint8Array(0));
    expect(sorted()).toEqual([0x20, 0x21, 0x22]);
  });
});
