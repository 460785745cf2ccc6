/** .uleb128 and .sleb128: numbers in as many bytes as they need, seven bits in each, the lowest first (DWARF 4, 7.6). */
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { complaint } from '../layout/layout.ts';
import type { Section } from '../layout/section.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

export function leb128Bytes(value: bigint, signed: boolean): Uint8Array {
  const bytes: number[] = [];
  let rest = signed ? value : BigInt.asUintN(64, value);
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

function leb128(signed: boolean): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      if (argument.kind !== 'value' || argument.selector !== undefined) {
        wrongArgument(argument, 'the number', unit);
        continue;
      }
      unit.updateDot();
      const number = unit.bind(argument.value);
      if (number === undefined) continue;
      if (unit.section.attributes.nobits) {
        unit.diagnostics.error(argument.span, `section ${unit.section.name} holds zeros alone`);
      } else if (unit.checkRoom(10, argument.span)) appendLeb128(unit.section, number, signed, argument.span);
    }
  });
}

export const leb128Directives: Readonly<Record<string, Directive>> = {
  '.sleb128': leb128(true),
  '.uleb128': leb128(false),
};
