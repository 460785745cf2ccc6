/**
 * The completers that set the bits u, a, m and cc of memory references and system instructions, and the operand formats
 * of floating-point instructions, as source writes them. Manual: chapter 5, "Memory Reference Instructions"; chapter 6,
 * "Operand Format Completers". Conditions are in ./conditions.ts.
 */
import type { CacheHints, FormatCompleters, ModifyCompleters } from './instructions.ts';
import type { Fields } from './operands.ts';

/** One way to write the completer, without its comma ('' for none), and the raw fields it sets. */
export interface Completer {
  readonly name: string;
  readonly fields: Fields;
}

export const MODIFY_COMPLETERS: Readonly<Record<ModifyCompleters, readonly Completer[]>> = {
  index: [
    { name: '', fields: { u: 0, m: 0 } },
    { name: 's', fields: { u: 1, m: 0 } },
    { name: 'm', fields: { u: 0, m: 1 } },
    { name: 'sm', fields: { u: 1, m: 1 } },
  ],
  short: [
    { name: '', fields: { a: 0, m: 0 } },
    { name: 'ma', fields: { a: 0, m: 1 } },
    { name: 'mb', fields: { a: 1, m: 1 } },
  ],
  bytes: [
    { name: 'b', fields: { a: 0, m: 0 } },
    { name: 'e', fields: { a: 1, m: 0 } },
    { name: 'b,m', fields: { a: 0, m: 1 } },
    { name: 'e,m', fields: { a: 1, m: 1 } },
  ],
  simple: [
    { name: '', fields: { m: 0 } },
    { name: 'm', fields: { m: 1 } },
  ],
};

export const CACHE_HINTS: Readonly<Record<CacheHints, readonly Completer[]>> = {
  load: [
    { name: '', fields: { cc: 0 } },
    { name: 'sl', fields: { cc: 2 } },
  ],
  store: [
    { name: '', fields: { cc: 0 } },
    { name: 'bc', fields: { cc: 1 } },
    { name: 'sl', fields: { cc: 2 } },
  ],
  semaphore: [
    { name: '', fields: { cc: 0 } },
    { name: 'co', fields: { cc: 1 } },
  ],
};

/** Codes of the two-bit formats. */
const CODES = { sgl: 0, dbl: 1, quad: 3 } as const;
type FormatName = keyof typeof CODES;

function conversions(names: readonly FormatName[]): readonly Completer[] {
  return names.flatMap((source) =>
    names.map((destination) => ({
      name: `${source},${destination}`,
      fields: { sf: CODES[source], df: CODES[destination] },
    })),
  );
}

/**
 * No completer means single, except for conversions. In 0E the right halves are all that 0C has not, so there a format of
 * singles is among the operands.
 */
export const FORMATS: Readonly<Record<FormatCompleters, readonly Completer[]>> = {
  fmt: [
    { name: 'sgl', fields: { fmt: CODES.sgl } },
    { name: 'dbl', fields: { fmt: CODES.dbl } },
    { name: 'quad', fields: { fmt: CODES.quad } },
    { name: '', fields: { fmt: CODES.sgl } },
  ],
  'fmt-single': [
    { name: 'sgl', fields: { fmt: CODES.sgl } },
    { name: '', fields: { fmt: CODES.sgl } },
  ],
  'd-single': [
    { name: 'sgl', fields: { d: 0 } },
    { name: '', fields: { d: 0 } },
  ],
  convert: conversions(['sgl', 'dbl', 'quad']),
  'convert-single': conversions(['sgl', 'dbl']).filter(({ name }) => name.includes('sgl')),
  single: [
    { name: 'sgl', fields: {} },
    { name: '', fields: {} },
  ],
  double: [{ name: 'dbl', fields: {} }],
};
