/**
 * Programs of hvasm and of GNU ld held against each other, whose layouts differ: each piece of an object that is in both
 * has the same bytes outside of its relocations, and inside of them leads to the same place, named by the piece that has
 * it. Where the pieces lie is told by the linkers' maps.
 */
import { readArchive, type Archive } from '../../emulator/elf/archive.ts';
import { SECTION_FLAGS, SYMBOL_BINDING } from '../../emulator/elf/format.ts';
import { readImage, type Image } from '../../emulator/elf/image.ts';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from '../../emulator/elf/object-file.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { relocationType, type RelocationType } from '../../emulator/elf/relocation-types.ts';
import { assemble12, assemble17, assemble21, lowSignExtend } from '../../emulator/isa/bits.ts';
import { latin1 } from '../../emulator/bytes.ts';

/** A piece of an object in a program. */
export interface Piece {
  /** `libc.a(printf.o) .text`, with a number behind it if the object has several sections of the name. */
  readonly key: string;
  readonly address: number;
  readonly size: number;
}

/** The pieces in the map that GNU ld writes. */
export function gnuPieces(map: string): Piece[] {
  const lines = map.slice(map.indexOf('Linker script and memory map')).replace(/^( \S+)\n +0x/gm, '$1 0x');
  const found = [...lines.matchAll(/^ (\S+) +0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$/gm)];
  return numbered(found.map(([, section, address, size, file]) => ({ section, address, size, file })));
}

/** The pieces in hvasm's map. */
export function ownPieces(map: string): Piece[] {
  let output = '';
  const found: { section: string; address: string; size: string; file: string }[] = [];
  for (const line of map.slice(0, map.indexOf('\n\nEntry point')).split('\n')) {
    const head = /^[0-9a-f]{8} {2}[0-9a-f]{8} {2}\d+ +(\S+)$/.exec(line);
    if (head !== null) output = head[1];
    const piece = /^([0-9a-f]{8}) {2}([0-9a-f]{8}) {11}(.*?)(?:\(([^()]*[^()o]|[^()]*[^.()]o)\))?$/.exec(line);
    if (piece === null) continue;
    const [, address, size, file, section = output] = piece as unknown as [string, string, string, string, string?];
    found.push({ section, address, size, file });
  }
  return numbered(found);
}

function numbered(found: { section: string; address: string; size: string; file: string }[]): Piece[] {
  const counts = new Map<string, number>();
  return found
    .filter(({ size }) => parseInt(size, 16) > 0)
    .map(({ section, address, size, file }) => {
      const name = `${file} ${section}`;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const key = count === 0 ? name : `${name} ${count}`;
      return { key, address: parseInt(address, 16), size: parseInt(size, 16) };
    });
}

/** Objects by the names that maps have for them. */
export class Objects {
  private readonly files: ReadonlyMap<string, Uint8Array>;
  private readonly archives = new Map<string, Archive>();
  private readonly objects = new Map<string, ObjectFile>();
  private readonly sections = new Map<string, ObjectSection | undefined>();

  /** @param files objects and archives by their paths */
  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.files = files;
  }

  /** A piece's section; undefined for what the linker made. */
  section(key: string): ObjectSection | undefined {
    if (!this.sections.has(key)) this.sections.set(key, this.find(key));
    return this.sections.get(key);
  }

  private find(key: string): ObjectSection | undefined {
    const [, file, name, number = '0'] = /^(\S+) (\S+)(?: (\d+))?$/.exec(key) ?? [];
    const bytes = file === undefined ? undefined : this.bytesOf(file);
    if (bytes === undefined) return undefined;
    const object = this.objects.get(file) ?? readObject(bytes);
    this.objects.set(file, object);
    return object.sections.filter((each) => each.name === name && each.size > 0)[Number(number)];
  }

  private bytesOf(file: string): Uint8Array | undefined {
    const [, path, name] = /^(.*)\(([^()]*)\)$/.exec(file) ?? [];
    if (path === undefined) return this.files.get(file);
    const bytes = this.files.get(path);
    if (bytes === undefined) return undefined;
    const archive = this.archives.get(path) ?? readArchive(bytes);
    this.archives.set(path, archive);
    return archive.members.find((member) => member.name === name)?.read();
  }
}

