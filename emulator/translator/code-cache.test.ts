/** What is translated once more, though it is part of a region, and what is not: see ./translator.ts. */
import { expect, it } from 'vitest';
import { access, type Line, PROGRAM, TestMachine } from '../cpu/testing/test-machine.ts';
import { PSW } from '../cpu/psw.ts';
import { Statistics } from './statistics.ts';
import { translatorWith } from './translator.ts';
import { AT_ONCE } from './testing/at-once.ts';

const SETTINGS = {
  ...AT_ONCE,
  ...{ interval: 20, threshold: 8, againThreshold: 64, growthThreshold: 100 },
  optimizeAfter: 1000,
  limits: { region: 100, block: 60 },
  regions: 100,
};
/** So that the places where budgets end go round. */
const BUDGET = 211;

it.each([0, 2])('budgets that end in the middle of a block make no region of it, at level %i', (level) => {
  const statistics = new Statistics();
  const machine = new TestMachine({ engine: translatorWith(SETTINGS, statistics) });
  const counts = Array.from({ length: 39 }, (): Line => ['addi', 1, 3, 3]);
  machine.place(PROGRAM, [...counts, ['bl', -4 * counts.length - 8, 0, { n: 1 }]]);
  machine.map(1, PROGRAM, PROGRAM, access(2, 3, 0));
  machine.jump(PROGRAM | level, level === 0 ? 0 : 1);
  machine.cpu.psw = level === 0 ? 0 : PSW.C | PSW.Q;
  for (let run = 0; run < 60; run += 1) machine.cpu.run(BUDGET);
  expect(statistics.translated).toBeGreaterThan(6000);
  expect(statistics.regions).toBe(1);
});
