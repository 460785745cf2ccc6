/** Which instructions load from memory and store to it, and how much: by what their rows do. */
import { decode, fieldsOf } from './decode.ts';
import type { Fields, Operand } from './operands.ts';
import type { Instruction } from './row.ts';

export interface MemoryAccess {
  /** LDCW does both: it loads a word and leaves zero. */
  readonly kind: 'load' | 'store' | 'load-and-clear' | 'store-bytes';
  /** 1, 2, 4 or 8. Of `store-bytes` (STBY), the word of which it stores a part. */
  readonly bytes: number;
  /** Offsets are physical addresses, whatever PSW D is: LDWA and STWA. */
  readonly absolute: boolean;
}

/** What an instruction of this row does to memory; undefined: nothing. */
function accessOfRow({ does }: Instruction): MemoryAccess | undefined {
  switch (does.family) {
    case 'load':
      return { kind: does.clears ? 'load-and-clear' : 'load', bytes: does.bytes, absolute: does.absolute };
    case 'store':
      return { kind: 'store', bytes: does.bytes, absolute: does.absolute };
    case 'store-bytes':
      return { kind: 'store-bytes', bytes: 4, absolute: false };
    case 'float-load':
      return { kind: 'load', bytes: does.bytes, absolute: false };
    case 'float-store':
      return { kind: 'store', bytes: does.bytes, absolute: false };
    case 'coprocessor-access':
      return { kind: does.write ? 'store' : 'load', bytes: does.bytes, absolute: false };
    default:
      return undefined;
  }
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
function shiftOf({ does }: Instruction): number {
  return does.family === 'load' ? does.scale : 'bytes' in does ? Math.log2(does.bytes) : 0;
}

/** Is the base itself the address, and changed after the access? */
function accessesBase({ does, modify }: Instruction, fields: Fields, step: number): boolean {
  if ('address' in does && does.address === 'modify') return step >= 0;
  if (modify === 'index') return fields['m'] === 1;
  return modify !== undefined && fields['m'] === 1 && fields['a'] === 0;
}
