/** From an instruction word to a line of assembler source that encodes to the same word. */
import { CACHE_HINTS, MODIFY_COMPLETERS, type Completer } from './completers.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { decode, fieldsOf } from './decode.ts';
import { encodeFields } from './encode.ts';
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
  const operands = row.operands.map((syntax) => formatOperand(syntax, fields, address)).join(',');
  return operands === '' ? row.name + completers : `${row.name}${completers} ${operands}`;
}

/** The completers with their commas, or undefined if the fields have a meaning that no completer has. */
function completersOf(row: Instruction, fields: Fields): string | undefined {
  const found: (string | undefined)[] = [];
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
    case 'target':
      return address === undefined ? `.${value + 8 < 0 ? '-' : '+'}${Math.abs(value + 8)}` : hex(address + 8 + value);
    case 'immediate':
    case 'displacement':
      return String(value);
  }
}
