/** .ascii and .string, which add no NUL here, .asciz and .stringz, which do. */
import type { Identifier } from '../syntax/ast.ts';
import { HP_ESCAPES, unescape } from '../syntax/escapes.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

/** One character each in so many bytes, big-endian, then a NUL as wide. */
function wide(size: number): Directive {
  return text(new Uint8Array(size), (bytes) => {
    const wider = new Uint8Array(bytes.length * size);
    for (const [index, byte] of bytes.entries()) wider[index * size + size - 1] = byte;
    return wider;
  });
}

function text(terminator: Uint8Array, form = (bytes: Uint8Array): Uint8Array => bytes, escapes?: RegExp): Directive {
  return directive(0, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      if (argument.kind !== 'string') {
        wrongArgument(argument, 'a string in double quotes', unit);
        return;
      }
      for (const [index, part] of argument.parts.entries()) {
        const { bytes, badEscape } = unescape(part.name, escapes);
        if (badEscape !== undefined) {
          const { source, start } = part.span;
          const at = start + 1 + badEscape;
          const escaped = String.fromCodePoint(part.name.codePointAt(badEscape + 1) ?? 0);
          unit.diagnostics.warning(source.span(at, at + 1 + escaped.length), escapeProblem(escaped));
        }
        unit.emit(form(bytes), part.span);
        // Strings side by side are one; a byte by its number stands by itself, and ends one.
        const next = argument.parts.at(index + 1);
        const ends = !isByte(part) && (next === undefined || isByte(next));
        if (ends) unit.emit(terminator, argument.span);
      }
    }
  });
}

function escapeProblem(escaped: string): string {
  if (escaped === '\n') return 'a backslash does not join two lines of a string: this is a new line';
  if (escaped.toLowerCase() === 'x') return `no hexadecimal digits behind '\\${escaped}': this is a byte 0`;
  return `unknown escape sequence '\\${escaped}': this is '${escaped}'`;
}

/** `<13>` */
function isByte({ span }: Identifier): boolean {
  return span.source.text[span.start] === '<';
}

const NOTHING = new Uint8Array(0);
const NUL = new Uint8Array(1);

/** A string as HP's assembler reads it. */
function hpText(terminator: Uint8Array): Directive {
  return text(terminator, undefined, HP_ESCAPES);
}

export const stringDirectives: Readonly<Record<string, Directive>> = {
  '.ascii': text(NOTHING),
  '.string': hpText(NOTHING),
  '.asciz': text(NUL),
  '.stringz': hpText(NUL),
  '.string8': text(NUL),
  '.string16': wide(2),
  '.string32': wide(4),
  '.string64': wide(8),
};
