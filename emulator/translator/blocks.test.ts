/** Code in which each instruction may nullify the next one, for longer than a block may be: see ./blocks.ts. */
import { expect, it } from 'vitest';
import { PSW } from '../cpu/psw.ts';
import { access, type Line, PROGRAM, TestMachine } from '../cpu/testing/test-machine.ts';
import { LAYOUT } from '../layout.ts';
import { Tlb } from '../tlb.ts';
import { flowFrom, lengthOf } from './blocks.ts';
import type { Straight } from './emit/plan.ts';
import { Statistics } from './statistics.ts';
import { AT_ONCE } from './testing/at-once.ts';
import { translatorWith } from './translator.ts';

const PAGE = 0x1000;
const WORDS = PAGE / 4;
/** Three pages and some. */
const LENGTH = 3 * WORDS + 100;
const OTHER_PAGE = 0x20000;
const ROUNDS = 10;
const SETTINGS = {
  ...AT_ONCE,
  ...{ interval: 50, growthThreshold: 100, optimizeAfter: 1e9, limits: { region: 200, block: 60 }, regions: 1000 },
};

/** Adds `step` to GR 4, and passes over what comes next if that makes it 0. */
const adding = (step: number): Line => ['addi', step, 4, 4, { c: 1, f: 0 }];

/** The row, which begins again at GR 3, on four pages of space 1. */
function machineWith(statistics?: Statistics): TestMachine {
  const machine = new TestMachine({ engine: statistics && translatorWith(SETTINGS, statistics) });
  machine.place(PROGRAM, [
    ...Array.from({ length: LENGTH }, () => adding(1)),
    ['ldo', 0, 4, 4],
    ['bv', 0, 3, { n: 1 }],
  ]);
  machine.place(
    OTHER_PAGE,
    Array.from({ length: WORDS }, () => adding(16)),
  );
  machine.setGr(3, PROGRAM);
  machine.setGr(4, 1);
  for (let page = 0; page < 4; page += 1) {
    machine.map(1, PROGRAM + page * PAGE, PROGRAM + page * PAGE, access(2, 3, 0));
  }
  machine.cpu.psw = PSW.C | PSW.Q;
  machine.jump(PROGRAM, 1);
  return machine;
}

/** As the guest does it, whose translated code stays. */
function mapSecondPageElsewhere(machine: TestMachine): void {
  const tlb = new Tlb(machine.state, () => undefined);
  tlb.insertAddress(1, PROGRAM + PAGE, OTHER_PAGE >>> 7);
  tlb.insertProtection(1, PROGRAM + PAGE, access(2, 3, 0));
  machine.cpu.wordsChanged();
}

it('goes by where its pages are, all of them, whenever it is executed', () => {
  const statistics = new Statistics();
  const machines = [machineWith(), machineWith(statistics)];
  const runRounds = (): void => {
    for (const { cpu } of machines) cpu.run(ROUNDS * (LENGTH + 2));
    expect([...machines[1].state.words]).toEqual([...machines[0].state.words]);
  };
  runRounds();
  expect(statistics.translated).toBeGreaterThan(0);
  for (const machine of machines) mapSecondPageElsewhere(machine);
  runRounds();
  const perRound = (LENGTH - WORDS) * 1 + WORDS * 16;
  expect(machines[0].state.words[LAYOUT.GR + 4]).toBe(1 + ROUNDS * (LENGTH + perRound));
});

it('makes blocks of at most twice the limit', () => {
  const nullifying: Straight = { kind: 'straight', nullifies: true, emit: () => undefined };
  const { blocks } = flowFrom({ plans: () => nullifying, isInUse: () => true }, 0, { region: 200, block: 20 });
  expect(Math.max(...blocks.map(lengthOf))).toBe(40);
  expect(blocks.length).toBe(5);
});
