/** .if and its relatives, .else and .endif: which statements are assembled at all (GNU as manual, ".if"). */
import type { Span } from '../diagnostics/source.ts';
import { constantNow } from '../expressions/bind.ts';
import type { Conditionals } from '../macros/conditionals.ts';
import { scrub } from '../macros/scrub.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import {
  directive,
  textDirective,
  valueOf,
  type ArgumentsDirective,
  type Directive,
  type TextDirective,
} from './directive.ts';

/** A condition opens, whatever its arguments are worth. */
function opening(
  holds: (args: readonly Argument[], span: Span, unit: Unit, name: string) => boolean | undefined,
): Directive {
  const found = directive(0, Infinity, ({ name, args, span }, unit, { conditionals }) => {
    conditionals.open(holds(args, span, unit, name.name.toLowerCase()), span);
  });
  return { ...found, condition: 'opens' };
}

/** A condition about text. */
function openingText(holds: (rest: Span, span: Span, unit: Unit, name: string) => boolean): TextDirective {
  const found = textDirective(({ name, rest, span }, unit, { conditionals }) => {
    conditionals.open(holds(rest, span, unit, name.name.toLowerCase()), span);
  });
  return { ...found, condition: 'opens' };
}

/** A part of a condition that is open; the complaint if there is none. */
function belonging(
  change: (conditionals: Conditionals, args: readonly Argument[], span: Span, unit: Unit) => string | undefined,
): ArgumentsDirective {
  const found = directive(0, Infinity, ({ args, span }, unit, { conditionals }) => {
    const problem = change(conditionals, args, span, unit);
    if (problem !== undefined) unit.diagnostics.error(span, problem);
  });
  return { ...found, condition: 'belongs' };
}

/** Undefined if it depends on what a file that can't be had defines. */
function numberHolds(args: readonly Argument[], span: Span, unit: Unit, name: string, test: Test): boolean | undefined {
  const [argument] = args.map(valueOf) as readonly (Argument | undefined)[];
  if (argument?.kind !== 'value' || args.length !== 1) {
    unit.diagnostics.error(span, `${name} takes one expression`);
    return false;
  }
  const value = constantNow(argument.value, 'a condition', unit);
  return value === undefined ? failed(span, unit) : test(value);
}

/** What a condition without a value comes to. */
function failed(span: Span, { diagnostics }: Unit): false | undefined {
  return diagnostics.lacksNothing(span) ? false : undefined;
}

type Test = (value: bigint) => boolean;

function numeric(test: Test): Directive {
  return opening((args, span, unit, name) => numberHolds(args, span, unit, name, test));
}

function definition(wanted: boolean): Directive {
  return opening((args, span, unit, name) => {
    const [argument] = args.map(valueOf) as readonly (Argument | undefined)[];
    if (argument?.kind !== 'value' || args.length !== 1) unit.diagnostics.error(span, `${name} takes one symbol`);
    else if (argument.value.kind !== 'symbol') unit.diagnostics.error(argument.span, `${name} takes a symbol`);
    else {
      const isDefined = unit.symbols.definitionOf(argument.value.name) !== undefined;
      return isDefined || unit.diagnostics.lacksNothing(span) ? isDefined === wanted : undefined;
    }
    return false;
  });
}

function blank(wanted: boolean): Directive {
  return openingText((rest) => (scrub(rest).text === '') === wanted);
}

/** Two texts with a comma between them; in apostrophes they may have commas. */
const TEXTS = /^(?:'((?:[^']|'')+)'|([^,]*?)) ?, ?(?:'((?:[^']|'')+)'|([^]*?)) ?$/;
const STRINGS = /^"((?:[^"\\]|\\[^])*)" ?, ?"((?:[^"\\]|\\[^])*)"$/;

function compare(wanted: boolean): Directive {
  return openingText((rest, span, unit, name) => {
    const match = TEXTS.exec(scrub(rest, true).text) as readonly (string | undefined)[] | null;
    if (match === null) {
      unit.diagnostics.error(span, `${name} takes two texts`);
      return false;
    }
    const [, firstQuoted, first, secondQuoted, second] = match;
    const left = firstQuoted?.replaceAll("''", "'") ?? first;
    const right = secondQuoted?.replaceAll("''", "'") ?? second;
    return (left === right) === wanted;
  });
}

function compareStrings(wanted: boolean): Directive {
  return openingText((rest, span, unit, name) => {
    const match = STRINGS.exec(scrub(rest, true).text);
    if (match === null) unit.diagnostics.error(span, `${name} takes two strings in double quotes`);
    return match !== null && (match[1] === match[2]) === wanted;
  });
}

const elseif = belonging((conditionals, args, span, unit) =>
  conditionals.elseif(conditionals.wantsElseif && numberHolds(args, span, unit, '.if', (value) => value !== 0n)),
);
const otherwise = belonging((conditionals) => conditionals.else());
const end = belonging((conditionals) => conditionals.close());

export const conditionDirectives: Readonly<Record<string, Directive>> = {
  '.if': numeric((value) => value !== 0n),
  '.ifne': numeric((value) => value !== 0n),
  '.ifeq': numeric((value) => value === 0n),
  '.iflt': numeric((value) => value < 0n),
  '.ifle': numeric((value) => value <= 0n),
  '.ifgt': numeric((value) => value > 0n),
  '.ifge': numeric((value) => value >= 0n),
  '.ifdef': definition(true),
  '.ifndef': definition(false),
  '.ifnotdef': definition(false),
  '.ifb': blank(true),
  '.ifnb': blank(false),
  '.ifc': compare(true),
  '.ifnc': compare(false),
  '.ifeqs': compareStrings(true),
  '.ifnes': compareStrings(false),
  '.else': otherwise,
  '.elsec': otherwise,
  '.elseif': elseif,
  '.endif': end,
  '.endc': end,
};
