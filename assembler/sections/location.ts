/**
 * A place in a section: what labels stand for, and what expressions are about. Of its section it knows what can be asked
 * without looking into it, as the contents of sections (layout/section.ts) are made of expressions again.
 */
import type { SectionAttributes } from './attributes.ts';

/** A number of bytes into one of a section's fragments. */
export interface Location {
  readonly section: PlacedSection;
  readonly fragment: PlacedFragment;
  readonly offset: number;
}

/** A section as the places in it see it. */
export interface PlacedSection {
  /** Another one for each section. */
  readonly id: number;
  readonly name: string;
  readonly attributes: SectionAttributes;
  readonly fragments: readonly PlacedFragment[];
  /** The number of the subsection that grows. */
  readonly subsection: number;
  /** Places in it are numbers: it is no part of the program. */
  readonly isAbsolute: boolean;
  /** A linker has left it out of the program. */
  readonly isLeftOut: boolean;
  /** Where this contribution lies in the image, once it is placed. */
  readonly address: number | undefined;
  /** The place at its end. */
  here(): Location;
  /** Nothing will be put into it any more. */
  seal(): void;
  /** All its bytes; the layout must be done. */
  contents(): Uint8Array;
}

/** Bytes of a known number, at an offset that may have to be found out. */
export interface PlacedFragment {
  /** Offset in the section; undefined until it is known. */
  readonly start: number | undefined;
  readonly length: number;
  readonly bytes: Uint8Array;
}
