/**
 * What the table says of each row's class and privilege, against what the machine does with it at every level: for rows that
 * reach registers of different classes, register by register.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { disassembleForPeople } from '../isa/disassemble.ts';
import { INSTRUCTIONS } from '../isa/instructions.ts';
import { classOf, privilegeOf } from '../isa/privilege.ts';
import { INTERRUPTION } from './interruptions.ts';
import { EXIT } from './processor.ts';
import { PSW } from './psw.ts';
import { PROGRAM, TestMachine } from './testing/test-machine.ts';
import { wordsOfRow } from './testing/words-of-row.ts';

const LEVELS = [0, 1, 2, 3];
/** CR 16, CR 26 and CR 27, which some levels may read and not write, are among the registers of these words. */
const WORDS = INSTRUCTIONS.flatMap((row) =>
  wordsOfRow(row).map((word) => {
    const instructionClass = classOf(row, word);
    return { row, word, instructionClass, privilege: privilegeOf(row, instructionClass) };
  }),
);
type Word = (typeof WORDS)[number];

const named = (words: readonly Word[]): string[] =>
  words.map(({ row, word }) => `${row.name}: ${disassembleForPeople(word)}`);

let machine: TestMachine;
/** How often the environment was asked. */
let questions: number;

beforeEach(() => {
  machine = new TestMachine();
  questions = 0;
  Object.defineProperty(machine, 'ticks', {
    get: () => {
      questions += 1;
      return 0;
    },
  });
});

/** Makes the word the next instruction, at `level`, of a machine just switched on. */
function prepare(word: number, level: number, psw: number): void {
  machine.cpu.powerOn(PROGRAM);
  machine.cpu.psw = psw;
  machine.jump(PROGRAM + level);
  machine.cpu.memory.storeWord(PROGRAM, word);
  questions = 0;
}

/** The number of the interruption that the word ends in, or 0. */
function interruptionOf({ word }: Word, level: number, psw: number): number {
  prepare(word, level, psw);
  machine.cpu.step();
  return machine.cpu.interruption;
}

describe.each(LEVELS)('at level %i', (level) => {
  const mayNot = (privileges: readonly string[]): Word[] =>
    level === 0 ? [] : WORDS.filter(({ privilege }) => privileges.includes(privilege));

  it.each([
    ['a privileged operation trap', INTERRUPTION.PRIVILEGED_OPERATION, 0, ['operation']],
    ['a privileged register trap', INTERRUPTION.PRIVILEGED_REGISTER, 0, ['register']],
    ['with PSW S = 1, a privileged register trap', INTERRUPTION.PRIVILEGED_REGISTER, PSW.S, ['register', 'secured']],
  ])('%s comes for the words of which the table says so, and no others', (_, number, psw, privileges) => {
    const trapped = WORDS.filter((word) => interruptionOf(word, level, psw) === number);
    expect(named(trapped)).toEqual(named(mayNot(privileges)));
  });

  it.each([0, PSW.S])('under a monitor, all that is not ordinary and may be executed leaves to it (PSW %i)', (psw) => {
    machine.cpu.deprivileged = true;
    const left = WORDS.filter(({ word }) => {
      prepare(word, level, psw);
      machine.cpu.deprivileged = true;
      return machine.cpu.step() === EXIT.PRIVILEGED;
    });
    const refused = mayNot(psw === 0 ? ['operation', 'register'] : ['operation', 'register', 'secured']);
    const expected = WORDS.filter((word) => word.instructionClass !== 'ordinary' && !refused.includes(word));
    expect(named(left)).toEqual(named(expected));
  });
});

it('environment instructions, and no others, ask the environment', () => {
  const asking = WORDS.filter(({ word }) => {
    prepare(word, 0, 0);
    machine.cpu.step();
    return questions > 0;
  });
  expect(named(asking)).toEqual(named(WORDS.filter(({ instructionClass }) => instructionClass === 'environment')));
});

it('the rows of which the manual says "may be executed only at the most privileged level" are those', () => {
  const rows = new Set(WORDS.filter(({ privilege }) => privilege === 'operation').map(({ row }) => row.name));
  expect([...rows].join(' ')).toBe(
    'ldwax ldwas stwas rfi rfir ssm rsm mtsm diag lpa lci pdtlb pitlb pdtlbe pitlbe idtlba iitlba idtlbp iitlbp',
  );
});
