import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { randomProgram } from './testing/random-program.ts';
import { sameState, type TestMachine } from './testing/test-machine.ts';
import { loadProgram } from './testing/user-machine.ts';

/** Runs a random program with these PSW bits beside those of user mode, `slice` instructions at a time. */
function run(seed: number, psw: number, slice: number): TestMachine {
  const machine = loadProgram(randomProgram(seed, 2, 100, 2));
  machine.cpu.psw |= psw;
  machine.setCr(0, 0x7fffffff);
  while (machine.cpu.run(slice) === EXIT.LIMIT);
  expect(machine.interruption).toBe(undefined);
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
