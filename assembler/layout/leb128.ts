/** LEB128: numbers in as many bytes as they need, seven bits in each, the lowest first (DWARF 4, 7.6). */
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { complaint } from './layout.ts';
import type { Section } from './section.ts';

/** The bytes of a number; a negative one without a sign is 64 bits. */
export function leb128Bytes(value: bigint, signed: boolean): Uint8Array {
  const bytes: number[] = [];
  let rest = signed || value > 0n ? value : BigInt.asUintN(64, value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = signed ? rest === ((low & 0x40) === 0 ? 0n : -1n) : rest === 0n;
    bytes.push(done ? low : low | 0x80);
    if (done) return Uint8Array.from(bytes);
  }
}

/** Appends a number that may depend on the layout, such as the distance of two labels. */
export function appendLeb128(section: Section, number: Bound, signed: boolean, span: Span): void {
  if (number.kind === 'constant') {
    section.append(leb128Bytes(number.value, signed));
    return;
  }
  section.appendVariable({
    kind: 'computed',
    bytes: new Uint8Array(0),
    span,
    compute(scope) {
      const result = evaluate(number, scope);
      if (result.kind !== 'value') return complaint(result);
      if (result.base !== undefined) return 'expected a number, found an address';
      return leb128Bytes(result.symbol + result.addend, signed);
    },
  });
}
