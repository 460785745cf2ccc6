import { beforeEach, describe, expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { access, IDLE, NOP, PROGRAM, sameState, TestMachine, type Line } from './testing/test-machine.ts';

const MASK = 0x10;
const EXTERNAL = 4;
const IVA = 0x8000;
const HANDLER = IVA + 32 * EXTERNAL;

let machine: TestMachine;

beforeEach(() => {
  machine = new TestMachine();
  machine.setCr(15, MASK);
  machine.cpu.psw = PSW.Q | PSW.I;
});

/** IIA's front and back. */
const iia = (): [number, number] => [machine.cr(18), machine.state.words[LAYOUT.IIAOQ_BACK]];

describe('the idle hint with PSW I = 1', () => {
  it('rests, and has completed when the interrupt that ends the rest is taken', () => {
    expect(machine.run([NOP, IDLE, NOP])).toBe(EXIT.REST);
    expect([machine.cpu.completed, machine.front]).toEqual([1, PROGRAM + 4]);
    machine.cpu.raise(MASK);
    expect(machine.cpu.run(1)).toBe(EXIT.LIMIT);
    expect([machine.cpu.completed, machine.front]).toEqual([1, PROGRAM + 8]);
    machine.cpu.run(1);
    expect(machine.interruption).toBe(EXTERNAL);
    expect(iia()).toEqual([PROGRAM + 8, PROGRAM + 12]);
  });

  it('completes before an interrupt that is pending when it is reached', () => {
    machine.cpu.psw = PSW.Q;
    machine.cpu.raise(MASK);
    machine.run([['ssm', PSW.I, 0], IDLE, NOP], 3);
    expect(machine.interruption).toBe(EXTERNAL);
    expect(iia()).toEqual([PROGRAM + 8, PROGRAM + 12]);
  });

  it('one step does the same as a run', () => {
    const other = new TestMachine();
    machine.place(PROGRAM, [NOP, IDLE, NOP]);
    machine.cpu.raise(MASK);
    machine.jump(PROGRAM + 4);
    other.state.words.set(machine.state.words);
    other.state.ram.set(machine.state.ram);
    other.cpu.stateChanged();
    machine.cpu.run(2);
    for (let step = 0; step < 3; step += 1) other.cpu.step();
    expect(sameState(machine, other)).toBe(true);
  });

  it('in a delay slot: the interrupt comes at the target', () => {
    expect(machine.run([['bl', 0x100 - 8, 0], IDLE])).toBe(EXIT.REST);
    machine.cpu.raise(MASK);
    machine.cpu.run(2);
    expect(iia()).toEqual([PROGRAM + 0x100, PROGRAM + 0x104]);
    expect(machine.cr(22) & (PSW.B | PSW.N)).toBe(0);
  });

  it('in a delay slot: a trap for the transfer comes before the interrupt', () => {
    machine.jump(PROGRAM);
    machine.cpu.psw = PSW.Q | PSW.I | PSW.L;
    machine.setGr(2, PROGRAM + 0x100 + 3);
    machine.place(IVA + 32 * 24, [['rfi'], NOP]);
    machine.place(HANDLER, [['mtctl', 5, 23], ['rfi'], NOP]);
    machine.setGr(5, MASK);
    machine.place(PROGRAM + 0x100, [IDLE, IDLE, NOP]);
    machine.run([['bv', 0, 2], IDLE]);
    machine.cpu.raise(MASK);
    expect(machine.cpu.run(100)).toBe(EXIT.REST);
    // The first hint at the target completes before the interrupt, which the trap has let wait; the second one rests.
    expect(machine.front).toBe(PROGRAM + 0x104 + 3);
  });

  it('a nullified one is no hint: the interrupt comes before it, and it never rests', () => {
    machine.setGr(5, MASK);
    machine.place(HANDLER, [['mtctl', 5, 23], ['rfi'], NOP]);
    machine.place(PROGRAM, [['or', 0, 0, 0, { f: 1 }], IDLE, ['ldo', 1, 0, 1], NOP]);
    machine.cpu.run(1);
    machine.cpu.raise(MASK);
    machine.cpu.run(1);
    expect(iia()[0]).toBe(PROGRAM + 4);
    machine.cpu.run(3);
    expect(machine.gr(1)).toBe(1);
  });

  it('one that cannot be fetched is no hint', () => {
    machine.cpu.psw = PSW.Q | PSW.I | PSW.C;
    machine.cpu.raise(MASK);
    machine.run([IDLE], 1);
    expect([machine.interruption, iia()[0]]).toEqual([EXTERNAL, PROGRAM]);
  });

  it('is found through a translation', () => {
    machine.place(0x2000, [IDLE, NOP]);
    machine.map(3, 0x5000, 0x2000, access(2, 3, 0));
    machine.jump(0x5000 + 3, 3);
    machine.cpu.psw = PSW.Q | PSW.I | PSW.C;
    machine.cpu.raise(MASK);
    machine.cpu.run(2);
    expect([machine.interruption, iia()[0], machine.cr(17)]).toEqual([EXTERNAL, 0x5004 + 3, 3]);
  });

  it('comes after interruptions of a higher priority, and is counted by the recovery counter', () => {
    machine.setCr(0, -1);
    machine.cpu.psw = PSW.Q | PSW.I | PSW.R;
    machine.cpu.raise(MASK);
    machine.run([IDLE, NOP], 1);
    expect([machine.interruption, iia()[0]]).toEqual([3, PROGRAM]);
    // Now the hint is the instruction after which the counter traps: before the interrupt, and behind the hint.
    machine.setCr(0, 0);
    machine.jump(PROGRAM);
    machine.cpu.psw = PSW.Q | PSW.I | PSW.R;
    machine.cpu.run(2);
    expect([machine.interruption, iia()[0]]).toEqual([3, PROGRAM + 4]);
  });

  it('does not rest, once, after an interrupt that was taken since the last hint', () => {
    machine.setGr(5, MASK);
    machine.place(HANDLER, [['mtctl', 5, 23], ['rfi'], NOP]);
    machine.cpu.raise(MASK);
    expect(machine.run([NOP, IDLE, NOP, IDLE])).toBe(EXIT.REST);
    expect(machine.front).toBe(PROGRAM + 12);
  });

  it('rests after an interrupt that was taken right behind the last hint', () => {
    machine.setGr(5, MASK);
    machine.place(HANDLER, [['mtctl', 5, 23], ['rfi'], NOP]);
    machine.run([IDLE, NOP, IDLE]);
    machine.cpu.raise(MASK);
    expect(machine.cpu.run(1)).toBe(EXIT.LIMIT);
    expect(machine.cpu.run(100)).toBe(EXIT.REST);
    expect(machine.front).toBe(PROGRAM + 8);
  });

  it('of several in a row, one alone completes before the interrupt', () => {
    machine.run([IDLE, IDLE, IDLE]);
    machine.cpu.raise(MASK);
    machine.cpu.run(2);
    expect([machine.interruption, iia()[0]]).toEqual([EXTERNAL, PROGRAM + 4]);
  });

  it.each([1, 2, 5] as const)(
    'does not rest after interruption %d, which ended a rest without completing it',
    (number) => {
      machine.place(IVA + 32 * number, [['rfi'], NOP]);
      machine.run([IDLE, IDLE]);
      machine.cpu.signal(number);
      expect(machine.cpu.run(100)).toBe(EXIT.REST);
      expect([machine.cr(18), machine.front]).toEqual([PROGRAM, PROGRAM + 4]);
    },
  );
});

describe('the idle hint with PSW I = 0', () => {
  it('neither needs nor uses up what an interrupt owes', () => {
    machine.setGr(5, MASK);
    // The handler rests, too: it is not its own wake-up.
    machine.place(HANDLER, [['mtctl', 5, 23], IDLE, ['mtctl', 5, 23], ['rfi'], NOP]);
    machine.cpu.raise(MASK);
    expect(machine.run([NOP, IDLE, IDLE])).toBe(EXIT.REST);
    expect(machine.front).toBe(HANDLER + 4);
    machine.cpu.raise(MASK);
    expect(machine.cpu.run(100)).toBe(EXIT.REST);
    expect(machine.front).toBe(PROGRAM + 8);
  });
});

/**
 * Guests that wait until two interrupts have come, counted by the handler at the address in GR 4 and by nobody else. GR 6 is
 * 2 in the end. The test reads the count into GR 1, so what it has read may be old when the hint is reached.
 */
const COUNT = 0x3000;
const COUNTING: (Line | number)[] = [
  ['mtctl', 5, 23],
  ['ldw', 0, 0, 4, 8],
  ['ldo', 1, 8, 8],
  ['stw', 8, 0, 0, 4],
  ['rfi'],
  NOP,
];
const DONE: Line[] = [['ldo', 2, 0, 6]];
const LOOPS: readonly [string, (Line | number)[]][] = [
  [
    'test, hint, branch back',
    [['ldw', 0, 0, 4, 1], ['comibt', 2, 1, 8, { c: 1, n: 1 }], IDLE, ['bl', -20, 0], NOP, ...DONE],
  ],
  [
    'the hint in the delay slot of the test',
    [['ldw', 0, 0, 4, 1], ['comibf', 2, 1, -12, { c: 1, n: 1 }], IDLE, ...DONE],
  ],
  [
    'a test that is long ago',
    [
      ['ldw', 0, 0, 4, 1],
      ['comiclr', 2, 1, 7, { c: 1, f: 1 }],
      ['bl', 16, 0, { n: 1 }],
      NOP,
      NOP,
      IDLE,
      ['bl', -32, 0],
      NOP,
      ...DONE,
    ],
  ],
  [
    'masked, and unmasked behind the hint',
    [
      ['rsm', PSW.I, 0],
      ['ldw', 0, 0, 4, 1],
      ['comibt', 2, 1, 12, { c: 1, n: 1 }],
      IDLE,
      ['ssm', PSW.I, 0],
      ['bl', -28, 0],
      NOP,
      ...DONE,
    ],
  ],
];

describe.each(LOOPS)('a guest that waits: %s', (_name, loop) => {
  const LATEST = 30;
  const waiting = new TestMachine();

  /** From power-on, with interrupts after so many steps; a step is an instruction, or a rest in its place. */
  function wait(first: number, second: number): void {
    waiting.cpu.powerOn(PROGRAM);
    waiting.setCr(14, IVA);
    waiting.setCr(15, MASK);
    waiting.cpu.psw = PSW.Q | PSW.I;
    waiting.setGr(4, COUNT);
    waiting.setGr(5, MASK);
    waiting.cpu.memory.storeWord(COUNT, 0);
    for (let step = 0; step <= second; step += 1) {
      if (step === first || step === second) waiting.cpu.raise(MASK);
      waiting.cpu.run(1);
    }
    waiting.cpu.run(100);
  }

  beforeEach(() => {
    waiting.place(HANDLER, COUNTING);
    waiting.place(PROGRAM, loop);
  });

  it('loses no wake-up, whenever the interrupts come', () => {
    for (let first = 0; first < LATEST; first += 1) {
      // The handler of the first has ended before the second comes: bits of EIRR do not count.
      for (let second = first + 6; second < first + LATEST; second += 1) {
        wait(first, second);
        expect(waiting.gr(6), `interrupts after ${first} and ${second}`).toBe(2);
      }
    }
  });

  it('rests meanwhile', () => {
    wait(3, 500);
    expect(waiting.gr(6)).toBe(2);
    wait(3, 3);
    expect(waiting.gr(6)).toBe(0);
    expect(waiting.cpu.run(1000)).toBe(EXIT.REST);
  });
});
