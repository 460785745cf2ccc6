/** .uleb128 and .sleb128: numbers in as many bytes as they need, seven bits in each, the lowest first. */
import { appendLeb128 } from '../layout/leb128.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

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
