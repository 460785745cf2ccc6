import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LAYOUT } from '../layout.ts';
import { PSW } from './psw.ts';
import { access, assemble, PROGRAM, sameRegisters, sameState, TestMachine, type Line } from './testing/test-machine.ts';

/** Executes one instruction at PROGRAM, on whatever translations and registers there are. */
function execute(machine: TestMachine, line: Line, level: number, psw: number): void {
  const { words } = machine.state;
  machine.cpu.memory.storeWord(PROGRAM, assemble([line])[0]);
  words[LAYOUT.IAOQ_FRONT] = PROGRAM + level;
  words[LAYOUT.IAOQ_BACK] = PROGRAM + level + 4;
  words[LAYOUT.IASQ_FRONT] = words[LAYOUT.IASQ_BACK] = 0;
  machine.cpu.psw = psw;
  machine.cpu.run(1);
}

// Few pages and spaces, so that they meet; offsets 1 MiB apart share a place in the caches.
const page = fc.constantFrom(0x20000, 0x20000, 0x20000, 0x21000, 0x120000);
const physical = fc.constantFrom(0x30000, 0x31000, 0x32000, 0x33000, 0xf0001000);
/** The space register, which holds 1, 2 or 0. */
const space = fc.constantFrom(1, 1, 2, 3);
const rights = fc.record({
  type: fc.constantFrom(1, 1, 1, 0, 3),
  pl1: fc.constantFrom(3, 3, 1),
  pl2: fc.constantFrom(3, 3, 0),
  dirty: fc.constantFrom(true, true, false),
  id: fc.constantFrom(0, 1, 1),
});

type Action = (machine: TestMachine) => void;

const insertion = fc.tuple(space, page, physical, rights).map(([sr, offset, target, r]): Action => {
  return (machine) => {
    machine.setGr(1, offset);
    machine.setGr(2, target >>> 7);
    machine.setGr(3, access(r.type, r.pl1, r.pl2, r));
    execute(machine, ['idtlba', 2, sr, 1], 0, 0);
    execute(machine, ['idtlbp', 3, sr, 1], 0, 0);
  };
});
const purge = fc.tuple(space, page).map(([sr, offset]): Action => {
  return (machine) => {
    machine.setGr(1, offset);
    execute(machine, ['pdtlb', 0, sr, 1], 0, 0);
  };
});
const identifier = fc.constantFrom(2, 3, 4).map((id): Action => {
  return (machine) => {
    machine.setGr(1, id);
    execute(machine, ['mtctl', 1, 8], 0, 0);
  };
});
const lines = fc.constantFrom<Line>(
  ['ldw', 4, 1, 1, 2],
  ['ldw', 4, 2, 1, 2],
  ['ldw', 4, 3, 1, 2],
  ['ldw', 6, 1, 1, 2],
  ['ldh', 2, 1, 1, 2],
  ['ldb', 5, 1, 1, 2],
  ['stw', 9, 4, 1, 1],
  ['sth', 9, 6, 1, 1],
  ['stb', 9, 7, 1, 1],
  ['stbys', 9, 3, 2, 1],
  ['ldcws', 0, 1, 1, 2],
  ['probewi', 1, 1, 2, 2],
);
const reference = fc
  .tuple(lines, page, fc.constantFrom(0, 3), fc.constantFrom(PSW.D, PSW.D | PSW.P, PSW.D | PSW.P, 0), fc.nat())
  .map(([line, offset, level, psw, value]): Action => {
    return (machine) => {
      machine.setGr(1, offset);
      machine.setGr(9, value);
      execute(machine, line, level, PSW.Q | psw);
    };
  });
const actions = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: insertion },
    { weight: 1, arbitrary: purge },
    { weight: 1, arbitrary: identifier },
    { weight: 10, arbitrary: reference },
  ),
  { minLength: 50, maxLength: 150 },
);

it('the translation caches never show', () => {
  fc.assert(
    fc.property(actions, (sequence) => {
      const cached = new TestMachine({ tlbEntries: 3 });
      const uncached = new TestMachine({ tlbEntries: 3 });
      for (const machine of [cached, uncached]) {
        machine.registers.set(0xf0001004, 5);
        machine.setSr(1, 1);
        machine.setSr(2, 2);
      }
      for (const action of sequence) {
        action(cached);
        uncached.cpu.stateChanged();
        action(uncached);
        expect(sameRegisters(cached, uncached)).toBe(true);
      }
      expect(sameState(cached, uncached)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
