/**
 * Whether the handler of an interrupt leaves the code alone that it interrupts: it runs twice, the second time with other values in that
 * code's registers, and has to give them back, and to do the same apart from that. One that does comes to the same behind
 * whatever instruction it is taken; of one that does not, each may be another.
 */
import { LAYOUT } from '../../../../emulator/layout.ts';

/**
 * Words of a code's state, in emulator/layout.ts, that it changes as it goes on, with the bits of them that are changed: general
 * registers, SR 0 to 3, SAR, PSW N, V and C/B, the place behind the next instruction, and floating-point registers 4 to 31.
 * (Those that are not here are a system's: a handler may know by them where its data are.)
 */
const REGISTERS: readonly (readonly [word: number, bits: number])[] = [
  ...range(LAYOUT.GR + 1, 31, 0x5a5a5a58),
  ...range(LAYOUT.SR, 4, 0x5a5a),
  [LAYOUT.CR + 11, 0x1f],
  [LAYOUT.NULLIFY, 1],
  [LAYOUT.DIVIDE, 1],
  [LAYOUT.CARRIES, 0x88888888],
  [LAYOUT.IAOQ_BACK, 0x40],
  ...range(LAYOUT.FR + 8, 56, 0x5a5a5a58),
];

function range(first: number, count: number, bits: number): [number, number][] {
  // Each in another way.
  return Array.from({ length: count }, (_, index) => [first + index, bits ^ (index << 16)]);
}

/** A run of the handler. */
export interface Handled {
  /** The registers before it, as {@link registersOf} gives them. */
  readonly before: readonly number[];
  /** The machine's words after it. */
  readonly after: Int32Array;
  /** The words of RAM that it has written, and what stands there after it. */
  readonly written: ReadonlyMap<number, number>;
}

export function registersOf(words: Int32Array): number[] {
  return REGISTERS.map(([word]) => words[word]);
}

/** Gives each another value. */
export function changeRegisters(words: Int32Array): void {
  for (const [word, bits] of REGISTERS) words[word] ^= bits;
}

/** `other`: with other registers. Both have them back, and nothing else differs but where they were saved. */
export function leavesAlone(one: Handled, other: Handled): boolean {
  if (![one, other].every(({ before, after }) => REGISTERS.every(([word], index) => after[word] === before[index])))
    return false;
  const saved = (value: number, changed: number | undefined): boolean =>
    one.before.some((register, index) => register === value && other.before[index] === changed);
  if (one.written.size !== other.written.size) return false;
  for (const [word, value] of one.written) {
    const changed = other.written.get(word);
    if (value !== changed && !saved(value, changed)) return false;
  }
  for (let word = LAYOUT.DEVICES; word < LAYOUT.COMMANDS; word += 1) {
    if (one.after[word] !== other.after[word]) return false;
  }
  return true;
}
