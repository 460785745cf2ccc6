import { beforeEach, describe, expect, it } from 'vitest';
import { TICKS_PER_SECOND } from '../board.ts';
import { LAYOUT } from '../layout.ts';
import { PSW } from './psw.ts';
import { NOP, PROGRAM, TestMachine } from './testing/test-machine.ts';

const PERIOD = 2 ** 32;
const RAISED = 0x80000000;

let machine: TestMachine;

beforeEach(() => {
  machine = new TestMachine();
  machine.place(PROGRAM, [
    ['mfctl', 16, 1],
    ['mtctl', 2, 16],
  ]);
});

/** Executes one instruction of the program. */
function execute(number: 0 | 1): void {
  machine.state.words[LAYOUT.IAOQ_FRONT] = PROGRAM + 4 * number;
  machine.state.words[LAYOUT.IAOQ_BACK] = PROGRAM + 4 * number + 4;
  machine.cpu.run(1);
}

/** The guest reads CR 16; returns what it sees. */
function read(ticks: number): number {
  machine.ticks = ticks;
  execute(0);
  return machine.gr(1);
}

/** The guest writes a comparand, of which only the low 32 bits are written. */
function write(comparand: number): void {
  machine.setGr(2, comparand % PERIOD);
  execute(1);
}

/** Time goes on to `ticks`: is the timer's interrupt raised then? */
function raisedAt(ticks: number): boolean {
  machine.setCr(23, 0);
  machine.cpu.checkTimer(ticks);
  return machine.cr(23) === RAISED;
}

describe('CR 16', () => {
  it('shows the low 32 bits of the clock', () => {
    expect(read(3 * PERIOD + 100)).toBe(100);
  });
});

describe('a comparand', () => {
  it('is due when the counter has come to it, and once', () => {
    read(3 * PERIOD + 100);
    write(90);
    expect(machine.cpu.timerDue()).toBe(4 * PERIOD + 90);
    expect(raisedAt(4 * PERIOD + 89)).toBe(false);
    expect(raisedAt(4 * PERIOD + 95)).toBe(true);
    expect(raisedAt(4 * PERIOD + 100)).toBe(false);
    expect(machine.cpu.timerDue()).toBe(5 * PERIOD + 90);
  });

  it('is never due before one was written', () => {
    expect(machine.cpu.timerDue()).toBe(Infinity);
    expect(raisedAt(10 * PERIOD)).toBe(false);
  });

  it.each([1, 100, 2 ** 31, 2 ** 31 + 1, PERIOD - 1])(
    'written late is due at once: %d ticks after the last read',
    (far) => {
      read(5 * PERIOD - 7);
      // More time goes by than the guest has allowed.
      machine.ticks = 5 * PERIOD - 7 + far + 100;
      write(5 * PERIOD - 7 + far);
      expect(machine.cpu.timerDue()).toBe(5 * PERIOD - 7 + far);
      expect(raisedAt(machine.ticks)).toBe(true);
    },
  );

  it('counts from power-on in a guest that has never looked', () => {
    machine.ticks = 3 * PERIOD;
    write(1000);
    expect(machine.cpu.timerDue()).toBe(1000);
  });

  it('that is overwritten is due no more', () => {
    read(100);
    write(200);
    write(300);
    expect(raisedAt(299)).toBe(false);
    expect(raisedAt(300)).toBe(true);
  });

  it('written again after its own interrupt is due when the counter has gone round', () => {
    read(100);
    write(200);
    expect(raisedAt(250)).toBe(true);
    write(200);
    expect(machine.cpu.timerDue()).toBe(PERIOD + 200);
    expect(raisedAt(PERIOD + 199)).toBe(false);
    expect(raisedAt(PERIOD + 201)).toBe(true);
  });

  it('which passes several times unseen raises the bit for each', () => {
    read(100);
    write(200);
    expect([1, 2, 3, 4].map(() => raisedAt(2 * PERIOD + 500))).toEqual([true, true, true, false]);
  });
});

describe('a guest that only ever adds to its last comparand', () => {
  it.each([
    ['a hundredth of a second', TICKS_PER_SECOND / 100, 20_000],
    ['a second', TICKS_PER_SECOND, 10_000],
    ['a minute', 60 * TICKS_PER_SECOND, 300],
    ['all but the whole period', PERIOD - 1, 50],
  ])('goes on right for hours with a tick of %s', (_name, tick, count) => {
    const start = read(12_345);
    let comparand = start;
    for (let n = 1; n <= count; n += 1) {
      comparand += tick;
      write(comparand);
      const due = 12_345 + n * tick;
      expect(machine.cpu.timerDue()).toBe(due);
      expect(raisedAt(due - 1)).toBe(false);
      // Sometimes it is late.
      expect(raisedAt(due + (n % 7 === 0 ? tick / 2 : 0))).toBe(true);
    }
  });

  it.each([0.1, 3, 90, 400])('makes up for ticks that came %d seconds late, and loses none', (seconds) => {
    const tick = TICKS_PER_SECOND / 10;
    let comparand = read(1000);
    let ticks = 0;
    const end = 1000 + 500 * TICKS_PER_SECOND;
    for (let now = 1000; now < end; now += seconds * TICKS_PER_SECOND) {
      for (;;) {
        comparand += tick;
        write(comparand);
        if (!raisedAt(now)) {
          comparand -= tick;
          break;
        }
        ticks += 1;
        expect(ticks).toBeLessThanOrEqual(5000);
      }
      expect(ticks).toBe(Math.floor((now - 1000) / tick));
    }
  });
});

describe('a read of CR 16', () => {
  it('that shows the comparand passed shows its interrupt, too, though nobody has looked at the clock since', () => {
    read(100);
    write(200);
    read(199);
    expect(machine.cr(23)).toBe(0);
    read(200);
    expect(machine.cr(23)).toBe(RAISED);
    expect(raisedAt(300)).toBe(false);
    expect(machine.cpu.timerDue()).toBe(PERIOD + 200);
  });

  it('lets the interrupt come before the next instruction', () => {
    read(100);
    write(200);
    machine.setCr(15, -1);
    machine.cpu.psw = PSW.Q | PSW.I;
    machine.ticks = 250;
    machine.jump(PROGRAM);
    machine.run([NOP, ['mfctl', 16, 1], ['ldo', 1, 0, 3]]);
    expect([machine.interruption, machine.cr(18), machine.gr(3)]).toEqual([4, PROGRAM + 8, 0]);
  });
});

describe('a guest that adds to the present', () => {
  it('gets its tick, however late it comes to writing the comparand', () => {
    for (let n = 1; n < 2000; n += 1) {
      const now = n * 7_654_321;
      const comparand = read(now) + 5000;
      machine.ticks = now + 1_000_000;
      write(comparand);
      expect(raisedAt(machine.ticks)).toBe(true);
    }
  });
});

it('what the guest was shown is state of the machine', () => {
  read(7 * PERIOD);
  const copy = new TestMachine();
  copy.state.words.set(machine.state.words);
  copy.state.ram.set(machine.state.ram);
  copy.cpu.stateChanged();
  machine = copy;
  write(5);
  expect(copy.cpu.timerDue()).toBe(7 * PERIOD + 5);
});
