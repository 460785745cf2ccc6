/** From the operands of an instruction as written to field values, and fixups for what isn't known yet. */
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Operand, OperandSyntax } from '../../emulator/isa/operands.ts';
import type { Span } from '../diagnostics/source.ts';
import { symbolNeeded } from '../diagnostics/wording.ts';
import type { Bound } from '../expressions/bound.ts';
import {
  FIELD_SELECTORS,
  isFieldSelector,
  isLinkageSelector,
  isPlabelSelector,
  selectField,
  type FieldSelector,
} from '../expressions/field-selectors.ts';
import type { Expression, Operand as WrittenOperand } from '../syntax/ast.ts';
import { operandBits } from './bits.ts';
import type { Candidate } from './lookup.ts';
import { isPseudo, pseudoUsage } from './pseudo.ts';
import { describeKind, findRegister, percentHint, unknownRegister, type RegisterKind } from './registers.ts';

/** An operand of an instruction of that row. */
export interface OperandField {
  readonly kind: 'operand';
  readonly operand: Operand;
  readonly of: Instruction;
}

/** An operand's value that the linker will fill in. */
export interface PendingOperand {
  readonly field: OperandField;
  readonly selector: FieldSelector | undefined;
  readonly expression: Bound;
  readonly span: Span;
}

export interface Failure {
  readonly ok: false;
  readonly message: string;
  readonly span: Span;
  /** How far the row fitted; of several candidates' failures the one that came farthest is shown. */
  readonly progress: number;
}

export type OperandsResult =
  { readonly ok: true; readonly bits: number; readonly pending: readonly PendingOperand[] } | Failure;

/** Binds an expression; undefined if that failed and was reported. */
export type Binder = (expression: Expression) => Bound | undefined;

type PartResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly message: string;
      readonly span: Span;
      /** It is another kind of thing: a reminder of the operands and their order helps. */
      readonly misplaced?: boolean;
    };

const FITS: PartResult = { ok: true };

const COPROCESSOR_REGISTERS: ReadonlySet<string> = new Set(['cpt', 'cpr']);

/** The operands are plainly those of another form of the mnemonic, which explains the failure better. */
const OTHER_FORM = -1;
/** The row hasn't got the completers. Rows that have them, and for which the operands could be meant, explain it better. */
export const OTHER_COMPLETERS = -0.5;

/** How an operand suits one form of a mnemonic with several: it can be its, it can't, it is plainly another form's. */
type Suits = 'yes' | 'no' | 'other-form';

/** Matches the written operands with those of a row. `whole` is the span to blame for a wrong number of them. */
export function matchOperands(
  candidate: Candidate,
  written: readonly WrittenOperand[],
  whole: Span,
  mnemonic: string,
  binder: Binder,
): OperandsResult {
  const { row } = candidate;
  if (written.length !== row.operands.length) {
    const extra = written[row.operands.length];
    const message = `${mnemonic} takes ${usage(mnemonic, row.operands)}, found ${count(written.length)}`;
    return { ok: false, message, span: extra?.span ?? whole, progress: 0 };
  }
  const matcher = new Matcher(candidate, mnemonic, binder);
  for (let index = 0; index < written.length; index++) {
    const syntax = row.operands[index];
    const operand = written[index];
    const suits = candidate.form ? matcher.suits(syntax, operand) : 'yes';
    const matched = matcher.match(syntax, operand);
    const result = matched.ok && suits !== 'yes' ? unsuitable(syntax, operand) : matched;
    if (!result.ok) {
      const reminder =
        result.misplaced === true ? `; it is written ${mnemonic} ${shapeOf(mnemonic, row.operands)}` : '';
      // A form that only takes less than the long one is explained if there is no long one.
      const progress = suits === 'other-form' ? OTHER_FORM : suits === 'no' ? index + 0.5 : index + 1;
      return { ok: false, message: result.message + reminder, span: result.span, progress };
    }
  }
  return { ok: true, bits: matcher.bits, pending: matcher.pending };
}

class Matcher {
  /** The row's word with the operands so far. */
  bits = 0;
  readonly pending: PendingOperand[] = [];
  private readonly candidate: Candidate;
  private readonly mnemonic: string;
  private readonly binder: Binder;
  /** This row is the form with a short displacement. */
  private readonly short: boolean;