/** Sections that linkers make over as a whole. */
const MADE_OVER = /^\.(PARISC\.unwind|eh_frame|comment|got)$/;

/** A program that a linker has made of objects. */
export class LinkedProgram {
  readonly pieces: ReadonlyMap<string, Piece>;
  private readonly image: Image;
  private readonly ordered: readonly Piece[];
  private readonly threads: readonly Piece[];
  private readonly objects: Objects;
  private readonly values = new Map<string, Set<number>>();
  private readonly names: ReadonlySet<string>;
  private readonly globalPointer: number;
  private readonly threadStart: number;
  private readonly threadPointer: number;

  constructor(file: Uint8Array, pieces: readonly Piece[], objects: Objects) {
    this.image = readImage(file);
    this.objects = objects;
    const loaded = pieces.filter(({ address }) => address > 0);
    this.pieces = new Map(loaded.map((piece) => [piece.key, piece]));
    const known = loaded.filter(({ key }) => objects.section(key) !== undefined);
    known.sort((a, b) => a.address - b.address);
    const isThread = ({ key }: Piece): boolean => ((objects.section(key)?.flags ?? 0) & SECTION_FLAGS.TLS) !== 0;
    this.ordered = known.filter((piece) => !isThread(piece));
    this.threads = known.filter(isThread);
    this.names = new Set(loaded.map(({ key }) => key.split(' ')[1]));
    const { symbols, sections } = this.image;
    for (const { name, value } of symbols) this.values.set(name, (this.values.get(name) ?? new Set()).add(value));
    const data = sections.find(({ name }) => name === '.data')?.address ?? 0;
    this.globalPointer = symbols.find(({ name }) => name === '$global$')?.value ?? data;
    const threads = sections.filter(({ flags }) => (flags & SECTION_FLAGS.TLS) !== 0);
    const alignment = Math.max(8, ...threads.map((section) => section.alignment));
    this.threadStart = threads.at(0)?.address ?? 0;
    this.threadPointer = this.threadStart - alignment;
  }

  /** One line for each word of a piece without a relocation, and for each place that its relocations lead to. */
  describe({ key, address }: Piece, section: ObjectSection): string[] {
    const lines: string[] = [];
    const relocated = new Set(section.relocations.map(({ offset }) => offset & ~3));
    const { data } = section;
    for (let at = 0; data !== undefined && at + 4 <= section.size; at += 4) {
      const word = this.word(address + at);
      if (!relocated.has(at)) lines.push(`${key}+${at.toString(16)}: ${word.toString(16)}`);
    }
    const left = new Map<string, number>();
    for (const relocation of section.relocations) {
      const place = this.placeOf(relocation, address, left);
      lines.push(`${key}+${relocation.offset.toString(16)} leads to ${place}`);
    }
    return lines;
  }

  /** Whether a piece of some object has this section's name. */
  hasSection(name: string): boolean {
    return this.names.has(name);
  }

  /** The rows of the table for unwinders. */
  unwindTable(): string[] {
    const table = this.image.sections.find(({ name }) => name === '.PARISC.unwind');
    const [{ virtualAddress: base }] = this.image.segments;
    const lines: string[] = [];
    for (let at = 0; at + 16 <= (table?.size ?? 0); at += 16) {
      const [start, end, ...info] = [0, 4, 8, 12].map((offset) => this.word((table?.address ?? 0) + at + offset));
      const name = (offset: number): string => this.nameOf(base + offset, false);
      lines.push(`${name(start)} ${name(end)} ${info.map((word) => word.toString(16)).join(' ')}`);
    }
    return lines.sort();
  }

  private word(address: number): number {
    const { data, virtualAddress } = this.segmentOf(address);
    const at = address - virtualAddress;
    return at < 0 || at + 4 > data.length ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(at);
  }

  private segmentOf(address: number): Image['segments'][number] {
    const { segments } = this.image;
    return segments.findLast(({ virtualAddress }) => address >= virtualAddress) ?? segments[0];
  }

