/**
 * Field selectors: which part of an address goes into an instruction. L and R parts of the same address add up to it.
 * GNU as manual, HPPA Dependent Features; the roundings as binutils' bfd/libhppa.h defines them.
 */

/** The selectors with a meaning in a complete image. */
export const FIELD_SELECTORS = ['F', 'L', 'R', 'LS', 'RS', 'LD', 'RD', 'LR', 'RR'] as const;
export type FieldSelector = (typeof FIELD_SELECTORS)[number];

export function isFieldSelector(name: string): name is FieldSelector {
  return (FIELD_SELECTORS as readonly string[]).includes(name);
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
  switch (selector) {
    case undefined:
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
