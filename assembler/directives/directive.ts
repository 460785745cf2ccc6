/** What a directive is: a name, a number of arguments, and what it does to the unit. */
import type { SourceText, Span } from '../diagnostics/source.ts';
import { constantNow } from '../expressions/bind.ts';
import type { Argument, Identifier } from '../syntax/ast.ts';
import type { FileAccess, Unit } from '../unit.ts';

interface DirectiveCall {
  readonly name: Identifier;
  readonly args: readonly Argument[];
  /** The whole directive with its arguments. */
  readonly span: Span;
}

/** What directives can ask the assembler for, beyond the unit they change. */
export interface Services {
  readonly files: FileAccess;
  readonly includePaths: readonly string[];
  /** The paths of files that come with the assembler, by name. */
  readonly ownIncludes: ReadonlyMap<string, string>;
  /** Goes on in another text, and comes back at its end. */
  include(source: SourceText): void;
  /** Leaves out all that is left of the file. */
  stop(): void;
}

export interface Directive {
  /** The legal numbers of arguments. */
  readonly min: number;
  readonly max: number;
  run(call: DirectiveCall, unit: Unit, services: Services): void;
}

export function directive(min: number, max: number, run: Directive['run']): Directive {
  return { min, max, run };
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
  if (argument?.kind !== 'value' || argument.selector !== undefined) {
    wrongArgument(argument, what, unit);
    return undefined;
  }
  return constantNow(argument.value, what, unit);
}

/** An argument that is a name. */
export function nameArgument(argument: Argument | undefined, what: string, unit: Unit): Identifier | undefined {
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
