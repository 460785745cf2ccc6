/**
 * The state with which a block of a generated program begins and ends: a record in memory, to whose middle {@link BASE}
 * points. A block loads all registers from it, works, and stores them where they were; its loads and stores go to the
 * record's scratch area. So the record is all that a block can change.
 *
 * Carry and V are stored by their effects on ADDC and DS. (The carries of the other digits show in DCOR alone; QEMU 7.2
 * takes those from the wrong bits, see ./comparable-rows.ts.)
 */
import { encode } from '../../isa/encode.ts';
import { randomDoubleword } from '../../fpu/testing/operands.ts';
import { randomWord, type Random } from './random.ts';

/** The register that points into the record; no item changes it. */
export const BASE = 30;

const SCRATCH_SIZE = 256;
/** Bytes from the record's beginning to where BASE points: the middle of the scratch area. */
export const BASE_OFFSET = SCRATCH_SIZE / 2;
const FLOATING = SCRATCH_SIZE;
/** GR 0's place holds the carry. */
const GENERAL = FLOATING + 32 * 8;
const DIVIDE = GENERAL + 32 * 4;
const AMOUNT = DIVIDE + 4;
/** Bytes of a record, a multiple of 64. */
export const RECORD_SIZE = 704;

const place = (offset: number): number => offset - BASE_OFFSET;
const registers = Array.from({ length: 32 }, (_, i) => i).filter((i) => i !== 0 && i !== BASE);

/** The words that load the record. Carries, V and SAR follow from general registers. */
export const LOAD_RECORD: readonly number[] = [
  encode('ldo', [place(FLOATING), BASE, 1]),
  ...Array.from({ length: 32 }, (_, i) => encode('fldds', [8, 0, 1, 2 * i], { m: 1 })),
  ...registers.map((i) => encode('ldw', [place(GENERAL + 4 * i), 0, BASE, i])),
  encode('ds', [1, 2, 0]),
  encode('add', [3, 4, 0]),
  encode('mtctl', [5, 11]),
];

/** The words that store the record. They change registers. */
export const STORE_RECORD: readonly number[] = [
  ...registers.map((i) => encode('stw', [i, place(GENERAL + 4 * i), 0, BASE])),
  encode('addc', [0, 0, 1]),
  encode('stw', [1, place(GENERAL), 0, BASE]),
  encode('ldo', [1, 0, 2]),
  encode('ds', [0, 2, 1]),
  encode('stw', [1, place(DIVIDE), 0, BASE]),
  encode('mfctl', [11, 1]),
  encode('stw', [1, place(AMOUNT), 0, BASE]),
  encode('ldo', [place(FLOATING), BASE, 1]),
  ...Array.from({ length: 32 }, (_, i) => encode('fstds', [2 * i, 8, 0, 1], { m: 1 })),
];

/** A floating-point Status Register with its flags, compare bits and rounding mode at random, and no traps. */
export function randomStatus(random: Random): number {
  const queue = random(4) === 0 ? 0 : random(2 ** 11) & random(2 ** 11);
  return ((random(32) << 27) | (random(2) << 26) | (queue << 11) | (random(4) << 9)) >>> 0;
}

/** Fills a record to begin with. The exception registers, 1 to 3, are 0. */
export function fillRecord(random: Random, record: Buffer): void {
  record.fill(0);
  for (let i = 0; i < SCRATCH_SIZE; i += 8) {
    if (random(4) === 0) record.writeBigUInt64BE(randomDoubleword(random), i);
    else for (const at of [i, i + 4]) record.writeInt32BE(randomWord(random), at);
  }
  record.writeUInt32BE(randomStatus(random), FLOATING);
  for (let i = 4; i < 32; i += 1) record.writeBigUInt64BE(randomDoubleword(random), FLOATING + 8 * i);
  for (const i of registers) record.writeInt32BE(randomWord(random), GENERAL + 4 * i);
}

/** Puts a word into the place of a general register. */
export function setRegister(record: Buffer, register: number, value: number): void {
  record.writeInt32BE(value | 0, GENERAL + 4 * register);
}

/** For people: what the word at `offset` of a record is. */
export function nameOfWord(offset: number): string {
  if (offset < FLOATING) return `scratch word at ${place(offset)}(%r${BASE})`;
  if (offset < GENERAL) return `%fr${(offset - FLOATING) >> 3}${offset % 8 === 0 ? '' : 'R'}`;
  if (offset < DIVIDE) return offset === GENERAL ? 'carry' : `%r${(offset - GENERAL) / 4}`;
  return offset === DIVIDE ? 'divide step by V' : 'SAR';
}
