/**
 * Strings and constants of which one is enough: sections of object files that say so (SHF_MERGE; System V ABI, chapter 4)
 * become one, in which equal entries stand once. Sources keep theirs, whose labels can still be subtracted.
 */
import { latin1 } from '../../emulator/bytes.ts';
import type { Bound, AssemblySymbol } from '../expressions/bound.ts';
import { alignmentPadding } from '../layout/layout.ts';
import { Section } from '../layout/section.ts';
import type { Location, PlacedSection } from '../sections/location.ts';
import type { LinkInput } from './input.ts';
import { outputName } from './output-names.ts';

/** Entries by their bytes, and the section that holds each of them once. */
interface Pool {
  readonly section: Section;
  readonly known: Map<string, number>;
}

/** Where the entries of one section have gone: old and new offsets, in order. */
interface Moved {
  readonly pool: Pool;
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

/** The inputs with equal entries merged. */
export function mergeEntries(inputs: readonly LinkInput[]): LinkInput[] {
  const pools = new Map<string, Pool>();
  return inputs.map((input) => {
    if (input.isObject !== true) return input;
    const moved = new Map<Section, Moved>();
    const sections = [...input.sections.values()].flatMap((section) => {
      const entries = entriesOf(section);
      if (entries === undefined) return [section];
      const known = pools.get(keyOf(section));
      const pool = known ?? { section: new Section(section.name, section.attributes), known: new Map() };
      pools.set(keyOf(section), pool);
      moved.set(section, moveTo(pool, section, entries));
      return known === undefined ? [pool.section] : [];
    });
    if (moved.size > 0) redirect(input.symbols.all(), sections, moved);
    return { ...input, sections: { values: () => sections } };
  });
}

function keyOf({ name, attributes, alignment }: Section): string {
  const { allocated, writable, merged } = attributes;
  return [outputName(name), allocated, writable, merged?.entrySize, merged?.strings, alignment].join(' ');
}

/** Offsets at which entries start, and the section's end; undefined if it can't be cut into entries. */
function entriesOf({ attributes, alignment, fixups, fragments, size }: Section): number[] | undefined {
  const { merged } = attributes;
  if (merged === undefined || merged.entrySize < 1 || fixups.length > 0 || fragments.length > 1 || size === 0)
    return undefined;
  const [{ bytes }] = fragments;
  const starts: number[] = [];
  for (let at = 0; at < size;) {
    starts.push(at);
    const end = merged.strings ? endOfString(bytes, at, size, merged.entrySize) : at + merged.entrySize;
    const next = end + alignmentPadding(end, alignment, 0);
    // What stands between two strings must be nothing.
    if (end > size || bytes.subarray(end, Math.min(next, size)).some((byte) => byte !== 0)) return undefined;
    at = next;
  }
  return [...starts, size];
}

/** Behind the NUL; beyond the section if there is none. */
function endOfString(bytes: Uint8Array, start: number, size: number, width: number): number {
  for (let at = start; at + width <= size; at += width) {
    if (bytes.subarray(at, at + width).every((byte) => byte === 0)) return at + width;
  }
  return size + 1;
}

function moveTo(pool: Pool, section: Section, boundaries: readonly number[]): Moved {
  const [{ bytes }] = section.fragments;
  const starts = boundaries.slice(0, -1);
  const { alignment } = section;
  pool.section.alignment = Math.max(pool.section.alignment, alignment);
  const offsets = starts.map((start, index) => {
    const padded = bytes.subarray(start, boundaries[index + 1]);
    const entry = new Uint8Array(padded.length + alignmentPadding(padded.length, alignment, 0));
    entry.set(padded);
    const key = latin1(entry);
    const offset = pool.known.get(key) ?? pool.section.append(entry).offset;
    pool.known.set(key, offset);
    return offset;
  });
  return { pool, starts, offsets };
}

/** Lets labels and relocations find the entries where they are now. */
function redirect(
  symbols: Iterable<AssemblySymbol>,
  sections: readonly Section[],
  moved: ReadonlyMap<PlacedSection, Moved>,
): void {
  // Relocations against a section itself say by their addend which entry they mean.
  for (const section of sections) {
    for (const [index, fixup] of section.fixups.entries()) {
      const { expression } = fixup;
      if (expression.kind !== 'binary' || expression.left.kind !== 'symbol' || expression.right.kind !== 'constant')
        continue;
      const { symbol, span } = expression.left;
      const location = symbol.name === '' ? labelOf(symbol) : undefined;
      const where = location === undefined ? undefined : moved.get(location.section);
      if (where === undefined) continue;
      const left: Bound = { kind: 'location', location: find(where, Number(expression.right.value)), span };
      section.fixups[index] = { ...fixup, expression: left };
    }
  }
  for (const symbol of symbols) {
    const location = labelOf(symbol);
    const where = location === undefined ? undefined : moved.get(location.section);
    if (symbol.definition === undefined || location === undefined || where === undefined) continue;
    symbol.definition = { kind: 'label', location: find(where, location.offset), span: symbol.definition.span };
  }
}

function labelOf({ definition }: AssemblySymbol): Location | undefined {
  return definition?.kind === 'label' ? definition.location : undefined;
}

/** The new place of an old offset: the entry it lies in, and as far behind its start. */
function find({ pool, starts, offsets }: Moved, offset: number): Location {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  const { section } = pool;
  return { section, fragment: section.fragments[0], offset: offsets[low] + offset - starts[low] };
}
