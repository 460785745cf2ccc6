/**
 * .stabs, .stabn and .stabd: debugging information of older compilers, in the sections .stab and .stabstr. Each entry is a
 * string's offset, a type, another byte, a half and a value (GNU as manual, "Stab Directives").
 */
import { concatenate } from '../../emulator/bytes.ts';
import { encodeText } from '../../emulator/elf/byte-text.ts';
import { SECTION_TYPE } from '../../emulator/elf/format.ts';
import type { Span } from '../diagnostics/source.ts';
import { place, type Bound } from '../expressions/bound.ts';
import { NOTE } from '../layout/standard-sections.ts';
import { storeBytes } from '../layout/store.ts';
import { unescape } from '../syntax/escapes.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import {
  bigintArgument,
  directive,
  expressionArgument,
  integerArgument,
  wrongArgument,
  type Directive,
} from './directive.ts';

const ENTRY_SIZE = 12;
const ENTRIES = { ...NOTE, entrySize: ENTRY_SIZE };
const STRINGS = { ...NOTE, kind: SECTION_TYPE.STRTAB };

/** The units that have a first entry, which names the source. */
const begun = new WeakSet<Unit>();

/** Writes a string, and gives its offset; an empty one is that at 0. */
function offsetOf(text: Uint8Array, span: Span, unit: Unit): number {
  if (!begun.has(unit)) begin(span, unit);
  if (text.length === 0) return 0;
  return unit.within('.stabstr', (section) => section.append(Uint8Array.of(...text, 0)).offset, STRINGS);
}

/** Writes the first entry: the source's name, as a compiler tells it, how many entries follow, and the size of the strings. */
function begin(span: Span, unit: Unit): void {
  begun.add(unit);
  const name = encodeText(unit.sourceName ?? span.source.locate(span.start).file);
  unit.within('.stabstr', (section) => section.append(Uint8Array.of(0, ...name, 0)), STRINGS);
  const header = unit.within(
    '.stab',
    (section) => {
      section.alignment = 4;
      return section.reserve(ENTRY_SIZE);
    },
    ENTRIES,
  );
  unit.atEnd.push(() => {
    const entries = (unit.findSection('.stab')?.size ?? 0) / ENTRY_SIZE - 1;
    storeBytes(header, 4, 1n);
    storeBytes({ ...header, offset: header.offset + 6 }, 2, BigInt(entries));
    storeBytes({ ...header, offset: header.offset + 8 }, 4, BigInt(unit.findSection('.stabstr')?.size ?? 0));
  });
}

function stab(form: 's' | 'n' | 'd'): Directive {
  const count = { s: 5, n: 4, d: 3 }[form];
  return directive(count, count, ({ args, span }, unit) => {
    const text = form === 's' ? stringOf(args[0], unit) : new Uint8Array(0);
    const numbers = form === 's' ? args.slice(1) : args;
    const type = integerArgument(numbers[0], 'the type', unit, undefined, { min: 0, max: 255 });
    const other = integerArgument(numbers[1], 'the second number', unit, undefined, { min: -128, max: 255 });
    const description = bigintArgument(numbers[2], 'the third number', unit);
    const value = form === 'd' ? place(unit.here(), span) : valueOf(numbers[3], unit);
    if (text === undefined || type === undefined || other === undefined || description === undefined) return;
    if (value === undefined) return;
    writeEntry(offsetOf(text, span, unit), type, other, description, value, span, unit);
  });
}

function stringOf(argument: Argument, unit: Unit): Uint8Array | undefined {
  if (argument.kind === 'string') return concatenate(argument.parts.map(({ name }) => unescape(name).bytes));
  wrongArgument(argument, 'a string in double quotes', unit);
  return undefined;
}

function valueOf(argument: Argument, unit: Unit): Bound | undefined {
  const value = expressionArgument(argument, 'a value', unit);
  return value === undefined ? undefined : unit.bind(value);
}

function writeEntry(
  text: number,
  type: number,
  other: number,
  description: bigint,
  value: Bound,
  span: Span,
  unit: Unit,
): void {
  unit.within(
    '.stab',
    (section) => {
      const location = section.reserve(ENTRY_SIZE);
      storeBytes(location, 4, BigInt(text));
      storeBytes({ ...location, offset: location.offset + 4 }, 1, BigInt(type));
      storeBytes({ ...location, offset: location.offset + 5 }, 1, BigInt(other & 0xff));
      storeBytes({ ...location, offset: location.offset + 6 }, 2, description);
      const field = { kind: 'data', size: 4 } as const;
      const at = { ...location, offset: location.offset + 8 };
      if (value.kind === 'constant') storeBytes(at, 4, value.value);
      else section.fixups.push({ location: at, field, selector: undefined, expression: value, span });
    },
    ENTRIES,
  );
}

/** `.stabs "text",type,other,description,value`, without the text, and with the dot for its value. */
export const stabsDirectives: Readonly<Record<string, Directive>> = {
  '.stabs': stab('s'),
  '.stabn': stab('n'),
  '.stabd': stab('d'),
};