  constructor(candidate: Candidate, mnemonic: string, binder: Binder) {
    this.candidate = candidate;
    this.mnemonic = mnemonic;
    this.binder = binder;
    this.short =
      candidate.form && candidate.row.operands.some((each) => each.form === 'memory' && each.offset?.name === 'd5');
  }

  /**
   * Whether a mnemonic with several forms can mean this one: index registers are written with a percent sign; the short
   * form is for small constants, and for registers that are all so written.
   */
  suits(syntax: OperandSyntax, written: WrittenOperand): Suits {
    const { value, registers, selector } = written;
    if (syntax.form === 'single') return !this.short || value.kind === 'register' ? 'yes' : 'no';
    if (syntax.offset === undefined) return 'yes';
    const indexed = registers !== undefined && value.kind === 'register';
    const group = registers ?? value;
    if (syntax.offset.kind === 'general-register') {
      return indexed ? 'yes' : group.kind === 'group' ? 'other-form' : 'no';
    }
    if (!this.short) return 'yes';
    if (indexed) return 'other-form';
    if (group.kind !== 'group' || group.items.some(({ kind }) => kind !== 'register')) return 'no';
    if (registers === undefined) return 'yes';
    const bound = this.binder(value);
    if (bound?.kind !== 'constant') return 'no';
    const number = selectConstant(bound.value, selector);
    return number !== undefined && inRange(number, syntax.offset) ? 'yes' : 'no';
  }

  private put(operand: Operand, value: number): void {
    this.bits |= operandBits(this.candidate.row, operand, value);
  }

  match(syntax: OperandSyntax, written: WrittenOperand): PartResult {
    if (syntax.form === 'memory') return this.memory(syntax, written);
    if (written.registers !== undefined) {
      const message = `expected ${describe(syntax.operand)}, found a memory operand`;
      return { ok: false, message, span: written.span, misplaced: true };
    }
    return this.single(syntax.operand, written.value, written.selector, written.span);
  }

  private memory(syntax: Extract<OperandSyntax, { form: 'memory' }>, written: WrittenOperand): PartResult {
    const { offset, space, base } = syntax;
    const group = written.registers ?? written.value;
    if (group.kind !== 'group') {
      const message = `expected ${memoryUsage(syntax)}, found no base register`;
      return { ok: false, message, span: written.span, misplaced: true };
    }
    if (written.registers !== undefined) {
      const { value, selector } = written;
      if (offset === undefined) {
        return { ok: false, message: `${this.mnemonic} takes no displacement or index`, span: value.span };
      }
      const span = selector === undefined ? value.span : { ...value.span, start: written.span.start };
      const result = this.single(offset, value, selector, span);
      if (!result.ok) return result;
    } else if (offset !== undefined) {
      this.put(offset, 0);
    }
    const baseItem = group.items[group.items.length - 1];
    if (group.items.length === 1 && space?.name === 'sr' && !isBranchDisplacement(offset)) {
      const message = `${this.mnemonic} needs a space register: ${memoryUsage(syntax)}`;
      return { ok: false, message, span: group.span };
    }
    if (group.items.length === 2) {
      const [spaceItem] = group.items;
      if (space === undefined) {
        return { ok: false, message: `${this.mnemonic} takes no space register`, span: spaceItem.span };
      }
      const result = this.single(space, spaceItem, undefined, spaceItem.span);
      if (!result.ok) return result;
    }
    return this.single(base, baseItem, undefined, baseItem.span);
  }

  private single(operand: Operand, value: Expression, selector: string | undefined, span: Span): PartResult {
    switch (operand.kind) {
      case 'general-register':
      case 'space-register':
      case 'control-register':
      case 'float-register':
        return this.register(operand, operand.kind, value);
      case 'immediate':
      case 'displacement':
      case 'target':
        return this.value(operand, value, selector, span);
    }
  }