  /** @param left what the left parts of addresses are, by what they are parts of */
  private placeOf(
    { offset, type, symbol, addend }: ObjectRelocation,
    start: number,
    left: Map<string, number>,
  ): string {
    const known = relocationType(type);
    if (known === undefined || known.field === 'none') return 'nothing';
    const address = start + offset;
    const number = fieldOf(known, this.word(address));
    // Parts of one address are rounded to 8 KiB alike.
    const round = Math.round(addend / 8192);
    const place = symbol === undefined || typeof symbol.place === 'string' ? undefined : symbol.place;
    const part = place !== undefined && isMerged(place) ? addend : round;
    const key = [known.base, symbol?.name, place?.name, symbol?.value, part].join(' ');
    const base = this.baseOf(known, this.word(address), left.get(`${key} base`));
    if (known.selector === 'LR') {
      left.set(key, number);
      left.set(`${key} base`, base);
      return 'the left part';
    }
    const sum = number + (known.selector === 'RR' ? (left.get(key) ?? NaN) : 0);
    if (Number.isNaN(sum)) return 'the right part';
    if (place?.size === 0) return `an empty part of ${place.name}`;
    // What a symbol plus a number means may be behind the symbol's own piece.
    const added = symbol?.name === '' || place === undefined ? 0 : addend;
    const name = (at: number, isThread: boolean): string => `${this.nameOf(at - added, isThread)} + ${added}`;
    const named = (at: number): string => this.symbolAt(symbol, at - addend) ?? name(at, false);
    switch (known.base) {
      case 'pc-relative':
        return known.field === 'word' ? named(address + sum) : named(this.target(address + 8 + sum));
      case 'data-relative':
        return named(base + sum);
      case 'linkage-table':
        return `the address of ${named(this.word(this.globalPointer + sum))}`;
      case 'thread-relative':
        return name(this.threadPointer + sum, true);
      case 'thread-table':
        return `the offset of ${name(this.threadPointer + this.word(this.globalPointer + sum), true)}`;
      case 'thread-offset':
        return name(this.threadStart + sum, true);
      case 'segment-relative':
        return 'a distance';
      default:
        return named(sum >>> 0);
    }
  }

  /** To what the left part of an address is added; GNU ld takes %r0 for %dp where it isn't one of data. */
  private baseOf({ field }: RelocationType, word: number, left: number | undefined): number {
    const isAddil = field === 'im21' && word >>> 26 === 0x0a;
    return left ?? (isAddil && ((word >>> 21) & 31) === 0 ? 0 : this.globalPointer);
  }

  /** The name that a relocation gives, if the program has it at this address: a global symbol's, or an end of a section's. */
  private symbolAt(symbol: ObjectSymbol | undefined, address: number): string | undefined {
    if (symbol === undefined || symbol.binding === SYMBOL_BINDING.LOCAL) return undefined;
    const { name } = symbol;
    return this.linkerSymbols(name).includes(address) || this.values.get(name)?.has(address) === true
      ? name
      : undefined;
  }

  /** What the linker's own symbols may be; a list that is not there has two equal ends. */
  private linkerSymbols(name: string): number[] {
    const { sections, segments } = this.image;
    const [, end, of] = /^__(start|stop)_(.+)$/.exec(name) ?? [];
    const [, list, side] = /^__(\w+_array)_(start|end)$/.exec(name) ?? [];
    const section = sections.find((each) => each.name === (of ?? `.${list}`));
    if (section !== undefined) return [section.address + ((end ?? side) === 'start' ? 0 : section.size)];
    if (list !== undefined) return sections.map(({ address }) => address).concat(0);
    if (name === '__ehdr_start') return [segments[0].virtualAddress];
    if (name === '_GLOBAL_OFFSET_TABLE_')
      return sections.filter((each) => each.name === '.got').map((got) => got.address);
    const last = Math.max(...sections.map(({ address, size }) => address + size));
    return name === '_end' ? [last, last + 3 - ((last + 3) % 4)] : name === '$global$' ? [this.globalPointer] : [];
  }

