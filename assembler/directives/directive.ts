/** What a directive is: a name, a number of arguments, and what it does to the unit. */
import type { Span } from '../diagnostics/source.ts';
import { constantNow } from '../expressions/bind.ts';
import type { Conditionals } from '../macros/conditionals.ts';
import type { Macros } from '../macros/macros.ts';
import type { Block } from '../macros/reader.ts';
import type { Texts } from '../macros/texts.ts';
import { wordsOf } from '../syntax/escapes.ts';
import type { Argument, Expression, Identifier, Label } from '../syntax/ast.ts';
import type { FileAccess, Unit } from '../unit.ts';

interface Call {
  readonly name: Identifier;
  /** The whole directive with its arguments. */
  readonly span: Span;
}

export interface DirectiveCall extends Call {
  readonly args: readonly Argument[];
}

/** Of a directive that takes the text behind its name as it is written. */
export interface TextCall extends Call {
  readonly rest: Span;
  /** The last label in front of it. */
  readonly label: Label | undefined;
}

/** What directives can ask the assembler for, beyond the unit they change. */
export interface Services {
  readonly files: FileAccess;
  readonly includePaths: readonly string[];
  /** The paths of files that come with the assembler, by name. */
  readonly ownIncludes: ReadonlyMap<string, string>;
  /** The texts that are being read. */
  readonly texts: Texts;
  readonly macros: Macros;
  readonly conditionals: Conditionals;
  /**
   * Takes the block that the present statement begins out of what follows; undefined, with a diagnostic given, if it has
   * no end.
   */
  takeBlock(): Block | undefined;
}

interface Common {
  /** The directive begins a block, which ends with this one. */
  readonly block?: '.endm' | '.endr';
  /** It counts where statements are left out, too: it opens a condition, or belongs to one. */
  readonly condition?: 'opens' | 'belongs';
}

/** What a directive wants: arguments with commas between them, words with spaces between them, or text. */
export interface ArgumentsDirective extends Common {
  readonly wants: 'arguments' | 'words';
  /** The legal numbers of arguments. */
  readonly min: number;
  readonly max: number;
  run(call: DirectiveCall, unit: Unit, services: Services): void;
  /** With one argument and a label in front it is about the label, which then has no place: `name: .equ 5`. */
  readonly nameLabel?: (label: Label, argument: Argument, unit: Unit) => void;
}

export interface TextDirective extends Common {
  readonly wants: 'text';
  /** A label in front of it has no place: the directive gives it another meaning. */
  readonly ownsLabel?: boolean;
  run(call: TextCall, unit: Unit, services: Services): void;
}

export type Directive = ArgumentsDirective | TextDirective;

export function directive(min: number, max: number, run: ArgumentsDirective['run']): ArgumentsDirective {
  return { wants: 'arguments', min, max, run };
}

export function wordsDirective(min: number, max: number, run: ArgumentsDirective['run']): ArgumentsDirective {
  return { wants: 'words', min, max, run };
}

export function textDirective(run: TextDirective['run']): TextDirective {
  return { wants: 'text', run };
}

/** An argument as a number that must be known now, or `absent` if it is left out; undefined after an error. */
export function integerArgument(
  argument: Argument | undefined,
  what: string,
  unit: Unit,
  absent?: number,
  range: { min: number; max: number } = { min: -(2 ** 63), max: 2 ** 64 },
): number | undefined {
  const value = bigintArgument(argument, what, unit, absent === undefined ? undefined : BigInt(absent));
  if (value === undefined || argument === undefined) return value === undefined ? undefined : Number(value);
  if (value < range.min || value > range.max) {
    unit.diagnostics.error(argument.span, `${what} must be ${range.min} to ${range.max}, not ${value}`);
    return undefined;
  }
  return Number(value);
}

export function bigintArgument(
  argument: Argument | undefined,
  what: string,
  unit: Unit,
  absent?: bigint,
): bigint | undefined {
  if ((argument === undefined || argument.kind === 'empty') && absent !== undefined) return absent;
  const value = expressionArgument(argument, what, unit);
  return value === undefined ? undefined : constantNow(value, what, unit);
}

/** An argument that is an expression, without a field selector; undefined, with a diagnostic given, if it is none. */
export function expressionArgument(written: Argument | undefined, what: string, unit: Unit): Expression | undefined {
  const argument = written === undefined ? undefined : valueOf(written);
  if (argument?.kind === 'value' && argument.selector === undefined) return argument.value;
  wrongArgument(argument, what, unit);
  return undefined;
}

/** An argument as a value: what looks like a string is a name in quotes. */
export function valueOf(argument: Argument): Argument {
  if (argument.kind !== 'string' || argument.parts.length !== 1) return argument;
  const { span } = argument;
  return { kind: 'value', selector: undefined, value: { kind: 'symbol', name: wordsOf(argument), span }, span };
}

/** An argument that is a name. */
export function nameArgument(written: Argument | undefined, what: string, unit: Unit): Identifier | undefined {
  const argument = written === undefined ? undefined : valueOf(written);
  if (argument?.kind === 'value' && argument.value.kind === 'symbol' && argument.selector === undefined) {
    return argument.value;
  }
  wrongArgument(argument, what, unit);
  return undefined;
}

export function wrongArgument(argument: Argument | undefined, what: string, unit: Unit): void {
  const span = argument?.span ?? unit.source.span(0, 0);
  const found = argument === undefined || argument.kind === 'empty' ? 'nothing' : `'${textOf(span)}'`;
  unit.diagnostics.error(span, `expected ${what}, found ${found}`);
}

export function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}
