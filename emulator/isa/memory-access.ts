/** Which instructions load from memory and store to it, and how much: by their names in the table. */
import { decode } from './decode.ts';
import type { Fields, Operand } from './operands.ts';
import { fieldsOf } from './decode.ts';
import type { Instruction } from './row.ts';

export interface MemoryAccess {
  /** LDCW does both: it loads a word and leaves zero. */
  readonly kind: 'load' | 'store' | 'load-and-clear' | 'store-bytes';
  /** 1, 2, 4 or 8. Of `store-bytes` (STBY), the word of which it stores a part. */
  readonly bytes: number;
  /** Offsets are physical addresses, whatever PSW D is: LDWA and STWA. */
  readonly absolute: boolean;
}

/** LDW, STWM, FLDDX, LDCWS, STBYS, LDWAX, CSTWS and so on; not LDO, LDIL and LDSID. */
const NAME = /^[fc]?(ld|st)(cw|by|[bhwd])(?:m|(a?)[xs])?$/;
const BYTES: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4, d: 8, cw: 4, by: 4 };

const ACCESSES = new Map<string, MemoryAccess | undefined>();

/** What an instruction of this row does to memory; undefined: nothing. */
function accessOfRow({ name }: Instruction): MemoryAccess | undefined {
  if (ACCESSES.has(name)) return ACCESSES.get(name);
  const [, direction, what, absolute] = NAME.exec(name) ?? [];
  const kind = what === 'cw' ? 'load-and-clear' : what === 'by' ? 'store-bytes' : direction === 'ld' ? 'load' : 'store';
  const access = what === undefined ? undefined : ({ kind, bytes: BYTES[what], absolute: absolute === 'a' } as const);
  ACCESSES.set(name, access);
  return access;
}

/** What the instruction does to memory; undefined: nothing. */
export function memoryAccess(word: number): MemoryAccess | undefined {
  const row = decode(word);
  return row && accessOfRow(row);
}

/** Where the instruction reaches memory: the space register that its field s names (0: by the base), base and offset. */
export interface Reference {
  readonly access: MemoryAccess;
  readonly s: number;
  readonly base: number;
  /** Signed. */
  readonly offset: number;
}

/** Where a load or store reaches, with the general registers as they are before it. */
export function memoryReference(word: number, gr: (register: number) => number): Reference | undefined {
  const row = decode(word);
  const access = row && accessOfRow(row);
  if (row === undefined || access === undefined) return undefined;
  const fields = fieldsOf(word, row);
  const base = gr(fields['b']);
  const step = stepOf(row, fields, gr);
  return { access, s: fields['s'] ?? 0, base, offset: accessesBase(row, fields, step) ? base : (base + step) | 0 };
}

/** What is added to the base, before the access or after it. */
function stepOf(row: Instruction, fields: Fields, gr: (register: number) => number): number {
  const offset = row.operands.flatMap((operand): Operand[] =>
    operand.form === 'memory' && operand.offset !== undefined ? [operand.offset] : [],
  )[0];
  const value = offset.get(fields);
  if (offset.kind !== 'general-register') return value;
  return gr(value) << (fields['u'] === 1 ? shiftOf(row) : 0);
}

/** An index with ,s counts in units of the data; that of LDCWX in doublewords. */
function shiftOf(row: Instruction): number {
  const { kind, bytes } = accessOfRow(row)!;
  return kind === 'load-and-clear' ? 3 : Math.log2(bytes);
}

/** Is the base itself the address, and changed after the access? */
function accessesBase({ name, modify }: Instruction, fields: Fields, step: number): boolean {
  if (name === 'ldwm' || name === 'stwm') return step >= 0;
  if (modify === 'index') return fields['m'] === 1;
  return modify !== undefined && fields['m'] === 1 && fields['a'] === 0;
}