  /** A register by its name, or by its number alone. */
  private register(operand: Operand, kind: RegisterKind, written: Expression): PartResult {
    const { span } = written;
    if (written.kind !== 'register') {
      const bound = this.binder(written);
      if (bound?.kind === 'constant') {
        // A register's number is decimal, whatever it begins with, as in its name and in GNU as.
        const isDecimal = written.kind === 'number' && /^[0-9]+$/.test(textOf(span));
        const count = isDecimal ? BigInt(textOf(span).replace(/^0+(?=.)/, '')) : bound.value;
        const number = kind === 'float-register' ? count * 2n : count;
        if (inRange(number, operand)) {
          this.put(operand, Number(number));
          return FITS;
        }
      }
      const found = bound?.kind === 'constant' ? String(bound.value) : `'${textOf(span)}'`;
      const hint = written.kind === 'symbol' ? percentHint(written.name) : '';
      return {
        ok: false,
        message: `expected ${describe(operand)}, found ${found}${hint}`,
        span,
        misplaced: bound?.kind !== 'constant' && hint === '',
      };
    }
    const register = findRegister(written.name);
    if (register === undefined) return { ok: false, message: unknownRegister(written.name), span };
    if (register.kind !== kind) {
      return {
        ok: false,
        message: `expected ${describe(operand)}, found ${describeKind(register.kind)}, ${written.name}`,
        span,
        misplaced: true,
      };
    }
    if (rangeProblem(operand, register.number) !== undefined) {
      return { ok: false, message: `expected ${describe(operand)}, found ${written.name}`, span };
    }
    this.put(operand, register.number);
    return FITS;
  }

  private value(operand: Operand, written: Expression, selector: string | undefined, span: Span): PartResult {
    if (written.kind === 'register') {
      // A register of a coprocessor is a number, for which that of a general register serves.
      const register = COPROCESSOR_REGISTERS.has(operand.name) ? findRegister(written.name) : undefined;
      if (register?.kind === 'general-register') {
        this.put(operand, register.number);
        return FITS;
      }
      const message = `expected ${describe(operand)}, found the register ${written.name}`;
      return { ok: false, message, span, misplaced: true };
    }
    if (selector !== undefined && !isFieldSelector(selector)) {
      const message = `the field selector ${selector}% is for 64-bit programs; there are ${FIELD_SELECTORS.join('%, ')}%`;
      return { ok: false, message, span };
    }
    const expression = this.binder(written);
    if (expression === undefined) return { ok: false, message: 'this has no value', span };
    if (expression.kind === 'constant' && (isLinkageSelector(selector) || isPlabelSelector(selector))) {
      return { ok: false, message: symbolNeeded(selector), span };
    }
    let value = expression.kind === 'constant' ? selectConstant(expression.value, selector) : undefined;
    if (value === undefined) {
      const field = { kind: 'operand', operand, of: this.candidate.row } as const;
      this.pending.push({ field, selector, expression, span });
      return FITS;
    }
    if (operand.name === 'i21') value = leftBits(value);
    const problem = this.checkConstant(operand, value);
    if (problem !== undefined) return { ok: false, message: problem + this.wayOut(operand, written), span };
    this.put(operand, Number(value));
    return FITS;
  }

  /** What to write instead of a number that doesn't fit, where there is a usual way. */
  private wayOut(operand: Operand, written: Expression): string {
    if (written.kind !== 'number' || written.value >= 1n << 32n) return '';
    if (operand.kind === 'target') {
      return written.value > 99n ? '' : `; the label ${written.value}: is ${written.value}b or ${written.value}f here`;
    }
    if (operand.name === 'i21') return `; the left 21 bits of a number are L%${written.value}`;
    return this.mnemonic.toLowerCase() === 'ldi'
      ? `; a larger number takes two: ldil L%${written.value},%r and ldo R%${written.value}(%r),%r`
      : '';
  }

  private checkConstant(operand: Operand, value: bigint): string | undefined {
    if (this.candidate.form && this.candidate.row.name.endsWith('wm')) {
      const completer = value < 0n ? 'mb' : 'ma';
      if (!this.candidate.completers.some(({ name }) => name.toLowerCase() === completer)) {
        return `with a displacement of ${value}, this long form modifies the base as ,${completer} says`;
      }
    }
    return rangeProblem(operand, value);
  }
}

/** What a form can't do with an operand that would suit it if the mnemonic had no other forms. */
function unsuitable(syntax: OperandSyntax, { value, registers, span }: WrittenOperand): PartResult {
  if (syntax.form === 'single') return withoutPercent(syntax.operand, span);
  const group = registers ?? value;
  const items = group.kind === 'group' ? group.items : [];
  const bare = items.findIndex(({ kind }) => kind !== 'register');
  if (bare >= 0) {
    const operand = bare < items.length - 1 ? (syntax.space ?? syntax.base) : syntax.base;
    return withoutPercent(operand, items[bare].span);
  }
  const wanted = syntax.offset ?? syntax.base;
  const known = wanted.kind === 'displacement' ? ' that is known here' : '';
  return {
    ok: false,
    message: `expected ${describe(wanted)}${known}, found '${textOf(value.span)}'`,
    span: value.span,
  };
}

