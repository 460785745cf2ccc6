/** .file, .loc and .line: which line of which file instructions come from (GNU as manual, ".file", ".loc", ".line"). */
import { definedTwice } from '../diagnostics/wording.ts';
import { VERSION_5, type SourcePosition, type ViewRequest } from '../debug/records/line-table.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Argument } from '../syntax/ast.ts';
import { wordsOf } from '../syntax/escapes.ts';
import type { Unit } from '../unit.ts';
import {
  bigintArgument,
  directive,
  integerArgument,
  textOf,
  wordsDirective,
  wrongArgument,
  type Directive,
} from './directive.ts';

/** More files than any source names, and lines and columns as DWARF's readers hold them. */
const MAX_FILE = 2 ** 16;
const MAX_LINE = 2 ** 31 - 1;

/** `.file "name"`, or `.file number "name" md5 sum`, the sum optional; number 0 may have a folder in front of its name. */
const file = wordsDirective(1, 5, ({ args, span }, unit) => {
  const [first, ...rest] = args;
  if (first.kind === 'string' || (first.kind === 'value' && first.value.kind === 'symbol')) {
    if (rest.length > 0) wrongArgument(rest[0], "the end of the statement behind the source's name", unit);
    else nameSource(stringOf(first) ?? textOf(first.span), unit);
    return;
  }
  const number = integerArgument(first, 'the number of a file', unit, undefined, { min: 0, max: MAX_FILE });
  if (number === undefined) return;
  const names: string[] = [];
  const most = number === 0 || unit.lines.version >= VERSION_5 ? 2 : 1;
  while (rest[0]?.kind === 'string' && names.length < most) names.push(stringOf(rest.shift()) ?? '');
  const name = names.pop();
  if (name === undefined) {
    wrongArgument(rest.at(0) ?? nothingAt(span), "a file's name in double quotes", unit);
    return;
  }
  const sum = md5Of(rest, unit);
  if (sum === null) return;
  const { lines, diagnostics } = unit;
  const before = lines.defineFile(number, names.pop(), name, sum);
  if (before !== undefined) diagnostics.error(span, `file number ${number} is ${lines.pathOf(before)} already`);
  lines.lastFile = span;
});

/** The first name stands before all symbols, others among them. */
function nameSource(name: string, unit: Unit): void {
  if (unit.sourceName === undefined) unit.sourceName = name;
  else unit.symbols.addFile(name);
}

function stringOf(argument: Argument | undefined): string | undefined {
  if (argument?.kind !== 'string') return undefined;
  return wordsOf(argument);
}

/** `md5 0x...`; null after an error. */
function md5Of(args: readonly Argument[], unit: Unit): bigint | undefined | null {
  const [word, value] = args as readonly (Argument | undefined)[];
  if (word === undefined) return undefined;
  if (textOf(word.span) !== 'md5' || args.length > 2) {
    wrongArgument(word, "md5 and its sum, or the end of the statement, behind the file's name", unit);
    return null;
  }
  const sum = bigintArgument(value ?? nothingAt(word.span), 'the MD5 sum', unit);
  if (sum === undefined) return null;
  if (sum >= 0n && sum < 1n << 128n) return sum;
  unit.diagnostics.error(value?.span, 'an MD5 sum is a number of 128 bits');
  return null;
}

/** `.loc file line column options`. */
const loc = wordsDirective(2, Infinity, ({ args, span }, unit) => {
  const words = args.slice(2);
  const { lines, diagnostics } = unit;
  const fileNumber = number(args[0], 'the number of a file', MAX_FILE, unit);
  const line = number(args[1], 'the line', MAX_LINE, unit);
  if (fileNumber === undefined || line === undefined) return;
  if (!lines.hasFile(fileNumber)) {
    diagnostics.error(args[0].span, `no .file has given the number ${fileNumber} yet`);
    return;
  }
  const position: Partial<SourcePosition> = { file: fileNumber, line };
  const [third] = words as readonly (Argument | undefined)[];
  if (third !== undefined && !(third.kind === 'value' && third.value.kind === 'symbol')) {
    position.column = number(words.shift(), 'the column', MAX_LINE, unit);
    if (position.column === undefined) return;
  }
  while (words.length > 0) if (!readOption(words, position, span, unit)) return;
  lines.setPosition(position, unit.here(), span);
});

