/**
 * Reads the bits of an instruction as the manual's format pages draw them (appendix C):
 *
 *     000010 r2:5 r1:5 c:3 f:1 0110000 t:5
 *
 * A run of 0s and 1s is fixed; `name:length` is a field. Together they must fill the 32 bits. The fields `rv` are reserved:
 * encoded as 0 and ignored when decoding; several fields of a pattern may have that name, no other may stand twice.
 */

export interface Field {
  readonly name: string;
  /** HP's number of the field's leftmost bit, 0 to 31. */
  readonly start: number;
  /** 1 to 26 bits. */
  readonly length: number;
}

export interface Pattern {
  /** The fixed bits, as a mask and their values. Both unsigned. */
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly Field[];
}

/** Reads one pattern. Throws an Error on a mistake: patterns are ours, not the user's. */
export function parsePattern(bits: string): Pattern {
  let position = 0;
  let mask = 0;
  let match = 0;
  const fields: Field[] = [];
  for (const part of bits.trim().split(/\s+/)) {
    const field = /^([a-z]\w*):(\d+)$/.exec(part);
    if (field) {
      const [, name, length] = field;
      if (name !== 'rv' && fields.some((other) => other.name === name)) throw new Error(`field ${name} twice: ${bits}`);
      fields.push({ name, start: position, length: Number(length) });
      position += Number(length);
    } else if (/^[01]+$/.test(part)) {
      for (const digit of part) {
        mask += 2 ** (31 - position);
        if (digit === '1') match += 2 ** (31 - position);
        position += 1;
      }
    } else {
      throw new Error(`not a field nor bits: "${part}" in ${bits}`);
    }
  }
  if (position !== 32) throw new Error(`${position} bits instead of 32: ${bits}`);
  return { mask, match, fields };
}

/** The value of `field` in `word`, unsigned. */
export function extractField(word: number, field: Field): number {
  return (word >>> (32 - field.start - field.length)) & ((1 << field.length) - 1);
}

/** `word` with `field` (zero so far) set to `value`, which must fit its length. */
export function insertField(word: number, field: Field, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** field.length) {
    throw new RangeError(`field ${field.name} has ${field.length} bits, not room for ${value}`);
  }
  return (word | (value << (32 - field.start - field.length))) >>> 0;
}
