/**
 * Numbers of the ELF format that we use: System V ABI, chapter 4 (headers) and 5 (program loading); the machine's own come
 * from the PA-RISC supplement. Offsets are bytes from the start of the structure; all fields are big-endian.
 */
export const ELF_MAGIC = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);

/** Offsets in e_ident. */
export const IDENT = { CLASS: 4, DATA: 5, VERSION: 6, OSABI: 7 } as const;
export const CLASS_32 = 1;
export const DATA_BIG_ENDIAN = 2;

/** Offsets in the file header (Elf32_Ehdr). */
export const HEADER = {
  TYPE: 16,
  MACHINE: 18,
  VERSION: 20,
  ENTRY: 24,
  PHOFF: 28,
  SHOFF: 32,
  FLAGS: 36,
  EHSIZE: 40,
  PHENTSIZE: 42,
  PHNUM: 44,
  SHENTSIZE: 46,
  SHNUM: 48,
  SHSTRNDX: 50,
  SIZE: 52,
} as const;

/** Values of e_type. */
export const TYPE = { RELOCATABLE: 1, EXECUTABLE: 2, SHARED: 3 } as const;
/** e_machine of PA-RISC. */
export const MACHINE_PARISC = 15;

/** Offsets in a program header (Elf32_Phdr). */
export const PROGRAM_HEADER = {
  TYPE: 0,
  OFFSET: 4,
  VADDR: 8,
  PADDR: 12,
  FILESZ: 16,
  MEMSZ: 20,
  FLAGS: 24,
  ALIGN: 28,
  SIZE: 32,
} as const;

/** p_type of a segment to be loaded, and of what each thread gets a copy of. */
export const PT_LOAD = 1;
export const PT_TLS = 7;
/** p_flags. */
export const SEGMENT_FLAGS = { EXECUTE: 1, WRITE: 2, READ: 4 } as const;

/** e_ident's version, and EI_OSABI as the GNU tools for PA-RISC Linux set it. */
export const VERSION_CURRENT = 1;
export const OSABI_GNU = 3;
/** e_flags of a file for PA-RISC 1.0, 1.1 and 2.0, and those of its bits that tell the level. */
export const FLAGS_LEVEL_1_0 = 0x20b;
export const FLAGS_LEVEL_1_1 = 0x210;
export const FLAGS_LEVEL_2_0 = 0x214;
export const FLAGS_LEVEL = 0xffff;

/** Offsets in a section header (Elf32_Shdr). */
export const SECTION_HEADER = {
  NAME: 0,
  TYPE: 4,
  FLAGS: 8,
  ADDR: 12,
  OFFSET: 16,
  SECTION_SIZE: 20,
  LINK: 24,
  INFO: 28,
  ADDRALIGN: 32,
  ENTSIZE: 36,
  SIZE: 40,
} as const;

/** sh_type. */
export const SECTION_TYPE = {
  NULL: 0,
  PROGBITS: 1,
  SYMTAB: 2,
  STRTAB: 3,
  RELA: 4,
  NOTE: 7,
  NOBITS: 8,
  REL: 9,
  INIT_ARRAY: 14,
  FINI_ARRAY: 15,
  PREINIT_ARRAY: 16,
  GROUP: 17,
} as const;
/** sh_flags. */
export const SECTION_FLAGS = {
  WRITE: 1,
  ALLOC: 2,
  EXECINSTR: 4,
  MERGE: 0x10,
  STRINGS: 0x20,
  INFO_LINK: 0x40,
  LINK_ORDER: 0x80,
  GROUP: 0x200,
  TLS: 0x400,
  COMPRESSED: 0x800,
  RETAIN: 0x200000,
  EXCLUDE: 0x80000000,
} as const;

/** The first word of a group's list: whether linkers keep the group once, however many files have it. */
export const GROUP_COMDAT = 1;

/** Offsets in a symbol (Elf32_Sym). */
export const SYMBOL = { NAME: 0, VALUE: 4, SYMBOL_SIZE: 8, INFO: 12, OTHER: 13, SHNDX: 14, SIZE: 16 } as const;
/** st_info's right half and, shifted left by 4, its left half. */
export const SYMBOL_TYPE = {
  NOTYPE: 0,
  OBJECT: 1,
  FUNC: 2,
  SECTION: 3,
  FILE: 4,
  COMMON: 5,
  TLS: 6,
  GNU_IFUNC: 10,
  MILLICODE: 13,
} as const;
/** Of unique symbols a program has one, whatever it loads. */
export const SYMBOL_BINDING = { LOCAL: 0, GLOBAL: 1, WEAK: 2, GNU_UNIQUE: 10 } as const;
/** st_other's visibility. */
export const VISIBILITY = { DEFAULT: 0, INTERNAL: 1, HIDDEN: 2, PROTECTED: 3 } as const;
/** st_shndx of a symbol that this file doesn't define, that is a number, or that the linker makes room for. */
export const SHN_UNDEF = 0;
export const SHN_ABS = 0xfff1;
export const SHN_COMMON = 0xfff2;
/** Section numbers from here on have another meaning; with more sections a header's counts are elsewhere. */
export const SHN_LORESERVE = 0xff00;

/** Offsets in a relocation with an addend (Elf32_Rela); the symbol's number is r_info's left 24 bits. */
export const RELA = { OFFSET: 0, INFO: 4, ADDEND: 8, SIZE: 12 } as const;
