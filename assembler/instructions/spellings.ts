/**
 * Spellings that GNU as took over from PA-RISC 2.0 for instructions of 1.1, where an operand chooses the row: a shift
 * count (SHLADD), or %sar in the place of a bit position. Spellings that completers alone choose are in the table.
 */
import type { Identifier, Operand, Operation } from '../syntax/ast.ts';
import { findRegister } from './registers.ts';

type InstructionStatement = Extract<Operation, { kind: 'instruction' }>;

/** Names that the table of instructions doesn't have. */
export const SPELLINGS: readonly string[] = ['shladd', 'shrpw'];

/** Rows for a bit position, and their partners for %sar, by mnemonic and the completers that belong to it. */
const VARIABLE: readonly (readonly [mnemonic: string, completers: readonly string[], row: string])[] = [
  ['extrw', ['u'], 'vextru'],
  ['extrw', ['s'], 'vextrs'],
  ['extrw', [], 'vextrs'],
  ['depw', ['z'], 'zvdep'],
  ['depw', [], 'vdep'],
  ['depwi', ['z'], 'zvdepi'],
  ['depwi', [], 'vdepi'],
  ['bb', [], 'bvb'],
];

/** The statement in HP's 1.1 spelling; one that is so written already comes back as it is. */
export function normalizeSpelling(statement: InstructionStatement): InstructionStatement {
  const name = statement.mnemonic.name.toLowerCase();
  switch (name) {
    case 'b':
      return branch(statement);
    case 'be':
      return branchExternal(statement);
    case 'shladd':
      return shiftAndAdd(statement);
    case 'shrpw':
      return isSar(statement.operands.at(2)) ? withoutSar(statement, 'vshd', []) : renamed(statement, 'shd', []);
    default: {
      if (!isSar(statement.operands.at(1))) return statement;
      const found = VARIABLE.find(
        ([mnemonic, words]) => mnemonic === name && words.every((word) => has(statement, word)),
      );
      return found === undefined ? statement : withoutSar(statement, found[2], found[1]);
    }
  }
}

/** `b,l` is BL and `b,gate` GATE; `b` alone is a pseudo-instruction. */
function branch(statement: InstructionStatement): InstructionStatement {
  if (has(statement, 'l')) return renamed(statement, 'bl', ['l']);
  return has(statement, 'gate') ? renamed(statement, 'gate', ['gate']) : statement;
}

/** `be,l 0(%sr1,%r2),%sr0,%r31` names the two registers that BLE writes anyway. */
function branchExternal(statement: InstructionStatement): InstructionStatement {
  const [target, space, link] = statement.operands as readonly (Operand | undefined)[];
  if (target === undefined || !has(statement, 'l') || statement.operands.length !== 3) return statement;
  return isRegister(space, 'space-register', 0) && isRegister(link, 'general-register', 31)
    ? { ...statement, operands: [target] }
    : statement;
}

/** `shladd,l r1,2,r2,t` is SH2ADDL. */
function shiftAndAdd(statement: InstructionStatement): InstructionStatement {
  const amount = statement.operands.at(1)?.value;
  if (amount?.kind !== 'number' || amount.value < 1n || amount.value > 3n) return statement;
  const completer = ['l', 'tsv'].find((word) => has(statement, word));
  const suffix = completer === undefined ? '' : completer === 'l' ? 'l' : 'o';
  const name = `sh${amount.value}add${suffix}`;
  const operands = statement.operands.filter((_, index) => index !== 1);
  return { ...renamed(statement, name, completer === undefined ? [] : [completer]), operands };
}

function has({ completers }: InstructionStatement, word: string): boolean {
  return completers.some(({ name }) => name.toLowerCase() === word);
}

function renamed(statement: InstructionStatement, name: string, taken: readonly string[]): InstructionStatement {
  const completers: Identifier[] = statement.completers.filter((each) => !taken.includes(each.name.toLowerCase()));
  return { ...statement, mnemonic: { name, span: statement.mnemonic.span }, completers };
}

function withoutSar(statement: InstructionStatement, name: string, taken: readonly string[]): InstructionStatement {
  const operands = statement.operands.filter((operand) => !isSar(operand));
  return { ...renamed(statement, name, taken), operands };
}

function isSar(operand: Operand | undefined): boolean {
  return isRegister(operand, 'control-register', 11);
}

function isRegister(operand: Operand | undefined, kind: string, number: number): boolean {
  if (operand?.value.kind !== 'register') return false;
  const register = findRegister(operand.value.name);
  return register?.kind === kind && register.number === number;
}
