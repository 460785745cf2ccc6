/**
 * What the items of generated programs are made of: instructions with random operands.
 *
 * An item's first word may be nullified by the item before, or be executed alone, as a delay slot: in an item of more words
 * it is one that the others don't need ({@link spare}). An item leaves by its end or to the beginning of one of the next.
 */
import { encode, flatOperands } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import type { Operand } from '../../isa/operands.ts';
import { conditionsOf, hasField, PLAIN } from './comparable-rows.ts';
import { pick, type Random } from './random.ts';
import { BASE } from './record.ts';

/** An item: its words, given its own address and those of the next items (at least {@link REACH}). */
export interface Item {
  readonly length: number;
  words(address: number, next: readonly number[]): number[];
}

/** How many items further branches go at most. */
export const REACH = 5;

export function single(word: number): Item {
  return { length: 1, words: () => [word] };
}

export function fixed(words: readonly number[]): Item {
  return { length: words.length, words: () => [...words] };
}

/** A general register that items may change. */
export function anyRegister(random: Random): number {
  const register = random(31);
  return register === BASE ? 31 : register;
}

export function otherThan(random: Random, ...registers: number[]): number {
  for (;;) {
    const register = anyRegister(random);
    if (register !== 0 && !registers.includes(register)) return register;
  }
}

/**
 * An instruction with the operands given, by name, and the completers given, by field; the others at random: conditions
 * that can be compared, registers that may be changed.
 */
export function encodeRandom(
  random: Random,
  name: Mnemonic,
  operands: Readonly<Record<string, number>> = {},
  completers: Readonly<Record<string, number>> = {},
): number {
  const row = instruction(name);
  const fields = { ...pick(random, conditionsOf(name)), ...(row.nullify ? { n: random(2) } : {}), ...completers };
  const length = 1 + random(32);
  return encode(
    name,
    flatOperands(row).map(
      (operand) => operands[operand.name] ?? operands[operand.kind] ?? randomOperand(random, operand, length),
    ),
    fields,
  );
}

function randomOperand(random: Random, operand: Operand, length: number): number {
  if (operand.kind === 'general-register') return anyRegister(random);
  // Not 0 to 3, the Status Register and the exception registers.
  const first = operand.kind === 'float-register' ? Math.max(8, operand.min) : operand.min;
  switch (operand.name) {
    case 'len':
      return length;
    // A field that ends at bit p must begin at bit 0 or after it. (For SHD and BB any p would do.)
    case 'p':
    case 'cp':
      return length - 1 + random(33 - length);
    default:
      return first + operand.step * random(Math.floor((operand.max - first) / operand.step) + 1);
  }
}

/** A computation that does not nullify, nor change the register `without`. */
export function spare(random: Random, without?: number): number {
  // The result of ADDIL goes to GR 1.
  const name = pick(random, without === 1 ? PLAIN.filter((plain) => plain !== 'addil') : PLAIN);
  const never = Object.fromEntries(['c', 'f'].filter((field) => hasField(name, field)).map((field) => [field, 0]));
  return encodeRandom(random, name, without === undefined ? {} : { t: otherThan(random, without) }, never);
}
