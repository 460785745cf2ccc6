/** From an instruction word to a line of assembler source: exact, or as people write it. */
import { CACHE_HINTS, FORMATS, MODIFY_COMPLETERS, type Completer } from './completers.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { CONTROL_REGISTER_NAMES } from './control-registers.ts';
import { decode, fieldsOf } from './decode.ts';
import { encodeFields, flatOperands } from './encode.ts';
import type { Instruction, Mnemonic } from './instructions.ts';
import { OPERANDS, type Fields, type Operand, type OperandSyntax } from './operands.ts';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/**
 * The source text of `word`: mnemonic, completers, operands, in HP's 1.1 spelling. Branch targets are written as
 * addresses if the instruction's own `address` is given, else relative to `.`. A word that is no instruction, or has bits
 * that no source can set, becomes `.word`.
 */
export function disassemble(word: number, address?: number): string {
  const parts = partsOf(word);
  if (parts === undefined) return `.word ${hex(word)}`;
  const { row, fields, completers } = parts;
  const format = (operand: Operand): string => formatSingle(operand, fields, address);
  return line(
    row.mnemonic,
    completers,
    row.operands.map((syntax) => formatOperand(syntax, fields, format)),
  );
}

/**
 * The source text of `word` as people write it: `nop` and `copy`, `ldw` whatever the form, `b` for a BL that links nowhere,
 * `comb,<>`, control registers by name. It means the same, though the assembler may give it another form.
 */
export function disassembleForPeople(word: number, address?: number): string {
  const parts = partsOf(word);
  if (parts === undefined) return `.word ${hex(word)}`;
  const { row, fields, completers } = parts;
  const format = (operand: Operand): string => formatForPeople(operand, fields, address);
  const idiom = idiomOf(row.name, fields);
  if (idiom) return line(idiom.mnemonic, completers, idiom.operands.map(format));
  const operands = row.operands.map((syntax) => formatOperand(syntax, fields, format));
  const [either] = row.either;
  if (either === undefined) return line(SHORT_NAMES[row.name] ?? row.mnemonic, completers, operands);
  return line(either, completersOf(row, { ...fields, f: row.negated ? 1 : 0 }) ?? completers, operands);
}

interface Parts {
  readonly row: Instruction<Mnemonic>;
  readonly fields: Fields;
  readonly completers: string;
}

/** The parts of an instruction; undefined if no source can express the word. */
function partsOf(word: number): Parts | undefined {
  const row = decode(word);
  if (row === undefined) return undefined;
  const fields = fieldsOf(word, row);
  const completers = completersOf(row, fields);
  if (completers === undefined || encodeFields(row, fields) !== word >>> 0) return undefined;
  if (row.rightHalf === true && !namesRightHalf(row, fields)) return undefined;
  return { row, fields, completers };
}

function line(mnemonic: string, completers: string, operands: readonly string[]): string {
  return `${mnemonic}${completers}${operands.length === 0 ? '' : ' '}${operands.join(',')}`;
}

/** Instructions that people write by another name and with fewer operands. */
function idiomOf(name: Mnemonic, fields: Fields): { mnemonic: string; operands: Operand[] } | undefined {
  const always = fields['c'] === 0 && fields['f'] === 0;
  if (name === 'or' && always && fields['r2'] === 0) {
    if (fields['r1'] === 0 && fields['t'] === 0) return { mnemonic: 'nop', operands: [] };
    return { mnemonic: 'copy', operands: [OPERANDS.r1, OPERANDS.t] };
  }
  if (name === 'ldo' && fields['b'] === 0) return { mnemonic: 'ldi', operands: [OPERANDS.d14, OPERANDS.t] };
  if (name === 'bl' && fields['t'] === 0) return { mnemonic: 'b', operands: [OPERANDS.target17] };
  if (name === 'mtctl' && fields['cr'] === SAR) return { mnemonic: 'mtsar', operands: [OPERANDS.r] };
  return undefined;
}

const SAR = 11;

/** Loads and stores without the letter that tells their form, which their operands tell. */
const SHORT_NAMES: Readonly<Partial<Record<Mnemonic, string>>> = {
  ...{ ldwx: 'ldw', ldhx: 'ldh', ldbx: 'ldb', ldws: 'ldw', ldhs: 'ldh', ldbs: 'ldb' },
  ...{ stws: 'stw', sths: 'sth', stbs: 'stb', stbys: 'stby', ldcwx: 'ldcw', ldcws: 'ldcw' },
  ...{ fldwx: 'fldw', flddx: 'fldd', fldws: 'fldw', fldds: 'fldd' },
  ...{ fstwx: 'fstw', fstdx: 'fstd', fstws: 'fstw', fstds: 'fstd' },
};

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

function formatOperand(syntax: OperandSyntax, fields: Fields, format: (operand: Operand) => string): string {
  if (syntax.form === 'single') return format(syntax.operand);
  const { offset, space, base } = syntax;
  // The 2-bit space register 0 means "chosen by the base" and is not written; the 3-bit one always names a register.
  const spaceText = space === undefined || (space.name === 's' && space.get(fields) === 0) ? '' : `${format(space)},`;
  return `${offset === undefined ? '' : format(offset)}(${spaceText}${format(base)})`;
}

function formatSingle(operand: Operand, fields: Fields, address: number | undefined): string {
  const value = operand.get(fields);
  switch (operand.kind) {
    case 'general-register':
      return `%r${value}`;
    case 'space-register':
      return `%sr${value}`;
    case 'control-register':
      // Assemblers know 1 to 7, which are reserved, by number alone.
      return value in CONTROL_REGISTER_NAMES ? `%cr${value}` : String(value);
    case 'float-register':
      return `%fr${value >> 1}${value % 2 === 0 ? '' : 'R'}`;
    case 'target':
      return address === undefined ? `.${value + 8 < 0 ? '-' : '+'}${Math.abs(value + 8)}` : hex(address + 8 + value);
    case 'immediate':
    case 'displacement':
      return String(value);
  }
}

/** The left part of an address as the address that it begins, control registers by name. */
function formatForPeople(operand: Operand, fields: Fields, address: number | undefined): string {
  const named = operand.kind === 'control-register' ? CONTROL_REGISTER_NAMES[operand.get(fields)] : undefined;
  if (named !== undefined) return `%${named}`;
  if (operand === OPERANDS.i21) return `L%${hex(operand.get(fields) << 11)}`;
  return formatSingle(operand, fields, address);
}