function withoutPercent(operand: Operand, span: Span): PartResult {
  const message = `expected ${describe(operand)}, with its percent sign, found '${textOf(span)}'`;
  return { ok: false, message, span };
}

/**
 * A constant as instructions take it: the part that a selector selects, else the number itself, where 32-bit numbers
 * such as 0xffffffff are negative.
 */
function selectConstant(value: bigint, selector: string | undefined): bigint | undefined {
  const wrapped = value >= 1n << 31n && value < 1n << 32n ? value - (1n << 32n) : value;
  if (selector === undefined) return wrapped;
  if (!isFieldSelector(selector)) return undefined;
  return BigInt(selectField(selector, 0, Number(BigInt.asIntN(32, value)), false));
}

/** The 21 bits of LDIL and ADDIL, which may be written as a signed number too. */
export function leftBits(value: bigint): bigint {
  return value < 0n && value >= -(1n << 20n) ? value + (1n << 21n) : value;
}

/** Says what is wrong with a value for an operand, if anything is. */
export function rangeProblem(operand: Operand, value: bigint | number): string | undefined {
  const { min, max, step } = operand;
  if (value < min || value > max) return `${what(operand)} ${value} is out of range: ${min} to ${max}`;
  if (BigInt(value) % BigInt(step) !== 0n) return `${what(operand)} ${value} is not a multiple of ${step}`;
  return undefined;
}

/** BE and BLE take %sr0 if none is written, as in GNU as. */
function isBranchDisplacement(offset: Operand | undefined): boolean {
  return offset?.kind === 'displacement';
}

function inRange(value: bigint, { min, max }: Operand): boolean {
  return value >= BigInt(min) && value <= BigInt(max);
}

function what({ kind, name }: Operand): string {
  if (kind === 'displacement') return 'displacement';
  if (kind === 'target') return 'branch distance';
  switch (name) {
    case 'p':
    case 'cp':
      return 'bit position';
    case 'len':
      return 'field length';
    case 'mask':
      return 'system mask';
    default:
      return 'value';
  }
}

function describe(operand: Operand): string {
  const { kind, max, min } = operand;
  switch (kind) {
    case 'general-register':
      return 'a general register (%r0 to %r31)';
    case 'space-register':
      return `a space register (%sr0 to %sr${max})`;
    case 'control-register':
      return 'a control register (%cr0, %cr8 to %cr31)';
    case 'float-register':
      return describeFloat(operand);
    case 'target':
      return 'a label to branch to';
    case 'immediate':
    case 'displacement':
      return `a ${what(operand)} from ${min} to ${max}`;
  }
}

function describeFloat({ min, step }: Operand): string {
  if (step === 2) return 'a floating-point register (%fr0 to %fr31)';
  return min === 0 ? 'a half of a floating-point register (%fr0L to %fr31R)' : 'a half of %fr16 to %fr31';
}

function memoryUsage({ offset, space, base }: Extract<OperandSyntax, { form: 'memory' }>): string {
  const registers = space === undefined ? placeholder(base) : `${placeholder(space)},${placeholder(base)}`;
  return `${offset === undefined ? '' : placeholder(offset)}(${registers})`;
}

function placeholder(operand: Operand): string {
  switch (operand.kind) {
    case 'general-register':
      return '%r';
    case 'space-register':
      return '%sr';
    case 'control-register':
      return '%cr';
    case 'float-register':
      return '%fr';
    case 'target':
      return 'label';
    case 'immediate':
      return 'number';
    case 'displacement':
      return 'displacement';
  }
}

/** "2 operands, ldw displacement(%sr,%r),%r". */
function usage(mnemonic: string, operands: readonly OperandSyntax[]): string {
  if (operands.length === 0) return 'no operands';
  return `${count(operands.length)}, ${mnemonic} ${shapeOf(mnemonic, operands)}`;
}

/** The operands as they are written: "displacement(%sr,%r),%r". */
function shapeOf(mnemonic: string, operands: readonly OperandSyntax[]): string {
  if (isPseudo(mnemonic)) return pseudoUsage(mnemonic);
  return operands.map((each) => (each.form === 'memory' ? memoryUsage(each) : placeholder(each.operand))).join(',');
}

function count(number: number): string {
  return number === 0 ? 'none' : `${number} operand${number === 1 ? '' : 's'}`;
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}
