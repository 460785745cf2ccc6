/** .level: the architecture level that the source is written for; this machine is 1.1. */
import { directive, textOf, wrongArgument, type Directive } from './directive.ts';

const level = directive(1, 1, ({ args }, unit) => {
  const [argument] = args;
  const text = textOf(argument.span).toLowerCase();
  if (argument.kind !== 'real' && argument.kind !== 'value') wrongArgument(argument, 'a level: 1.0 or 1.1', unit);
  else if (text.startsWith('2.0')) {
    unit.diagnostics.error(argument.span, `level ${text} is PA-RISC 2.0; this assembler and its machine are level 1.1`);
  } else if (text === '1.0' || text === '1.1') unit.level = text;
  else wrongArgument(argument, 'a level: 1.0 or 1.1', unit);
});

export const levelDirectives: Readonly<Record<string, Directive>> = { '.level': level };
