/** From the linked image to an ELF executable: which sections share a segment, and which symbols are written. */
import { SYMBOL_BINDING, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import { writeExecutable, type ElfSection, type ElfSegment, type ElfSymbol } from '../../emulator/elf/writer.ts';
import { evaluate } from '../expressions/evaluate.ts';
import type { AssemblySymbol } from '../expressions/bound.ts';
import type { LinkedImage } from '../linking/link.ts';
import { segmentOf } from '../linking/placement.ts';
import type { OutputSection } from '../linking/output-section.ts';
import type { PlacedSection } from '../sections/location.ts';
import { UNWIND_TABLE } from '../layout/standard-sections.ts';
import type { LinkInput } from '../linking/input.ts';
import { sectionType } from './section-types.ts';

/** The bytes of the executable. */
export function imageOf(image: LinkedImage): Uint8Array {
  const sections = new Map<OutputSection, ElfSection>(image.sections.map((section) => [section, elfSection(section)]));
  const segments: { kind: number; sections: ElfSection[] }[] = [];
  const others: ElfSection[] = [];
  for (const [output, section] of sections) {
    if (output.size === 0) continue;
    const kind = segmentOf(output.attributes);
    const last = segments.at(-1);
    if (!output.attributes.allocated) others.push(section);
    else if (last?.kind === kind) last.sections.push(section);
    else segments.push({ kind, sections: [section] });
  }
  // Symbols may stand in a section without bytes: such a section gets a header, but no segment.
  const empty = [...sections.values()].filter(({ size, allocated }) => size === 0 && allocated);
  const places = new Map(image.sections.flatMap((output) => output.parts.map((part) => [part, sections.get(output)])));
  const threads = image.sections.find(({ attributes }) => attributes.threadLocal === true)?.address ?? 0;
  const symbols = image.inputs.flatMap((input) => symbolsOf(input, image, places, threads));
  const used = new Set(symbols.map(({ section }) => section));
  others.push(...empty.filter((section) => used.has(section)));
  const { entry, hasFileHeader } = image;
  return writeExecutable({ entry, hasFileHeader, segments: segments satisfies ElfSegment[], others, symbols });
}

function elfSection({ name, attributes, address, size, alignment, parts }: OutputSection): ElfSection {
  const { allocated, writable, executable, nobits, threadLocal } = attributes;
  let data: Uint8Array | undefined;
  if (!nobits) {
    data = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      at = allocated ? (part.address ?? 0) - address : Math.ceil(at / part.placedAlignment) * part.placedAlignment;
      data.set(part.contents(), at);
      at += part.size;
    }
  }
  if (name === UNWIND_TABLE && data !== undefined) sortUnwindTable(data);
  return {
    name,
    type: sectionType({ nobits, kind: parts.find((part) => part.attributes.kind !== undefined)?.attributes.kind }),
    address: allocated ? address : 0,
    data,
    size,
    alignment,
    allocated,
    writable,
    executable,
    threadLocal,
  };
}

/** Two addresses, and 64 bits about the procedure between them. */
const UNWIND_ENTRY = 16;

/** Brings the entries of all files into the order of their addresses, in which unwinders search them. */
function sortUnwindTable(table: Uint8Array): void {
  const entries: Uint8Array[] = [];
  for (let at = 0; at + UNWIND_ENTRY <= table.length; at += UNWIND_ENTRY) {
    entries.push(table.slice(at, at + UNWIND_ENTRY));
  }
  const addressOf = ({ buffer }: Uint8Array): number => new DataView(buffer).getUint32(0);
  entries.sort((a, b) => addressOf(a) - addressOf(b));
  for (const [index, entry] of entries.entries()) table.set(entry, index * UNWIND_ENTRY);
}

/** ELF's numbers for the types of symbols. */
export const SYMBOL_TYPES = {
  notype: SYMBOL_TYPE.NOTYPE,
  object: SYMBOL_TYPE.OBJECT,
  function: SYMBOL_TYPE.FUNC,
  millicode: SYMBOL_TYPE.MILLICODE,
  tls: SYMBOL_TYPE.TLS,
  ifunc: SYMBOL_TYPE.GNU_IFUNC,
  file: SYMBOL_TYPE.FILE,
} as const;

/** ELF's number for the binding of a symbol that is seen by other files. */
export function bindingOf({ weak, unique }: AssemblySymbol): number {
  if (unique) return SYMBOL_BINDING.GNU_UNIQUE;
  return weak ? SYMBOL_BINDING.WEAK : SYMBOL_BINDING.GLOBAL;
}

function symbolsOf(
  { symbols }: LinkInput,
  image: LinkedImage,
  places: ReadonlyMap<PlacedSection, ElfSection | undefined>,
  threads: number,
): ElfSymbol[] {
  const list: ElfSymbol[] = [];
  for (const symbol of symbols.all()) {
    const place = symbol.name === '' || symbol.leftOut !== undefined ? undefined : placeOf(symbol, image);
    if (place === undefined) continue;
    // Another file's definition replaces a weak one.
    if (image.scope.resolve(symbol) !== symbol) continue;
    const size = symbol.size === undefined ? undefined : evaluate(symbol.size, image.scope);
    list.push({
      name: symbol.name,
      value: place.base?.attributes.threadLocal === true ? place.address - threads : place.address,
      size: size?.kind === 'value' ? Number(BigInt.asUintN(32, size.symbol + size.addend)) : 0,
      type: place.base?.attributes.threadLocal === true ? SYMBOL_TYPE.TLS : SYMBOL_TYPES[symbol.type],
      binding: symbol.global ? bindingOf(symbol) : SYMBOL_BINDING.LOCAL,
      section: place.base === undefined ? undefined : places.get(place.base),
    });
  }
  return list;
}

/** A symbol's address (or number) as 32 bits; undefined for a symbol that this file doesn't define. */
export function placeOf(symbol: AssemblySymbol, image: LinkedImage) {
  if (symbol.definition === undefined) return undefined;
  const value = evaluate({ kind: 'symbol', symbol, span: symbol.definition.span }, image.scope);
  if (value.kind !== 'value') return undefined;
  const address = BigInt(value.base?.address ?? 0) + value.symbol + value.addend;
  return { base: value.base, address: Number(BigInt.asUintN(32, address)) };
}
