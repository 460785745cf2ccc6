/** Puts a value into the field of a fixup, if it is in the field's range. */
import { encodeFields } from '../../emulator/isa/encode.ts';
import type { Value } from '../expressions/evaluate.ts';
import { selectField } from '../expressions/field-selectors.ts';
import { leftBits, rangeProblem } from '../instructions/operands.ts';
import type { Fixup } from './fixup.ts';

/** The whole address or number that a value is. */
export function addressOf({ base, symbol, addend }: Value): bigint {
  return BigInt(base?.address ?? 0) + symbol + addend;
}

/** Stores a value where the fixup wants it; says what is wrong if it doesn't fit. */
export function store(fixup: Fixup, value: Value): string | undefined {
  return fixup.field.kind === 'data' ? storeDatum(fixup, value) : storeOperand(fixup, value);
}

function storeDatum({ field, location }: Fixup, value: Value): string | undefined {
  if (field.kind !== 'data') return undefined;
  const datum = addressOf(value);
  const bits = BigInt(field.size * 8);
  if (datum < -(1n << (bits - 1n)) || datum >= 1n << bits) {
    return `value ${datum} is out of range: ${-(1n << (bits - 1n))} to ${(1n << bits) - 1n} in ${bits} bits`;
  }
  storeBytes(location, field.size, datum);
  return undefined;
}

/** Stores the right bytes of a number, big-endian. */
export function storeBytes({ fragment, offset }: Fixup['location'], size: number, datum: bigint): void {
  for (let i = 0; i < size; i++) {
    fragment.bytes[offset + i] = Number((datum >> BigInt(8 * (size - 1 - i))) & 0xffn);
  }
}

function storeOperand({ field, location, selector }: Fixup, value: Value): string | undefined {
  if (field.kind !== 'operand') return undefined;
  const { operand } = field;
  let number = BigInt(selected(selector, value));
  if (operand.kind === 'target') {
    const target = BigInt.asUintN(32, number);
    if (target % 4n !== 0n) return `the branch target 0x${target.toString(16)} is not a multiple of 4`;
    number = BigInt.asIntN(32, number - BigInt(placeOf(location)) - 8n);
  } else if (selector === undefined && operand.name === 'i21') {
    number = leftBits(number);
  }
  const problem = rangeProblem(operand, number);
  if (problem !== undefined) {
    const isAddress = selector === undefined && operand.kind === 'displacement' && value.base !== undefined;
    return isAddress ? `${problem}; an address is put together from L% in an ldil or addil and R% here` : problem;
  }
  const { bytes } = location.fragment;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The operand's fields are zero so far.
  const inserted = encodeFields(field.of, operand.put(Number(number)));
  view.setUint32(location.offset, view.getUint32(location.offset) | inserted);
  return undefined;
}

/** The address of a place; its offset in the section while that has none. */
export function placeOf({ section, fragment, offset }: Fixup['location']): number {
  return (section.address ?? 0) + (fragment.start ?? 0) + offset;
}

/** The part of an address that a selector selects; the whole, as a signed number, without one. */
function selected(selector: Fixup['selector'], value: Value): number {
  const relocatable = value.base !== undefined || value.symbol !== 0n;
  const symbol = Number(BigInt.asIntN(32, BigInt(value.base?.address ?? 0) + value.symbol));
  const addend = Number(BigInt.asIntN(32, value.addend));
  return selectField(selector, symbol, addend, relocatable);
}
