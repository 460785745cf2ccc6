/**
 * A relocatable object file as a value: sections with their relocations, and symbols (System V ABI, chapter 4). The object
 * writer makes a file of it, the object reader makes it from a file.
 */

export interface ObjectSection {
  readonly name: string;
  /** One of SECTION_TYPE. */
  readonly type: number;
  /** SECTION_FLAGS or-ed together. */
  readonly flags: number;
  /** A power of 2. */
  readonly alignment: number;
  /** Size of each entry in a section of entries, else 0. */
  readonly entrySize: number;
  /** Bytes in memory; as many as `data` has, unless that is undefined (NOBITS). */
  readonly size: number;
  readonly data: Uint8Array | undefined;
  /** In the order of their offsets, as assemblers write them. */
  readonly relocations: readonly ObjectRelocation[];
  /** The section that sh_info names: the unwind table's text. */
  readonly about?: ObjectSection;
  /** The section that sh_link names: linkers place this one in the order of those. */
  readonly linkedTo?: ObjectSection | undefined;
}

export interface ObjectRelocation {
  /** Bytes from the start of the section. */
  readonly offset: number;
  /** A type of relocation-types.ts. */
  readonly type: number;
  /** undefined: a relocation of a number. */
  readonly symbol: ObjectSymbol | undefined;
  readonly addend: number;
}

export interface ObjectSymbol {
  readonly name: string;
  /** Offset in the section, the number itself, or for common symbols the alignment. */
  readonly value: number;
  readonly size: number;
  /** One of SYMBOL_TYPE. */
  readonly type: number;
  /** One of SYMBOL_BINDING. */
  readonly binding: number;
  /** One of VISIBILITY. */
  readonly visibility: number;
  /** 'group': it names a group of sections and nothing else. */
  readonly place: ObjectSection | 'undefined' | 'absolute' | 'common' | 'group';
}

/** Sections that are linked together or not at all. */
export interface ObjectGroup {
  /** Its name is the group's. */
  readonly signature: ObjectSymbol;
  /** Linkers keep one of the groups of this name. */
  readonly comdat: boolean;
  readonly sections: readonly ObjectSection[];
}

export interface ObjectFile {
  /** e_flags: the architecture level. */
  readonly flags: number;
  readonly sections: readonly ObjectSection[];
  readonly groups: readonly ObjectGroup[];
  /** Without the first, empty one; local symbols first. */
  readonly symbols: readonly ObjectSymbol[];
}
