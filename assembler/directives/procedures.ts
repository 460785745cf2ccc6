/**
 * .proc, .callinfo, .entry, .exit, .procend: HP's description of procedures (HP Assembler Reference Manual), from which
 * each gets its entry in the table for stack unwinding, the section .PARISC.unwind.
 */
import type { Bound, AssemblySymbol } from '../expressions/bound.ts';
import type { Fixup } from '../layout/fixup.ts';
import type { Section } from '../layout/section.ts';
import { RODATA, UNWIND_TABLE } from '../layout/standard-sections.ts';
import type { Location } from '../sections/location.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, textOf, wrongArgument, type Directive } from './directive.ts';
import { FRAME_LIMIT, unwindEntry, type CallInfo } from './unwind-entry.ts';

/** A procedure whose .procend is still to come. */
interface Procedure {
  /** The label that names it: the one in front of .proc, or else the first behind it; the last of several at one place. */
  symbol: AssemblySymbol | undefined;
  start: Location;
  info: CallInfo | undefined;
  entered: boolean;
  end: Location | undefined;
}

/** The procedure each unit is in. */
const open = new WeakMap<Unit, Procedure>();

const proc = directive(0, 0, ({ span }, unit) => {
  if (open.has(unit)) {
    unit.diagnostics.error(span, '.proc within a procedure: .procend is missing');
    return;
  }
  const { symbols } = unit;
  const procedure: Procedure = {
    symbol: undefined,
    start: unit.here(),
    info: undefined,
    entered: false,
    end: undefined,
  };
  open.set(unit, procedure);
  const named = (symbol: AssemblySymbol): void => {
    if (procedure.symbol !== undefined && !isAt(symbol, procedure.start)) return;
    if (symbol.type === 'notype') symbol.type = 'function';
    procedure.symbol = symbol;
    if (symbol.definition?.kind === 'label') procedure.start = symbol.definition.location;
  };
  if (symbols.lastLabel !== undefined && isAt(symbols.lastLabel, unit.here())) named(symbols.lastLabel);
  else symbols.onLabel = named;
});

function isAt({ definition }: AssemblySymbol, place: Location): boolean {
  if (definition?.kind !== 'label') return false;
  const { section, fragment, offset } = definition.location;
  return section === place.section && fragment === place.fragment && offset === place.offset;
}

const callinfo = directive(0, Infinity, ({ args, span }, unit) => {
  const procedure = open.get(unit);
  if (procedure === undefined) {
    unit.diagnostics.error(span, '.callinfo belongs between .proc and .procend');
    return;
  }
  procedure.info = {};
  for (const argument of args) {
    const word = argument.kind === 'keyword' ? argument.name.name : textOf(argument.span);
    const reader = Object.hasOwn(CALLINFO, word.toLowerCase()) ? CALLINFO[word.toLowerCase()] : undefined;
    if (reader === undefined) wrongArgument(argument, `one of ${Object.keys(CALLINFO).join(', ')}`, unit);
    else reader(argument, procedure.info, unit);
  }
});

type CallInfoReader = (argument: Argument, info: CallInfo, unit: Unit) => void;

/** What .callinfo can say. */
const CALLINFO: Readonly<Record<string, CallInfoReader>> = {
  frame: number('frame', 0, FRAME_LIMIT, 4),
  entry_gr: number('lastSavedRegister', 3, 18, 1),
  entry_fr: number('lastSavedFloatRegister', 12, 21, 1),
  entry_sr: number('lastSavedSpaceRegister', 3, 3, 1),
  save_rp: flag('savesReturnPointer'),
  save_sp: flag('savesStackPointer'),
  no_unwind: flag('cannotUnwind'),
  hpux_int: flag('isInterruptMarker'),
  millicode: flag('isMillicode'),
  // Whether a procedure calls others, its frame and its saved registers say already.
  calls: flag('calls'),
  caller: flag('calls'),
  no_calls: flag('callsNothing'),
};

type Keys<T> = { [K in keyof CallInfo]-?: CallInfo[K] extends T | undefined ? K : never }[keyof CallInfo];

