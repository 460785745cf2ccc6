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

/** p_type of a segment to be loaded. */
export const PT_LOAD = 1;
