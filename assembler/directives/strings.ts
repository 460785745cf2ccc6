/** .ascii and .string, which add no NUL here, .asciz and .stringz, which do. */
import { unescape } from '../syntax/escapes.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

function text(terminator: Uint8Array): Directive {
  return directive(0, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      if (argument.kind !== 'string') {
        wrongArgument(argument, 'a string in double quotes', unit);
        return;
      }
      for (const part of argument.parts) {
        const { bytes, badEscape } = unescape(part.name);
        if (badEscape !== undefined) {
          const { source, start } = part.span;
          const at = start + 1 + badEscape;
          const sequence = part.name.slice(badEscape, badEscape + 2);
          unit.diagnostics.error(source.span(at, at + 2), `unknown escape sequence '${sequence}' in this string`);
          return;
        }
        unit.emit(bytes, part.span);
      }
      unit.emit(terminator, argument.span);
    }
  });
}

const NOTHING = new Uint8Array(0);
const NUL = new Uint8Array(1);

export const stringDirectives: Readonly<Record<string, Directive>> = {
  '.ascii': text(NOTHING),
  '.string': text(NOTHING),
  '.asciz': text(NUL),
  '.stringz': text(NUL),
};
