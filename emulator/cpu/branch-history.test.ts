import { beforeEach, expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { lastBranches } from './branch-history.ts';
import { PSW } from './psw.ts';
import { access, NOP, PROGRAM, TestMachine, type Line } from './testing/test-machine.ts';

let machine: TestMachine;

beforeEach(() => {
  machine = new TestMachine();
});

/** The branches of a program that ends in the idle hint: [kind, from, to]. */
function branchesOf(program: readonly (Line | number)[]): unknown[] {
  machine.run(program);
  return lastBranches(machine.state.words).map(({ kind, from, to }) => [kind, from - PROGRAM, to - PROGRAM]);
}

it.each([
  ['at full speed', 0],
  ['step by step', PSW.X],
])('are the last sixteen that were taken, %s', (_, psw) => {
  machine.cpu.psw = psw;
  const program: Line[] = [
    ['ldo', 20, 0, 5],
    ['addibf', -1, 5, -8, { c: 1 }],
    ['bl', 0, 2],
    ['comibt', 1, 0, 0, { c: 1 }],
  ];
  const branches = branchesOf([program[0], program[1], NOP, program[2], NOP, program[3], NOP]);
  expect(branches).toEqual([...Array<unknown>(15).fill(['branch', 4, 4]), ['branch', 12, 20]]);
});

it('are noted with their level: those of BE, BV and BLR, too', () => {
  machine.setGr(3, PROGRAM + 16);
  machine.setGr(4, PROGRAM + 28 + 3);
  expect(branchesOf([['be', 0, 0, 3], NOP, NOP, NOP, ['bv', 0, 4], NOP, NOP])).toEqual([
    ['branch', 0, 16],
    ['branch', 16, 31],
  ]);
});

it('have interruptions and returns among them, and say whether code was translated', () => {
  machine.map(9, 0x5000, PROGRAM, access(2, 3, 0));
  machine.cpu.memory.storeWord(0x8000 + 32 * 9, 0x00000c00);
  machine.place(PROGRAM, [['break', 1, 2]]);
  machine.jump(0x5000, 9);
  machine.cpu.psw = PSW.Q | PSW.C;
  machine.cpu.run(3);
  expect(lastBranches(machine.state.words).slice(-2)).toEqual([
    { kind: 'interruption', from: 0x5000, to: 0x8000 + 32 * 9, fromVirtual: true },
    { kind: 'return', from: 0x8000 + 32 * 9, to: 0x5000, fromVirtual: false },
  ]);
});

it('are none at power-on, and bear any index in the state', () => {
  expect(lastBranches(machine.state.words)).toEqual([]);
  machine.state.words[LAYOUT.NEXT_BRANCH] = -1;
  expect(branchesOf([['bl', 0, 0], NOP])).toHaveLength(1);
});