function flag(key: Keys<boolean>): CallInfoReader {
  return (argument, info, unit) => {
    if (argument.kind === 'keyword') wrongArgument(argument, `${argument.name.name} without a value`, unit);
    else info[key] = true;
  };
}

function number(key: Keys<number>, min: number, max: number, step: number): CallInfoReader {
  return (argument, info, unit) => {
    if (argument.kind !== 'keyword') {
      wrongArgument(argument, `${textOf(argument.span)}=number`, unit);
      return;
    }
    const { value, name } = argument;
    const written: Argument = { kind: 'value', selector: undefined, value, span: value.span };
    const found = integerArgument(written, name.name, unit, undefined, { min, max });
    if (found === undefined) return;
    if (found % step === 0) info[key] = found;
    else unit.diagnostics.error(value.span, `${name.name} must be a multiple of ${step}, not ${found}`);
  };
}

const entry = directive(0, 0, ({ span }, unit) => {
  const procedure = open.get(unit);
  if (procedure?.info === undefined) unit.diagnostics.error(span, '.entry belongs behind .proc and .callinfo');
  else procedure.entered = true;
});

const exit = directive(0, 0, ({ span }, unit) => {
  const procedure = open.get(unit);
  if (procedure === undefined) unit.diagnostics.error(span, '.exit belongs between .proc and .procend');
  else if (!procedure.entered) unit.diagnostics.error(span, '.exit without .entry');
  else procedure.end = unit.here();
});

const procend = directive(0, 0, ({ span }, unit) => {
  const procedure = open.get(unit);
  if (procedure === undefined) {
    unit.diagnostics.error(span, '.procend without .proc');
    return;
  }
  open.delete(unit);
  unit.symbols.onLabel = undefined;
  const { symbol, start, info, end } = procedure;
  if (procedure.entered && end === undefined) unit.diagnostics.error(span, '.procend, but no .exit for the .entry');
  const size = difference(end ?? unit.here(), start, span);
  // Other names of it do not get its size.
  unit.atEnd.push(() => {
    if (symbol !== undefined) symbol.size = size;
  });
  if (info !== undefined && end !== undefined) writeEntry(unit, start, end, unwindEntry(info), span);
});

function difference(end: Location, start: Location, span: Argument['span']): Bound {
  const left: Bound = { kind: 'location', location: end, span };
  return { kind: 'binary', operator: '-', left, right: { kind: 'location', location: start, span }, span };
}

/** The first and the last instruction, as distances from the segment's start, then what .callinfo said. */
function writeEntry(unit: Unit, start: Location, end: Location, info: Uint8Array, span: Argument['span']): void {
  const isNew = unit.findSection(UNWIND_TABLE) === undefined;
  const write = (table: Section): void => {
    if (isNew) table.alignment = 4;
    const segment: Bound = { kind: 'symbol', symbol: unit.symbols.segmentBase, span };
    for (const [place, addend] of [
      [start, 0n],
      [end, -4n],
    ] as const) {
      const location = table.here();
      unit.emit(new Uint8Array(4), span);
      const left: Bound = { kind: 'location', location: place, span };
      const moved: Bound = { kind: 'constant', value: addend, span };
      const address: Bound = { kind: 'binary', operator: '+', left, right: moved, span };
      const expression: Bound = { kind: 'binary', operator: '-', left: address, right: segment, span };
      const fixup: Fixup = { location, field: { kind: 'data', size: 4 }, selector: undefined, expression, span };
      table.fixups.push(fixup);
    }
    unit.emit(info, span);
  };
  unit.within(UNWIND_TABLE, write, RODATA);
}

/** .begin_brtab and .end_brtab: branch tables that only the linker of HP-UX looks at. */
const branchTable = directive(0, 0, () => undefined);

export const procedureDirectives: Readonly<Record<string, Directive>> = {
  '.proc': proc,
  '.callinfo': callinfo,
  '.entry': entry,
  '.exit': exit,
  '.procend': procend,
  '.begin_brtab': branchTable,
  '.end_brtab': branchTable,
};
