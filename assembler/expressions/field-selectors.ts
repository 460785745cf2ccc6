/**
 * Field selectors: which part of an address goes into an instruction. L and R parts of the same address add up to it.
 * GNU as manual, HPPA Dependent Features; the roundings as binutils' bfd/libhppa.h defines them.
 */

/**
 * The selectors, each with the part of a number it selects: T is about a slot of the linkage table, P about a procedure
 * label, and N was for linkers that could remove an instruction.
 */
const PARTS = {
  F: 'F',
  L: 'L',
  R: 'R',
  LS: 'LS',
  RS: 'RS',
  LD: 'LD',
  RD: 'RD',
  LR: 'LR',
  RR: 'RR',
  T: 'F',
  LT: 'LR',
  RT: 'RR',
  P: 'F',
  LP: 'LR',
  RP: 'RR',
  N: 'F',
  NL: 'L',
  NLR: 'LR',
  NLS: 'LS',
} as const;

export const FIELD_SELECTORS = Object.keys(PARTS) as readonly (keyof typeof PARTS)[];
export type FieldSelector = keyof typeof PARTS;

/** Whether it selects the slot of the linkage table that holds an address. */
export function isLinkageSelector(selector: FieldSelector | undefined): selector is 'T' | 'LT' | 'RT' {
  return selector === 'T' || selector === 'LT' || selector === 'RT';
}

/** Whether it makes a procedure label. */
export function isPlabelSelector(selector: FieldSelector | undefined): selector is 'P' | 'LP' | 'RP' {
  return selector === 'P' || selector === 'LP' || selector === 'RP';
}

export function isFieldSelector(name: string): name is FieldSelector {
  return Object.hasOwn(PARTS, name);
}

/**
 * Applies a selector to symbol + addend, each as 32-bit arithmetic has it. The L parts come shifted right by 11, as
 * LDIL and ADDIL take them: 0 to 2^21-1. The linker rounds for symbols whatever the selector says (`relocatable`): the
 * addend to 8 KiB, so that R parts with neighbouring addends share one L part.
 */
export function selectField(
  selector: FieldSelector | undefined,
  symbol: number,
  addend: number,
  relocatable: boolean,
): number {
  const value = (symbol + addend) | 0;
  switch (selector === undefined ? 'F' : PARTS[selector]) {
    case 'F':
      return value;
    case 'L':
      return relocatable ? roundedLeft(symbol, addend) : value >>> 11;
    case 'R':
      return relocatable ? roundedRight(symbol, addend) : value & 0x7ff;
    case 'LS':
      return ((value + 0x400) | 0) >>> 11;
    case 'RS':
      return ((value & 0x7ff) ^ 0x400) - 0x400;
    case 'LD':
      return ((value + 0x800) | 0) >>> 11;
    case 'RD':
      return value | ~0x7ff;
    case 'LR':
      return roundedLeft(symbol, addend);
    case 'RR':
      return roundedRight(symbol, addend);
  }
}

function roundedLeft(symbol: number, addend: number): number {
  return ((symbol + ((addend + 0x1000) & ~0x1fff)) | 0) >>> 11;
}

function roundedRight(symbol: number, addend: number): number {
  return (symbol & 0x7ff) + (((addend & 0x1fff) ^ 0x1000) - 0x1000);
}