function isOption(argument: Argument): boolean {
  return argument.kind === 'value' && argument.value.kind === 'symbol' && Object.hasOwn(OPTIONS, textOf(argument.span));
}

/** In the place of an argument that is missing. */
function nothingAt(span: Span): Argument {
  return { kind: 'empty', span };
}

function number(argument: Argument | undefined, what: string, max: number, unit: Unit): number | undefined {
  return integerArgument(argument, what, unit, undefined, { min: 0, max });
}

/** Takes its value from the words; `missing` stands for one that isn't there. */
type OptionReader = (words: Argument[], position: Partial<SourcePosition>, unit: Unit, missing: Argument) => boolean;

/** Takes an option and its value from the words; false after an error. */
function readOption(words: Argument[], position: Partial<SourcePosition>, span: Span, unit: Unit): boolean {
  const option = words.shift();
  if (option === undefined) return true;
  if (isOption(option)) return OPTIONS[textOf(option.span)](words, position, unit, nothingAt(span));
  wrongArgument(option, `an option of .loc: ${Object.keys(OPTIONS).join(', ')}`, unit);
  return false;
}

function flag(key: 'basicBlock' | 'prologueEnd' | 'epilogueBegin'): OptionReader {
  return (_, position) => {
    position[key] = true;
    return true;
  };
}

function numbered(key: 'isa' | 'discriminator', name: string): OptionReader {
  return (words, position, unit, missing) => {
    position[key] = number(words.shift() ?? missing, name, MAX_LINE, unit);
    return position[key] !== undefined;
  };
}

const OPTIONS: Readonly<Record<string, OptionReader>> = {
  basic_block: flag('basicBlock'),
  prologue_end: flag('prologueEnd'),
  epilogue_begin: flag('epilogueBegin'),
  is_stmt: (words, position, unit, missing) => {
    const value = number(words.shift() ?? missing, 'is_stmt', 1, unit);
    if (value === undefined) return false;
    position.isStatement = value === 1;
    return true;
  },
  isa: numbered('isa', 'isa'),
  discriminator: numbered('discriminator', 'the discriminator'),
  view: (words, position, unit, missing) => {
    position.view = viewRequest(words.shift() ?? missing, unit);
    return position.view !== undefined;
  },
};

/** A name for the view's number, 0 if it must be that, -0 to begin anew with it. */
function viewRequest(argument: Argument, unit: Unit): ViewRequest | undefined {
  if (argument.kind === 'value') {
    const { value, span } = argument;
    if (value.kind === 'symbol') {
      return {
        kind: 'name',
        define(view) {
          const note = unit.symbols.assign(value.name, view, span);
          if (note !== undefined) unit.diagnostics.error(span, definedTwice(value.name), [note]);
        },
      };
    }
    const text = textOf(span);
    if (/^-\s*0$/.test(text)) return { kind: 'reset' };
    if (text === '0') return { kind: 'zero', span };
  }
  wrongArgument(argument, 'a view: a name for its number, 0 or -0', unit);
  return undefined;
}

const markLabels = directive(1, 1, ({ args }, unit) => {
  const value = number(args[0], 'the value', 1, unit);
  if (value !== undefined) unit.lines.marksLabels = value === 1;
});

/** `.line 6`: for errors and -g the line below is line 6. */
const line = directive(1, 1, ({ args, span }, unit) => {
  const next = number(args[0], 'the line', MAX_LINE, unit);
  if (next !== undefined) span.source.setNextLine(span.end, next);
});

export const lineDirectives: Readonly<Record<string, Directive>> = {
  '.file': file,
  '.line': line,
  '.loc': loc,
  '.loc_mark_labels': markLabels,
};
