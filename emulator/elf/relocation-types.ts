/**
 * Relocation types of 32-bit PA-RISC ELF (PA-RISC supplement to the System V ABI): what the number at a place depends on,
 * and the field it goes into.
 */

/** What a relocation computes, before its field selector is applied. */
export type RelocationBase =
  /** Nothing at all. */
  | 'none'
  /** The symbol's address. */
  | 'direct'
  /** Its distance from two words behind the place. */
  | 'pc-relative'
  /** Its distance from $global$. */
  | 'data-relative'
  /** The distance of its slot in the linkage table from $global$. */
  | 'linkage-table'
  /** A procedure label; in a static program the address. */
  | 'plabel'
  /** Its distance from the start of its segment. */
  | 'segment-relative'
  /** A thread's own: its distance from the thread pointer. */
  | 'thread-relative'
  /** The distance from $global$ of a slot with that distance. */
  | 'thread-table'
  /** The distance from $global$ of two slots: the module of a thread's own symbol, and its offset there. */
  | 'thread-descriptor'
  /** The distance from $global$ of two slots that name this module's memory of each thread. */
  | 'thread-module'
  /** A thread's own: its offset in its module's memory. */
  | 'thread-offset';

/** The field: a datum of 32 or 64 bits, or an instruction's displacement or immediate of that many bits. */
export type RelocationField = 'none' | 'word' | 'doubleword' | 'im21' | 'im14' | 'w12' | 'w17' | 'w22';

export interface RelocationType {
  readonly name: string;
  readonly base: RelocationBase;
  readonly field: RelocationField;
  /** F: the whole number; LR and RR: its parts, rounded. */
  readonly selector: 'F' | 'LR' | 'RR';
}

const ROWS: readonly (readonly [number, string, RelocationBase, RelocationField, RelocationType['selector']])[] = [
  [0, 'NONE', 'none', 'none', 'F'],
  [1, 'DIR32', 'direct', 'word', 'F'],
  [2, 'DIR21L', 'direct', 'im21', 'LR'],
  [3, 'DIR17R', 'direct', 'w17', 'RR'],
  [4, 'DIR17F', 'direct', 'w17', 'F'],
  [6, 'DIR14R', 'direct', 'im14', 'RR'],
  [7, 'DIR14F', 'direct', 'im14', 'F'],
  [8, 'PCREL12F', 'pc-relative', 'w12', 'F'],
  [9, 'PCREL32', 'pc-relative', 'word', 'F'],
  [10, 'PCREL21L', 'pc-relative', 'im21', 'LR'],
  [11, 'PCREL17R', 'pc-relative', 'w17', 'RR'],
  [12, 'PCREL17F', 'pc-relative', 'w17', 'F'],
  [14, 'PCREL14R', 'pc-relative', 'im14', 'RR'],
  [15, 'PCREL14F', 'pc-relative', 'im14', 'F'],
  [18, 'DPREL21L', 'data-relative', 'im21', 'LR'],
  [22, 'DPREL14R', 'data-relative', 'im14', 'RR'],
  [23, 'DPREL14F', 'data-relative', 'im14', 'F'],
  [34, 'DLTIND21L', 'linkage-table', 'im21', 'LR'],
  [38, 'DLTIND14R', 'linkage-table', 'im14', 'RR'],
  [39, 'DLTIND14F', 'linkage-table', 'im14', 'F'],
  [49, 'SEGREL32', 'segment-relative', 'word', 'F'],
  [65, 'PLABEL32', 'plabel', 'word', 'F'],
  [66, 'PLABEL21L', 'plabel', 'im21', 'LR'],
  [70, 'PLABEL14R', 'plabel', 'im14', 'RR'],
  [74, 'PCREL22F', 'pc-relative', 'w22', 'F'],
  [153, 'TPREL32', 'thread-relative', 'word', 'F'],
  [154, 'TPREL21L', 'thread-relative', 'im21', 'LR'],
  [158, 'TPREL14R', 'thread-relative', 'im14', 'RR'],
  [162, 'LTOFF_TP21L', 'thread-table', 'im21', 'LR'],
  [166, 'LTOFF_TP14R', 'thread-table', 'im14', 'RR'],
  [167, 'LTOFF_TP14F', 'thread-table', 'im14', 'F'],
  [234, 'TLS_GD21L', 'thread-descriptor', 'im21', 'LR'],
  [235, 'TLS_GD14R', 'thread-descriptor', 'im14', 'RR'],
  [236, 'TLS_GDCALL', 'none', 'none', 'F'],
  [237, 'TLS_LDM21L', 'thread-module', 'im21', 'LR'],
  [238, 'TLS_LDM14R', 'thread-module', 'im14', 'RR'],
  [239, 'TLS_LDMCALL', 'none', 'none', 'F'],
  [240, 'TLS_LDO21L', 'thread-offset', 'im21', 'LR'],
  [241, 'TLS_LDO14R', 'thread-offset', 'im14', 'RR'],
  [242, 'TLS_DTPMOD32', 'none', 'none', 'F'],
  [244, 'TLS_DTPOFF32', 'thread-offset', 'word', 'F'],
  [80, 'DIR64', 'direct', 'doubleword', 'F'],
];

const BY_NUMBER: ReadonlyMap<number, RelocationType> = new Map(
  ROWS.map(([number, name, base, field, selector]) => [number, { name, base, field, selector }]),
);
const NUMBERS: ReadonlyMap<string, number> = new Map(ROWS.map(([number, name]) => [name, number]));

/** The type of this number; undefined for one that no static program needs. */
export function relocationType(number: number): RelocationType | undefined {
  return BY_NUMBER.get(number);
}

/** The number of a type that is in the table: `relocationNumber('DIR32')` is 1. */
export function relocationNumber(name: string): number {
  const number = NUMBERS.get(name);
  if (number === undefined) throw new RangeError(`no relocation type ${name}`);
  return number;
}

/** The number of the type with this base, field and selector; undefined if there is none. */
export function findRelocation(
  base: RelocationBase,
  field: RelocationField,
  selector: RelocationType['selector'] | undefined,
): number | undefined {
  return ROWS.find((row) => row[2] === base && row[3] === field && row[4] === selector)?.[0];
}
