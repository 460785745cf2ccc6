/** Numbers of DWARF that we write (DWARF Debugging Information Format, version 5, chapter 7), by their names there. */

/** Standard opcodes of the line number program, and with their number of arguments. */
export const LNS = {
  copy: 1,
  advance_pc: 2,
  advance_line: 3,
  set_file: 4,
  set_column: 5,
  negate_stmt: 6,
  set_basic_block: 7,
  const_add_pc: 8,
  set_prologue_end: 10,
  set_epilogue_begin: 11,
  set_isa: 12,
} as const;
export const STANDARD_OPCODE_ARGUMENTS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1] as const;
/** Extended opcodes. */
export const LNE = { end_sequence: 1, set_address: 2, set_discriminator: 4 } as const;
/** Contents of the tables of files and directories. */
export const LNCT = { path: 1, directory_index: 2, md5: 5 } as const;

export const TAG = { compile_unit: 0x11, subprogram: 0x2e, unspecified_type: 0x3b } as const;
export const AT = {
  name: 0x03,
  stmt_list: 0x10,
  low_pc: 0x11,
  high_pc: 0x12,
  language: 0x13,
  comp_dir: 0x1b,
  producer: 0x25,
  external: 0x3f,
  type: 0x49,
  ranges: 0x55,
} as const;
export const FORM = {
  addr: 0x01,
  data2: 0x05,
  data4: 0x06,
  flag: 0x0c,
  strp: 0x0e,
  udata: 0x0f,
  ref_udata: 0x15,
  sec_offset: 0x17,
  flag_present: 0x19,
  data16: 0x1e,
  line_strp: 0x1f,
} as const;
/** DW_LANG_Mips_Assembler, which stands for assembly language of any machine. */
export const LANGUAGE_ASSEMBLER = 0x8001;
export const UNIT_COMPILE = 1;
/** Entries of a list of ranges. */
export const RLE = { end_of_list: 0, start_length: 7 } as const;

export const ADDRESS_SIZE = 4;

/** Rules of call frames; the first three have an operand in their right six bits. */
export const CFA = {
  advance_loc: 0x40,
  offset: 0x80,
  restore: 0xc0,
  advance_loc1: 0x02,
  advance_loc2: 0x03,
  advance_loc4: 0x04,
  offset_extended: 0x05,
  restore_extended: 0x06,
  undefined: 0x07,
  same_value: 0x08,
  register: 0x09,
  remember_state: 0x0a,
  restore_state: 0x0b,
  def_cfa: 0x0c,
  def_cfa_register: 0x0d,
  def_cfa_offset: 0x0e,
  offset_extended_sf: 0x11,
  def_cfa_sf: 0x12,
  def_cfa_offset_sf: 0x13,
  val_offset: 0x14,
  val_offset_sf: 0x15,
  val_expression: 0x16,
  window_save: 0x2d,
} as const;
/** Operations of expressions. */
export const OP = { addr: 0x03, GNU_encoded_addr: 0xf1 } as const;
