/** .ident, .version and .copyright: who made a file, as strings in the section .comment and as notes. */
import { concatenate } from '../../emulator/bytes.ts';
import { STRINGS } from '../layout/standard-sections.ts';
import { unescape } from '../syntax/escapes.ts';
import { directive, wrongArgument, type Directive } from './directive.ts';

const NUL = new Uint8Array(1);

const ident = directive(1, 1, ({ args }, unit) => {
  const [argument] = args;
  if (argument.kind !== 'string') {
    wrongArgument(argument, 'a string in double quotes', unit);
    return;
  }
  unit.within(
    '.comment',
    (comment) => {
      // The first string is empty, so that offset 0 names none.
      if (comment.offset === 0) unit.emit(NUL, argument.span);
      for (const part of argument.parts) unit.emit(unescape(part.name).bytes, part.span);
      unit.emit(NUL, argument.span);
    },
    STRINGS,
  );
});

/** ELF's note about versions (NT_VERSION): the name says all. */
const NOTE_VERSION = 1;

const version = directive(1, 1, ({ args, span }, unit) => {
  const [argument] = args;
  if (argument.kind !== 'string') {
    wrongArgument(argument, 'a string in double quotes', unit);
    return;
  }
  const name = concatenate([...argument.parts.map((part) => unescape(part.name).bytes), NUL]);
  const note = new Uint8Array(12 + Math.ceil(name.length / 4) * 4);
  const words = new DataView(note.buffer);
  words.setUint32(0, name.length);
  words.setUint32(8, NOTE_VERSION);
  note.set(name, 12);
  unit.within('.note', (section) => {
    section.alignment = Math.max(section.alignment, 4);
    unit.emit(note, span);
  });
});

export const identificationDirectives: Readonly<Record<string, Directive>> = {
  '.ident': ident,
  '.version': version,
  '.copyright': version,
};
