import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { DATA, randomBody, randomFrom, TEXT, wholeProgram } from './testing/random-program.ts';
import { IDLE, sameState, TestMachine } from './testing/test-machine.ts';

const SYSTEM_CALL = 0x100;

/** Runs a random program of 300 items with these PSW bits, `slice` instructions at a time. */
function run(seed: number, psw: number, slice: number): TestMachine {
  const random = randomFrom(seed);
  const { text, data } = wholeProgram(random, randomBody(random, 300));
  const machine = new TestMachine();
  text.forEach((word, i) => machine.cpu.memory.storeWord(TEXT + 4 * i, word));
  data.forEach((word, i) => machine.cpu.memory.storeWord(DATA + 4 * i, word));
  machine.cpu.memory.storeWord(SYSTEM_CALL, IDLE);
  machine.jump(TEXT + 3);
  machine.cpu.psw = psw;
  machine.setCr(0, 0x7fffffff);
  while (machine.cpu.run(slice) === EXIT.LIMIT);
  expect(machine.front).toBe(SYSTEM_CALL + 3);
  // The enable bits are what was different from the beginning.
  machine.state.words[LAYOUT.PSW] = 0;
  return machine;
}

it('a burst does what as many steps do, however it is sliced', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, slice) => {
      const burst = run(seed, PSW.R, 1_000_000);
      // PSW H and L never trap here, but make every instruction a step.
      for (const other of [run(seed, PSW.R | PSW.H | PSW.L, 1_000_000), run(seed, PSW.R, slice)]) {
        expect(sameState(other, burst)).toBe(true);
      }
    }),
    { numRuns: 15 },
  );
});
