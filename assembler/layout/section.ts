/**
 * What one source file contributes to a section: bytes, cut into fragments where something has a size that isn't known
 * yet, and the fixups that wait for addresses.
 */
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import type { Scope } from '../expressions/evaluate.ts';
import type { SectionAttributes } from '../sections/attributes.ts';
import type { Location, PlacedFragment, PlacedSection } from '../sections/location.ts';
import type { Fixup } from './fixup.ts';

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
    }
  | ComputedPart;

/** Bytes that depend, in number too, on where other things are laid: LEB128 numbers, steps of a line table. */
export interface ComputedPart {
  readonly kind: 'computed';
  /** The bytes in the present layout, or what is wrong. */
  compute(scope: Scope): Uint8Array | string;
  /** What was computed last. */
  bytes: Uint8Array;
  readonly span: Span;
}

/** Bytes of a known number, then at most one part of a variable size. */
export class Fragment implements PlacedFragment {
  /** Offset in the section; undefined until it is known. */
  start: number | undefined;
  length = 0;
  variable: VariablePart | undefined;
  /** The size of the variable part in the present layout. */
  variableSize = 0;
  /** Bytes that an alignment has besides its padding: see layout.ts. */
  additional = 0;
  bytes = new Uint8Array(0);

  constructor(start: number | undefined) {
    this.start = start;
  }
}

/** Sections with bytes may become so large in one source file, others as large as the address space. */
export const MAX_SECTION_BYTES = 64 * 1024 * 1024;
export const MAX_NOBITS_BYTES = 2 ** 32 - 1;

/** Sections made so far. */
let count = 0;

export class Section implements PlacedSection {
  /** Another one for each section. */
  readonly id = count++;
  readonly name: string;
  attributes: SectionAttributes;
  /** All fragments in their order once the section is sealed; until then those of subsection 0. */
  readonly fragments: Fragment[] = [new Fragment(0)];
  /** Fragments by subsection: each is put together where it stands in the source, and all by number at the end. */
  private readonly subsections = new Map<number, Fragment[]>([[0, this.fragments]]);
  /** The number of the subsection that grows. */
  subsection = 0;
  private growing = this.fragments;
  readonly fixups: Fixup[] = [];
  alignment = 1;
  /** Places in it are numbers: it is no part of the program. */
  isAbsolute = false;
  isLeftOut = false;
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
    return this.growing[this.growing.length - 1];
  }

  /** Goes on at the end of a subsection. */
  enterSubsection(number: number): void {
    if (number === this.subsection) return;
    const fragments = this.subsections.get(number) ?? [new Fragment(undefined)];
    this.subsections.set(number, fragments);
    this.subsection = number;
    this.growing = fragments;
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

  /** Joins the subsections and what was reserved at the end; nothing may be put into the section any more. */
  seal(): void {
    const others = [...this.subsections].filter(([number]) => number !== 0).sort(([a], [b]) => a - b);
    for (const [number, fragments] of others) {
      this.fragments.push(...fragments);
      this.subsections.delete(number);
    }
    this.subsection = 0;
    this.growing = this.fragments;
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
    this.growing.push(new Fragment(undefined));
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
      return;
    case 'computed':
      target.set(variable.bytes.subarray(0, target.length));
  }
}

/** Fills with big-endian units of `size` bytes, as .fill does. */
export function fillPattern(target: Uint8Array, size: number, value: bigint): void {
  for (let i = 0; i < target.length; i++) {
    const shift = BigInt(8 * (size - 1 - (i % size)));
    target[i] = Number((value >> shift) & 0xffn);
  }
}
