/**
 * What one source file contributes to a section: bytes, cut into fragments where something has a size that isn't known
 * yet, and the fixups that wait for addresses.
 */
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import type { Fixup } from './fixup.ts';

/** ELF's section attributes, as the letters of `.section` name them. */
export interface SectionAttributes {
  /** a: has memory in the image. */
  readonly allocated: boolean;
  /** w */
  readonly writable: boolean;
  /** x */
  readonly executable: boolean;
  /** @nobits: memory that starts as zero and has no bytes in the file. */
  readonly nobits: boolean;
  /** M: entries of this size of which the linker may keep one of equal ones; with S they are strings. */
  readonly merged?: { readonly entrySize: number; readonly strings: boolean };
  /** T: each thread has its own. */
  readonly threadLocal?: boolean;
  /** @note, @init_array and so on, where it isn't @progbits or @nobits. */
  readonly kind?: SectionKind;
}

export type SectionKind = 'note' | 'init_array' | 'fini_array' | 'preinit_array' | 'unwind';

/** A place in a section: a number of bytes into one of its fragments. */
export interface Location {
  readonly section: Section;
  readonly fragment: Fragment;
  readonly offset: number;
}

/** Padding up to a multiple of the alignment, of at most maxSkip bytes (0: any number), in units of fillSize bytes. */
export interface AlignmentPart {
  readonly kind: 'align';
  readonly alignment: number;
  readonly fill: bigint;
  readonly fillSize: number;
  readonly maxSkip: number;
  readonly span: Span;
}

/** What ends a fragment and has a size that depends on the layout. */
export type VariablePart =
  | AlignmentPart
  | { readonly kind: 'org'; readonly target: Bound; readonly fill: number; readonly span: Span }
  | {
      readonly kind: 'space';
      readonly count: Bound;
      readonly size: number;
      readonly fill: bigint;
      readonly span: Span;
    };

/** Bytes of a known number, then at most one part of a variable size. */
export class Fragment {
  /** Offset in the section; undefined until it is known. */
  start: number | undefined;
  length = 0;
  variable: VariablePart | undefined;
  /** The size of the variable part in the present layout. */
  variableSize = 0;
  bytes = new Uint8Array(0);

  constructor(start: number | undefined) {
    this.start = start;
  }
}

/** Sections with bytes may become so large in one source file, others as large as the address space. */
export const MAX_SECTION_BYTES = 64 * 1024 * 1024;
export const MAX_NOBITS_BYTES = 2 ** 32 - 1;

export class Section {
  readonly name: string;
  readonly attributes: SectionAttributes;
  readonly fragments: Fragment[] = [new Fragment(0)];
  readonly fixups: Fixup[] = [];
  alignment = 1;
  private readonly atEnd: { readonly fragment: Fragment; readonly alignment: number; readonly span: Span }[] = [];
  /** Where this contribution lies in the image, once it is placed. */
  address: number | undefined;

  constructor(name: string, attributes: SectionAttributes) {
    this.name = name;
    this.attributes = attributes;
  }

  /** The alignment in an image, where instructions stand at multiples of 4 even if nobody asked for it. */
  get placedAlignment(): number {
    return Math.max(this.alignment, this.attributes.executable ? 4 : 1);
  }

  get current(): Fragment {
    return this.fragments[this.fragments.length - 1];
  }

  here(): Location {
    return { section: this, fragment: this.current, offset: this.current.length };
  }

  /** Offset of the next byte, or undefined if it depends on something further down. */
  get offset(): number | undefined {
    const { start, length } = this.current;
    return start === undefined ? undefined : start + length;
  }

  /** Whether `count` further bytes are too many; asked before they are appended. */
  wouldOverflow(count: number): boolean {
    const limit = this.attributes.nobits ? MAX_NOBITS_BYTES : MAX_SECTION_BYTES;
    return (this.current.start ?? 0) + this.current.length + count > limit;
  }

