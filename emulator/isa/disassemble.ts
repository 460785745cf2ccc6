/** From an instruction word to a line of assembler source that encodes to the same word. */
import { CACHE_HINTS, FORMATS, MODIFY_COMPLETERS, type Completer } from './completers.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { decode, fieldsOf } from './decode.ts';
import { encodeFields, flatOperands } from './encode.ts';
import type { Instruction } from './instructions.ts';
import type { Fields, Operand, OperandSyntax } from './operands.ts';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/**
 * The source text of `word`: mnemonic, completers, operands, in HP's 1.1 spelling. Branch targets are written as
 * addresses if the instruction's own `address` is given, else relative to `.`. A word that is no instruction, or has bits
 * that no source can set, becomes `.word`.
 */
export function disassemble(word: number, address?: number): string {
  const row = decode(word);
  if (row === undefined) return `.word ${hex(word)}`;
  const fields = fieldsOf(word, row);
  const completers = completersOf(row, fields);
  if (completers === undefined || encodeFields(row, fields) !== word >>> 0) return `.word ${hex(word)}`;
  if (row.rightHalf === true && !namesRightHalf(row, fields)) return `.word ${hex(word)}`;
  const operands = row.operands.map((syntax) => formatOperand(syntax, fields, address)).join(',');
  return operands === '' ? row.mnemonic + completers : `${row.mnemonic}${completers} ${operands}`;
}

/** True if some operand is the right half of a floating-point register: then this row alone can be meant. */
function namesRightHalf(row: Instruction, fields: Fields): boolean {
  return flatOperands(row).some((operand) => operand.kind === 'float-register' && operand.get(fields) % 2 === 1);
}

/** The completers with their commas, or undefined if the fields have a meaning that no completer has. */
function completersOf(row: Instruction, fields: Fields): string | undefined {
  const found: (string | undefined)[] = row.numbers.map((number) => String(number.get(fields)));
  if (row.formats) found.push(nameOf(FORMATS[row.formats], fields));
  if (row.modify) found.push(nameOf(MODIFY_COMPLETERS[row.modify], fields));
  if (row.hints) found.push(nameOf(CACHE_HINTS[row.hints], fields));
  if (row.condition) found.push(conditionName(CONDITIONS[row.condition], fields));
  if (row.nullify) found.push(fields['n'] === 1 ? 'n' : '');
  if (found.includes(undefined)) return undefined;
  return found.map((name) => (name === '' ? '' : `,${name}`)).join('');
}

function nameOf(completers: readonly Completer[], fields: Fields): string | undefined {
  return completers.find((completer) => Object.entries(completer.fields).every(([name, v]) => fields[name] === v))
    ?.name;
}

function conditionName(conditions: readonly Condition[], fields: Fields): string | undefined {
  return conditions.find(({ c, f }) => c === fields['c'] && f === (fields['f'] ?? 0))?.name;
}

function formatOperand(syntax: OperandSyntax, fields: Fields, address: number | undefined): string {
  if (syntax.form === 'single') return formatSingle(syntax.operand, fields, address);
  const { offset, space, base } = syntax;
  const baseText = formatSingle(base, fields, address);
  // The 2-bit space register 0 means "chosen by the base" and is not written; the 3-bit one always names a register.
  const spaceText =
    space === undefined || (space.name === 's' && space.get(fields) === 0)
      ? ''
      : `${formatSingle(space, fields, address)},`;
  return `${offset === undefined ? '' : formatSingle(offset, fields, address)}(${spaceText}${baseText})`;
}

function formatSingle(operand: Operand, fields: Fields, address: number | undefined): string {
  const value = operand.get(fields);
  switch (operand.kind) {
    case 'general-register':
      return `%r${value}`;
    case 'space-register':
      return `%sr${value}`;
    case 'control-register':
      return `%cr${value}`;
    case 'float-register':
      return `%fr${value >> 1}${value % 2 === 0 ? '' : 'R'}`;
    case 'target':
      return address === undefined ? `.${value + 8 < 0 ? '-' : '+'}${Math.abs(value + 8)}` : hex(address + 8 + value);
    case 'immediate':
    case 'displacement':
      return String(value);
  }
}
