/**
 * Makes the tables of the program, of those of the files: what is about code that is left out goes, and of equal common
 * records of call frames one is enough. Call frames become one section, since a record finds its common one by the
 * distance.
 */
import type { AssemblySymbol, Bound } from '../expressions/bound.ts';
import { reduce } from '../expressions/reduce.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { latin1 } from '../../emulator/bytes.ts';
import { Section } from '../layout/section.ts';
import type { Location } from '../sections/location.ts';
import type { LinkInput } from './input.ts';
import { leftOutSection } from './left-out.ts';
import { FRAMES, offsetOf, recordsOf, type TableRecord } from './table-records.ts';

/** The inputs with their tables made over; the layout of all files must be done. */
export function trimTables(inputs: readonly LinkInput[], scope: Scope): LinkInput[] {
  const frames = new FrameTable(scope);
  return inputs.map((input) => {
    let changed = false;
    const sections = [...input.sections.values()].flatMap((section) => {
      const records = recordsOf(section, scope);
      if (records === undefined) return [section];
      const isFrames = section.name === FRAMES;
      if (!isFrames && !records.some(isLeftOut)) return [section];
      changed = true;
      const isFirst = frames.section === undefined;
      const table = isFrames ? frames.open(section) : emptyLike(section);
      const moved = isFrames ? frames.add(records, table) : addEntries(records, table);
      redirect(section, table, moved, records, input.symbols.all());
      return isFrames && !isFirst ? [] : [table];
    });
    const { name, symbols, isObject } = input;
    return changed ? { name, symbols, isObject, sections: { values: () => sections } } : input;
  });
}

const WORD_SIZE = 4;

/** Where a record has gone. */
interface Move {
  readonly from: number;
  readonly to: number;
  /** Its own bytes are there, not those of an equal one. */
  readonly isKept: boolean;
}

function emptyLike({ name, attributes, alignment }: Section): Section {
  const table = new Section(name, attributes);
  table.alignment = alignment;
  return table;
}

/** Whether a record is about code that is not there. */
function isLeftOut({ fixups }: TableRecord): boolean {
  return fixups.length > 0 && leftOutSection(fixups[0].expression) !== undefined;
}

function addEntries(records: readonly TableRecord[], table: Section): Move[] {
  return records.map((record) => {
    const isKept = !isLeftOut(record);
    const to = table.here().offset;
    if (isKept) table.append(record.bytes);
    return { from: record.start, to, isKept };
  });
}

class FrameTable {
  section: Section | undefined;
  private readonly scope: Scope;
  /** Common records by what they say. */
  private readonly commons = new Map<string, number>();
  private readonly identities = new Map<unknown, number>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  open(section: Section): Section {
    this.section ??= emptyLike(section);
    this.section.alignment = Math.max(this.section.alignment, section.alignment);
    return this.section;
  }

  add(records: readonly TableRecord[], section: Section): Move[] {
    const entries = records.filter((record) => !record.isCommon && !isLeftOut(record));
    const wanted = new Set([...entries.map(({ start }) => start), ...entries.map(({ common }) => common)]);
    const commons = new Map<number, number>();
    return records.map((record) => {
      const { start: from, bytes, common, isCommon } = record;
      const known = isCommon ? this.commons.get(this.keyOf(record)) : undefined;
      const isKept = wanted.has(from) && known === undefined;
      const to = known ?? section.here().offset;
      if (isKept) section.append(bytes);
      if (isCommon) commons.set(from, to);
      if (isCommon && isKept) this.commons.set(this.keyOf(record), to);
      if (isKept && common !== undefined) writeWord(section, to + 4, to + 4 - (commons.get(common) ?? 0));
      return { from, to, isKept };
    });
  }

  /** Equal for records with the same bytes and the same targets. */
  private keyOf({ start, bytes, fixups }: TableRecord): string {
    const fixed = Uint8Array.from(bytes);
    const targets = fixups.map(({ location, field, expression }) => {
      const sum = reduce(expression);
      const plus =
        sum.kind === 'reduction' && sum.plus?.kind === 'symbol' ? this.scope.resolve(sum.plus.symbol) : expression;
      const type = field.kind === 'relocation' ? field.type.name : field.kind;
      const addend = sum.kind === 'reduction' ? sum.addend : 0n;
      // What stands there now will be overwritten.
      const at = offsetOf(location) - start;
      fixed.fill(0, at, at + WORD_SIZE);
      return [at, type, this.identityOf(plus), addend].join(' ');
    });
    return [latin1(fixed), ...targets].join('\0');
  }

  private identityOf(object: unknown): number {
    const number = this.identities.get(object) ?? this.identities.size;
    this.identities.set(object, number);
    return number;
  }
}

function writeWord(section: Section, offset: number, value: number): void {
  const { bytes } = section.fragments[0];
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(offset, value);
}

/** Lets fixups and labels find what has moved. */
function redirect(
  from: Section,
  to: Section,
  moves: readonly Move[],
  records: readonly TableRecord[],
  symbols: Iterable<AssemblySymbol>,
): void {
  const [fragment] = to.fragments;
  const end = from.size;
  const find = (location: Location): Location => {
    const at = offsetOf(location);
    const move = at >= end ? undefined : moves.findLast((each) => each.from <= at);
    return { section: to, fragment, offset: move === undefined ? to.size : move.to + at - move.from };
  };
  const follow = (bound: Bound): Bound => {
    if (bound.kind === 'binary') return { ...bound, left: follow(bound.left), right: follow(bound.right) };
    const isHere = bound.kind === 'location' && bound.location.section === from;
    return isHere ? { ...bound, location: find(bound.location) } : bound;
  };
  for (const [index, { fixups }] of records.entries()) {
    if (!moves[index].isKept) continue;
    for (const fixup of fixups) {
      to.fixups.push({ ...fixup, location: find(fixup.location), expression: follow(fixup.expression) });
    }
  }
  for (const symbol of symbols) {
    const { definition } = symbol;
    if (definition?.kind !== 'label' || definition.location.section !== from) continue;
    symbol.definition = { ...definition, location: find(definition.location) };
  }
}
