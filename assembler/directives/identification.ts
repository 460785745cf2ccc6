/** .ident: the tools that made a file, as strings in the section .comment. */
import { unescape } from '../syntax/escapes.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

const NUL = new Uint8Array(1);

const ident = directive(1, 1, ({ args }, unit) => {
  const [argument] = args;
  if (argument.kind !== 'string') {
    wrongArgument(argument, 'a string in double quotes', unit);
    return;
  }
  const { section, previousSection } = unit;
  const comment = unit.enterSection('.comment');
  // The first string is empty, so that offset 0 names none.
  if (comment.offset === 0) unit.emit(NUL, argument.span);
  for (const part of argument.parts) unit.emit(unescape(part.name).bytes, part.span);
  unit.emit(NUL, argument.span);
  unit.returnTo(section, previousSection);
});

export const identificationDirectives: Readonly<Record<string, Directive>> = { '.ident': ident };
