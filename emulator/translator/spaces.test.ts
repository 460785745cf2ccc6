/** Code that spaces share is translated once, and in each space goes on to that space's own code. */
import { describe, expect, it } from 'vitest';
import { PSW } from '../cpu/psw.ts';
import { access, assemble, NOP, PROGRAM, TestMachine } from '../cpu/testing/test-machine.ts';
import { LAYOUT } from '../layout.ts';
import { Statistics } from './statistics.ts';
import { translatorWith } from './translator.ts';
import { AT_ONCE } from './testing/at-once.ts';

/** Its address is the same in both spaces, but not its page. */
const ROUTINE = PROGRAM + 0x1000;
const OTHER_ROUTINE = PROGRAM + 0x2000;
const CALLS = 500;
const LOOP = 3;

/** Calls the routine so many times, then does the same in the space in GR 8. */
const CALLER = assemble([
  ['ldo', CALLS, 0, 7],
  ['bv', 0, 5],
  NOP,
  ['addibf', -1, 7, 4 - 4 * LOOP - 8, { c: 1 }],
  NOP,
  ['mtsp', 8, 1],
  ['be', 0, 1, 9],
  NOP,
]);

/** Adds to GR 6, and goes back to the place in GR 4. */
function routine(added: number): number[] {
  return assemble([['ldo', added, 6, 6], ['bv', 0, 4], NOP]);
}

describe('code that two spaces share', () => {
  it.each([10, 1000])(
    'is translated once, and calls the routine of the space that it is in (growth at %i)',
    (growth) => {
      const statistics = new Statistics();
      const settings = {
        ...AT_ONCE,
        interval: 20,
        growthThreshold: growth,
        optimizeAfter: 1000,
      };
      const engine = translatorWith({ ...settings, limits: { region: 100, block: 20 }, regions: 20 }, statistics);
      const machine = new TestMachine({ engine });
      const write = (address: number, words: readonly number[]): void =>
        words.forEach((word, i) => machine.cpu.memory.storeWord(address + 4 * i, word));
      write(PROGRAM, CALLER);
      write(ROUTINE, routine(1));
      write(OTHER_ROUTINE, routine(1000));
      for (const space of [1, 2]) {
        machine.map(space, PROGRAM, PROGRAM, access(2, 3, 0));
        machine.map(space, ROUTINE, space === 1 ? ROUTINE : OTHER_ROUTINE, access(2, 3, 0));
      }
      machine.setGr(4, PROGRAM + 4 * LOOP);
      machine.setGr(5, ROUTINE);
      machine.setGr(8, 2);
      machine.setGr(9, PROGRAM);
      machine.cpu.psw = PSW.C | PSW.Q;
      machine.jump(PROGRAM, 1);

      // Seven instructions a call; the first loop ends with the branch to the other space.
      const length = 1 + 7 * CALLS + 3;
      for (let done = 0; done < length; done += machine.cpu.completed) machine.cpu.run(length - done);
      expect([machine.state.words[LAYOUT.IASQ_FRONT], machine.gr(6)]).toEqual([2, CALLS]);
      const { translated } = statistics;
      expect(translated).toBeGreaterThan(length / 2);

      for (let done = 0; done < length; done += machine.cpu.completed) machine.cpu.run(length - done);
      expect(machine.gr(6)).toBe(CALLS + 1000 * CALLS);
      expect(statistics.translated).toBeGreaterThan(translated + length / 2);
    },
  );
});
