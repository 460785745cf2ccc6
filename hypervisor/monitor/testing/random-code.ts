/**
 * Random instructions of all rows of the table, privileged ones and those that trap among them, for a machine as
 * ./random-machine.ts makes it: its registers 16 to 31 hold addresses, which most instructions use as bases and few change.
 */
import { IDLE_HINT } from '../../../emulator/board.ts';
import type { Random } from '../../../emulator/cpu/testing/random.ts';
import { encodeFields, flatOperands } from '../../../emulator/isa/encode.ts';
import { INSTRUCTIONS, type Instruction, type Mnemonic } from '../../../emulator/isa/instructions.ts';
import type { Operand } from '../../../emulator/isa/operands.ts';

/** The first of the registers that hold addresses. */
export const FIRST_ADDRESS = 16;

const OPERANDS = INSTRUCTIONS.map((row) => flatOperands(row));

const SYSTEM = INSTRUCTIONS.filter(({ class: kind }) => kind !== 'ordinary');
const ACCESSES = INSTRUCTIONS.filter(({ name }) => /^(ld[whbc]|st[whb]|f(ld|st)[wd]|probe|[fp]dc|fic)/.test(name));
const BRANCHES = INSTRUCTIONS.filter(({ operands }) =>
  operands.some((syntax) => syntax.form === 'single' && syntax.operand.kind === 'target'),
).concat(INSTRUCTIONS.filter(({ name }) => /^(blr|bv|be|ble)$/.test(name)));

/** One instruction word. One in thirty is any word at all. */
export function randomInstruction(random: Random): number {
  const choice = random(30);
  if (choice === 0) return random(2 ** 32);
  if (choice === 1) return random(4) === 0 ? IDLE_HINT : 0x1c000000;
  const rows = choice < 13 ? SYSTEM : choice < 19 ? ACCESSES : choice < 23 ? BRANCHES : INSTRUCTIONS;
  return randomWord(random, rows[random(rows.length)]);
}

/** A word of this row: its operands are likely ones, all other fields anything. */
function randomWord(random: Random, row: Instruction<Mnemonic>): number {
  const { pattern } = row;
  let word = (pattern.match | (random(2 ** 32) & ~pattern.mask)) >>> 0;
  for (const operand of OPERANDS[row.index]) word = put(word, row, operand.put(randomOperand(random, operand)));
  return word;
}

/** `word` with these fields of its row replaced. */
function put(word: number, row: Instruction, fields: Readonly<Record<string, number>>): number {
  const chosen = row.pattern.fields.filter(({ name }) => name in fields);
  const cleared = chosen.reduce(
    (rest, { start, length }) => rest & ~((2 ** length - 1) << (32 - start - length)),
    word,
  );
  return (cleared | (encodeFields({ ...row, pattern: { ...row.pattern, match: 0 } }, fields) >>> 0)) >>> 0;
}

function randomOperand(random: Random, operand: Operand): number {
  const { kind, name, min, max, step } = operand;
  if (kind === 'general-register') {
    const isAddress = name === 'b' ? random(10) > 0 : random(6) === 0;
    return isAddress ? FIRST_ADDRESS + random(32 - FIRST_ADDRESS) : random(FIRST_ADDRESS);
  }
  if (name === 'cr') return randomControlRegister(random);
  if (name === 'd14') return random(4) === 0 ? random(64) - 32 : (random(16) - 8) * 4;
  if (kind === 'target') return (random(24) - 4) * 4;
  if (name === 'wd') return (random(16) - 4) * 4;
  return min + step * random(Math.floor((max - min) / step) + 1);
}

/** Those with a meaning of their own; the vectors' address seldom, since without vectors a machine soon stops. */
function randomControlRegister(random: Random): number {
  const choice = random(20);
  if (choice === 0) return random(32);
  return [0, 8, 9, 10, 11, 12, 13, 15, 16, 16, 17, 18, 19, 20, 21, 22, 23, 24, 30][choice - 1];
}
