/** Applies the relocations of object files: the number each type computes, and the bits of the field it goes into. */
import type { RelocationField, RelocationType } from '../../emulator/elf/relocation-types.ts';
import { lowSignPack, split12, split17, split21 } from '../../emulator/isa/bits.ts';
import type { Value } from '../expressions/evaluate.ts';
import { selectField } from '../expressions/field-selectors.ts';
import type { Fixup } from '../layout/fixup.ts';
import { TABLE_BASES } from './linkage-table.ts';
import { placeOf } from '../layout/store.ts';

/** What relocations can be relative to. */
export interface Bases {
  /** The address of $global$, which the program has in %dp. */
  readonly globalPointer: number;
  /** The start of the segment with the code. */
  readonly codeSegment: number;
  /** The start of each thread's memory, and what the thread pointer is to point at. */
  readonly threads: { readonly start: number; readonly pointer: number };
  /** The address of the fixup's slot in the linkage table. */
  readonly slot: number | undefined;
}

/** Stores what a relocation computes; says what is wrong if it doesn't fit. */
export function applyRelocation(fixup: Fixup, type: RelocationType, value: Value, bases: Bases): string | undefined {
  const { location } = fixup;
  const symbol = Number(BigInt(value.base?.address ?? 0) + value.symbol);
  const addend = Number(value.addend);
  const from = origin(type, placeOf(location), bases);
  const inTable = TABLE_BASES.has(type.base);
  const [base, added] = inTable ? [bases.slot ?? 0, 0] : [symbol, addend];
  const selector = type.selector === 'F' ? 'F' : type.selector;
  const number = selectField(selector, (base - from) | 0, added | 0, true);
  const { bytes } = location.fragment;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = view.getUint32(location.offset);
  const stored = insert(type.field, word, number);
  if (typeof stored === 'string') return stored;
  view.setUint32(location.offset, inTable ? throughDataPointer(stored) : stored);
  return undefined;
}

/** The address that is subtracted. */
function origin({ base }: RelocationType, place: number, { globalPointer, codeSegment, threads }: Bases): number {
  switch (base) {
    case 'pc-relative':
      return place + 8;
    case 'data-relative':
    case 'linkage-table':
    case 'thread-table':
    case 'thread-descriptor':
    case 'thread-module':
      return globalPointer;
    case 'thread-relative':
      return threads.pointer;
    case 'thread-offset':
      return threads.start;
    case 'segment-relative':
      return codeSegment;
    default:
      return 0;
  }
}

/** The opcode of ADDIL, its base register's field, and that with %r27 in it. */
const ADDIL = 0x0a;
const BASE_REGISTER = 31 << 21;
const DATA_POINTER = 27 << 21;

/**
 * Position-independent code finds the linkage table by %r19, or by another register into which it has copied that. A static
 * program doesn't set it up: there the table is near $global$, and %dp serves. GNU ld does the same for %r19, and relies for
 * copies on procedure labels that bring it along.
 */
export function throughDataPointer(word: number): number {
  return word >>> 26 === ADDIL ? ((word & ~BASE_REGISTER) | DATA_POINTER) >>> 0 : word;
}

/** Bits of each field in the word, and its range in bytes. */
const FIELDS: Readonly<Record<Exclude<RelocationField, 'none' | 'doubleword' | 'w22'>, FieldRule>> = {
  word: { mask: 0xffffffff | 0, min: -(2 ** 31), max: 2 ** 31 - 1, pack: (value) => value },
  im21: { mask: 0x1fffff, min: 0, max: 2 ** 21 - 1, pack: split21 },
  im14: { mask: 0x3fff, min: -8192, max: 8191, pack: (value) => lowSignPack(value, 14) },
  w12: {
    mask: 0x1ffd,
    min: -8192,
    max: 8188,
    pack: (value) => {
      const { w1, w } = split12(value / 4);
      return (w1 << 2) | w;
    },
  },
  w17: {
    mask: 0x1f1ffd,
    min: -(2 ** 18),
    max: 2 ** 18 - 4,
    pack: (value) => {
      const { w1, w2, w } = split17(value / 4);
      return (w1 << 16) | (w2 << 2) | w;
    },
  },
};

interface FieldRule {
  readonly mask: number;
  readonly min: number;
  readonly max: number;
  readonly pack: (value: number) => number;
}

/** The word with the number in its field. */
function insert(field: RelocationField, word: number, number: number): number | string {
  if (field === 'none' || field === 'doubleword' || field === 'w22') return word;
  const { mask, min, max, pack } = FIELDS[field];
  if (number < min || number > max) {
    const what = field === 'w12' || field === 'w17' ? 'branch distance' : 'displacement';
    return `${what} ${number} is out of range: ${min} to ${max}`;
  }
  if ((field === 'w12' || field === 'w17') && number % 4 !== 0) return `branch distance ${number} is no multiple of 4`;
  return ((word & ~mask) | pack(number)) >>> 0;
}
