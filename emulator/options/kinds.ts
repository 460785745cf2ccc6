/** The kinds of options that several public functions have, and the ranges that hvrun's flags have as well. */
import { MAX_RAM, MAX_TLB_ENTRIES, MIN_RAM, MIN_TLB_ENTRIES, PAGE_SIZE } from '../board.ts';
import { isRecord, type Kind } from './check-options.ts';

/** A whole number's least and greatest value. */
export type Range = readonly [min: number, max: number];

export const SEEDS: Range = [0, 2 ** 32 - 1];
export const STATUSES: Range = [0, 255];
export const TLB_SIZES: Range = [MIN_TLB_ENTRIES, MAX_TLB_ENTRIES];
export const LIMITS_OF_INSTRUCTIONS: Range = [1, 1e15 - 1];

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Is it one of these, from whatever realm it comes? A test's environment may have classes of its own. */
export function isTagged(value: unknown, tag: 'Uint8Array' | 'Map' | 'Set'): boolean {
  return Object.prototype.toString.call(value) === `[object ${tag}]`;
}

export const TEXT: Kind = { words: 'a string', type: (value) => typeof value === 'string' };
export const TRUTH: Kind = { words: 'true or false', type: (value) => typeof value === 'boolean' };
export const BYTES: Kind = { words: 'a Uint8Array', type: (value) => isTagged(value, 'Uint8Array') };
export const FUNCTION: Kind = { words: 'a function', type: isFunction };
export const OBJECT: Kind = { words: 'an object', type: isRecord };

export const IMAGE: Kind = {
  ...BYTES,
  words: 'the bytes of an executable, a Uint8Array; assemble() gives none if there are errors in the source',
};

/** Bytes of RAM. */
export const RAM: Kind = {
  words: `bytes from ${MIN_RAM} (1 MiB) to ${MAX_RAM} (1 GiB), a multiple of ${PAGE_SIZE}`,
  type: isNumber,
  range: (value: number) => value >= MIN_RAM && value <= MAX_RAM && value % PAGE_SIZE === 0,
};

export function count([min, max]: Range): Kind {
  return {
    words: `a whole number from ${min} to ${max}`,
    type: isNumber,
    range: (value: number) => Number.isInteger(value) && value >= min && value <= max,
  };
}

export function multiple(of: number, [min, max]: Range): Kind {
  return {
    words: `a multiple of ${of} from ${min} to ${max}`,
    type: isNumber,
    range: (value: number) => value % of === 0 && value >= min && value <= max,
  };
}

/** A number that need not be whole. */
export function number(min: number, max: number, words: string): Kind {
  return { words, type: isNumber, range: (value: number) => value >= min && value <= max };
}

/** Of an exploration, or of many runs. */
export const BUDGET = number(0, Infinity, 'seconds from 0, or Infinity');

/** An object with these methods. */
export function withMethods(...names: readonly string[]): Kind {
  const type = (value: unknown): boolean => isRecord(value) && names.every((name) => isFunction(value[name]));
  return { words: `an object with ${names.map((name) => `${name}()`).join(', ')}`, type };
}

/** A list of some of these words, and not of none. */
export function someOf(words: readonly string[]): Kind {
  return {
    words: `a list of some of ${words.map((word) => `'${word}'`).join(', ')}`,
    type: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string'),
    range: (value: readonly string[]) => value.length > 0 && value.every((word) => words.includes(word)),
  };
}
