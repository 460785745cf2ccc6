/** .uleb128 and .sleb128: numbers in as many bytes as they need, seven bits in each, the lowest first. */
import { appendLeb128, leb128Bytes } from '../layout/leb128.ts';
import { directive, expressionArgument, type Directive } from './directive.ts';

/** The bytes of 64 bits. */
const LONGEST_DISTANCE = 10;

function leb128(signed: boolean): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      const value = expressionArgument(argument, 'the number', unit);
      unit.updateDot();
      const number = value === undefined ? undefined : unit.bind(value);
      if (number === undefined) continue;
      if (unit.section.attributes.nobits) {
        unit.diagnostics.error(argument.span, `section ${unit.section.name} holds zeros alone`);
        continue;
      }
      const room = number.kind === 'constant' ? leb128Bytes(number.value, signed).length : LONGEST_DISTANCE;
      if (unit.checkRoom(room, argument.span)) appendLeb128(unit.section, number, signed, argument.span);
    }
  });
}

export const leb128Directives: Readonly<Record<string, Directive>> = {
  '.sleb128': leb128(true),
  '.uleb128': leb128(false),
};
