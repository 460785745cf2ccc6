/** .uleb128 and .sleb128: numbers in as many bytes as they need, seven bits in each, the lowest first. */
import { appendLeb128 } from '../layout/leb128.ts';
import { directive, expressionArgument, type Directive } from './directive.ts';

function leb128(signed: boolean): Directive {
  return directive(1, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      const value = expressionArgument(argument, 'the number', unit);
      unit.updateDot();
      const number = value === undefined ? undefined : unit.bind(value);
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
