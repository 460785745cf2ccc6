/** What kind of section it is: ELF's flags and types (gABI, chapter 4). */

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
  readonly merged?: { readonly entrySize: number; readonly strings: boolean } | undefined;
  /** T: each thread has its own. */
  readonly threadLocal?: boolean;
  /** G: linked together with the other sections of the group, and once if several files bring it (comdat). */
  readonly group?: { readonly name: string; readonly comdat: boolean } | undefined;
  /** e: for the linker alone, not in executables. */
  readonly excluded?: boolean;
  /** R: linkers that drop unused sections keep it. */
  readonly retained?: boolean;
  /** o: the section, or a symbol in it, in whose order the linker is to place this one; '' is none. */
  readonly linkedTo?: string;
  /** The size of entries that are none to be merged. */
  readonly entrySize?: number;
  /** Flags that are written as a number. */
  readonly otherFlags?: number;
  /** `unique,5`: another section than the others of its name. */
  readonly unique?: number;
  /** @note, @init_array and so on, where it isn't @progbits or @nobits. */
  readonly kind?: SectionKind;
}

/** A type by its name, or another one by its number. */
export type SectionKind = 'note' | 'init_array' | 'fini_array' | 'preinit_array' | number;