  /** Where a branch goes, through a linker's stub too: `ldil L'x,%r1`, `be,n R'x(%sr4,%r1)`. */
  private target(address: number): number {
    const [first, second] = [this.word(address), this.word(address + 4)];
    const isStub =
      first >>> 21 === 0x20200000 >>> 21 && second >>> 26 === 0x38 && this.pieceAt(address, false) === undefined;
    return isStub ? ((assemble21(first & 0x1fffff) << 11) + branch17(second) * 4) >>> 0 : address;
  }

  private pieceAt(address: number, isThread: boolean): Piece | undefined {
    const ordered = isThread ? this.threads : this.ordered;
    let [low, high] = [0, ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ordered[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    const piece = ordered.at(low - 1);
    return low > 0 && piece !== undefined && address < piece.address + piece.size ? piece : undefined;
  }

  /** An address by the piece that has it; by its contents, where equal ones are kept once; by a symbol. */
  private nameOf(address: number, isThread: boolean): string {
    if (address === 0) return 'nowhere';
    const piece = this.pieceAt(address, isThread);
    const section = piece && this.objects.section(piece.key);
    if (section !== undefined && isMerged(section)) return this.contents(address, section);
    if (piece !== undefined) return `${piece.key}+${(address - piece.address).toString(16)}`;
    const named = this.image.symbols.find(({ value, global }) => value === address && global);
    return named?.name ?? 'a place without a name';
  }

  private contents(address: number, { flags, entrySize }: ObjectSection): string {
    const { data, virtualAddress } = this.segmentOf(address);
    const from = data.subarray(address - virtualAddress);
    if ((flags & SECTION_FLAGS.STRINGS) === 0)
      return `constant ${Buffer.from(from.subarray(0, entrySize)).toString('hex')}`;
    if (entrySize === 1) return JSON.stringify(latin1(from.subarray(0, from.indexOf(0))));
    const words = Array.from({ length: 64 }, (_, index) => this.word(address + 4 * index));
    return `wide ${words.slice(0, words.indexOf(0)).join(' ')}`;
  }
}

/** Whether linkers keep equal entries of it once: not if relocations may make them different ones. */
function isMerged({ flags, relocations }: ObjectSection): boolean {
  return (flags & SECTION_FLAGS.MERGE) !== 0 && relocations.length === 0;
}

function branch17(word: number): number {
  return assemble17((word >>> 16) & 31, (word >>> 2) & 0x7ff, word & 1);
}

/** The number in a field, in bytes. */
function fieldOf({ field }: RelocationType, word: number): number {
  switch (field) {
    case 'im21':
      return assemble21(word & 0x1fffff) << 11;
    case 'im14':
      return lowSignExtend(word & 0x3fff, 14);
    case 'w12':
      return assemble12((word >>> 2) & 0x7ff, word & 1) * 4;
    case 'w17':
      return branch17(word) * 4;
    default:
      return word | 0;
  }
}

/** What differs between two programs of the same objects: pieces that one of them lacks, and lines about a piece. */
export function differencesOf(
  own: LinkedProgram,
  gnu: LinkedProgram,
  objects: Objects,
): { compared: number; found: string[] } {
  const found: string[] = [];
  let compared = 0;
  for (const key of new Set([...own.pieces.keys(), ...gnu.pieces.keys()])) {
    const section = objects.section(key);
    if (section === undefined || isMerged(section) || MADE_OVER.test(section.name)) continue;
    const [ours, theirs] = [own.pieces.get(key), gnu.pieces.get(key)];
    if (ours === undefined || theirs === undefined) {
      const [, name] = key.split(' ');
      const isOfGroup = (section.flags & SECTION_FLAGS.GROUP) !== 0;
      // Of equal groups each linker takes the first in its own order.
      if (isOfGroup && own.hasSection(name) && gnu.hasSection(name)) continue;
      found.push(`${key} is in ${ours === undefined ? "GNU ld's" : "hvasm's"} program alone`);
      continue;
    }
    const [left, right] = [own.describe(ours, section), gnu.describe(theirs, section)];
    compared += left.length;
    for (const [index, line] of left.entries()) {
      if (line !== right[index]) found.push(`ours: ${line}`, `GNU:  ${right[index] ?? 'nothing'}`);
    }
  }
  return { compared, found };
}
