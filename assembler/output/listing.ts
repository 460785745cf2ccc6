/** The listing: address, bytes and source line of every statement, and the symbols' values. */
import { hexadecimal } from '../../emulator/bytes.ts';
import { SYMBOL_BINDING, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import type { ObjectFile } from '../../emulator/elf/object-file.ts';
import { visible } from '../diagnostics/visible.ts';
import type { LinkedImage } from '../linking/link.ts';
import type { Location, PlacedSection } from '../sections/location.ts';
import type { ListingEntry, Unit } from '../unit.ts';
import { placeOf } from './image.ts';

/** Bytes in one line of the listing, and lines of bytes for one statement, before it is cut. */
const BYTES_PER_LINE = 8;
const LINES_PER_STATEMENT = 4;

/** Addresses are final ones; statements out of macros stand indented behind a "+" below the call. */
export function listingOf(units: readonly Unit[]): string {
  const contents = new Map<PlacedSection, Uint8Array>();
  return units.map((unit) => unit.listing.map((entry) => entryText(entry, contents)).join('')).join('');
}

function entryText({ span, start, end }: ListingEntry, contents: Map<PlacedSection, Uint8Array>): string {
  const { line } = span.source.locate(span.start);
  const text = span.source.text.slice(span.start, span.end).replace(/\s+/g, ' ');
  const from = addressOf(start);
  const bytes = contentsOf(start.section, contents).subarray(offsetOf(start), offsetOf(end));
  const rows: string[] = [];
  const expanded = span.source.origin === undefined ? ' ' : '+';
  for (let at = 0; at < Math.max(1, bytes.length); at += BYTES_PER_LINE) {
    if (rows.length === LINES_PER_STATEMENT) {
      rows.push(`${' '.repeat(10)}... ${bytes.length} bytes\n`);
      break;
    }
    const hex = hexadecimal(bytes.subarray(at, at + BYTES_PER_LINE));
    const source = at === 0 ? `${String(line).padStart(5)}${expanded} ${visible(text)}` : '';
    rows.push(`${(from + at).toString(16).padStart(8, '0')}  ${hex.padEnd(16)}  ${source}`.trimEnd() + '\n');
  }
  return rows.join('');
}

/** A section's bytes, put together once; none for memory that starts as zero. */
function contentsOf(section: PlacedSection, known: Map<PlacedSection, Uint8Array>): Uint8Array {
  const contents = known.get(section) ?? (section.attributes.nobits ? new Uint8Array() : section.contents());
  known.set(section, contents);
  return contents;
}

function offsetOf({ fragment, offset }: Location): number {
  return (fragment.start ?? 0) + offset;
}

function addressOf(location: Location): number {
  return (location.section.address ?? 0) + offsetOf(location);
}

export interface SymbolValue {
  readonly name: string;
  /** Address or number, 0 to 2^32-1. */
  readonly value: number;
  /** undefined: a number. */
  readonly section: string | undefined;
  readonly global: boolean;
}

/** All defined symbols by value. */
export function symbolValues(image: LinkedImage): SymbolValue[] {
  const list: SymbolValue[] = [];
  for (const { symbols } of image.inputs) {
    for (const symbol of symbols.all()) {
      const isReplaced = symbol.definition !== undefined && image.scope.resolve(symbol) !== symbol;
      const isNowhere = symbol.name === '' || symbol.type === 'file' || symbol.leftOut !== undefined || isReplaced;
      const place = isNowhere ? undefined : placeOf(symbol, image);
      if (place === undefined) continue;
      list.push({ name: symbol.name, value: place.address, section: place.base?.name, global: symbol.global });
    }
  }
  return list.sort((a, b) => a.value - b.value || (a.name < b.name ? -1 : 1));
}

/** The symbols that an object file defines, by value; addresses are offsets in sections. */
export function objectSymbolValues({ symbols }: ObjectFile): SymbolValue[] {
  const list: SymbolValue[] = [];
  for (const { name, value, place, binding, type } of symbols) {
    if (name === '' || type === SYMBOL_TYPE.FILE || place === 'undefined' || place === 'common') continue;
    const section = typeof place === 'string' ? undefined : place.name;
    list.push({ name, value, section, global: binding !== SYMBOL_BINDING.LOCAL });
  }
  return list.sort((a, b) => a.value - b.value || (a.name < b.name ? -1 : 1));
}

export function symbolTableText(symbols: readonly SymbolValue[]): string {
  const width = Math.max(0, ...symbols.map(({ section }) => (section ?? '*ABS*').length));
  return symbols
    .map(({ name, value, section, global }) => {
      const address = value.toString(16).padStart(8, '0');
      return `${address} ${global ? 'g' : 'l'} ${visible((section ?? '*ABS*').padEnd(width))} ${visible(name)}\n`;
    })
    .join('');
}