  /** Whether an instruction can come next: its place is a multiple of 4, and there are bytes to hold it. */
  get takesInstruction(): boolean {
    return (this.offset ?? 0) % 4 === 0 && !this.attributes.nobits && !this.wouldOverflow(4);
  }

  /** Appends `count` bytes of the value `fill`, and gives the place where they start. */
  reserve(count: number, fill = 0): Location {
    const location = this.here();
    const bytes = this.extend(count);
    if (fill !== 0) bytes?.fill(fill, location.offset, location.offset + count);
    return location;
  }

  /** Makes the section longer, and gives the present fragment's bytes if it has any. */
  private extend(count: number): Uint8Array | undefined {
    const fragment = this.current;
    const end = fragment.length + count;
    fragment.length = end;
    if (this.attributes.nobits) return undefined;
    if (end > fragment.bytes.length) {
      const grown = new Uint8Array(Math.max(64, end, fragment.bytes.length * 2));
      grown.set(fragment.bytes);
      fragment.bytes = grown;
    }
    return fragment.bytes;
  }

  append(bytes: Uint8Array): Location {
    const location = this.reserve(bytes.length);
    if (!this.attributes.nobits) location.fragment.bytes.set(bytes, location.offset);
    return location;
  }

  /**
   * Reserves memory behind everything that is put into the section otherwise, where GNU as has what .lcomm asks for. Its
   * place is found by the layout, after {@link seal}.
   */
  reserveAtEnd(size: number, alignment: number, span: Span): Location {
    const fragment = new Fragment(undefined);
    fragment.length = size;
    this.atEnd.push({ fragment, alignment, span });
    this.alignment = Math.max(this.alignment, alignment);
    return { section: this, fragment, offset: 0 };
  }

  /** Appends what was reserved at the end; nothing may be put into the section any more. */
  seal(): void {
    for (const { fragment, alignment, span } of this.atEnd.splice(0)) {
      this.current.variable = { kind: 'align', alignment, fill: 0n, fillSize: 1, maxSkip: 0, span };
      this.fragments.push(fragment);
    }
  }

  /** Appends an instruction, to a section that takes one. */
  appendWord(word: number): void {
    const bytes = this.extend(4);
    if (bytes === undefined) return;
    const offset = this.current.length - 4;
    bytes[offset] = word >>> 24;
    bytes[offset + 1] = word >>> 16;
    bytes[offset + 2] = word >>> 8;
    bytes[offset + 3] = word;
  }

  /** Ends the present fragment with a part whose size the layout finds out. */
  appendVariable(part: VariablePart): void {
    this.current.variable = part;
    this.fragments.push(new Fragment(undefined));
  }

  /** The size of the whole contribution in the present layout. */
  get size(): number {
    return (this.current.start ?? 0) + this.current.length;
  }

  /** The whole contribution's bytes; the layout must be done. */
  contents(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    for (const fragment of this.fragments) {
      const start = fragment.start ?? 0;
      bytes.set(fragment.bytes.subarray(0, fragment.length), start);
      fillVariable(bytes.subarray(start + fragment.length, start + fragment.length + fragment.variableSize), fragment);
    }
    return bytes;
  }
}

function fillVariable(target: Uint8Array, { variable }: Fragment): void {
  if (variable === undefined) return;
  switch (variable.kind) {
    case 'org':
      target.fill(variable.fill);
      return;
    case 'align':
      fillPattern(target, variable.fillSize, variable.fill);
      return;
    case 'space':
      fillPattern(target, variable.size, variable.fill);
  }
}

/** Fills with big-endian units of `size` bytes, as .fill does. */
export function fillPattern(target: Uint8Array, size: number, value: bigint): void {
  for (let i = 0; i < target.length; i++) {
    const shift = BigInt(8 * (size - 1 - (i % size)));
    target[i] = Number((value >> shift) & 0xffn);
  }
}
