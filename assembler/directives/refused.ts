/**
 * Directives that GNU as takes, or refuses, for reasons that need a word: what there is instead. Their arguments can have
 * any form.
 */
import { textDirective, type Directive } from './directive.ts';

const VERSIONS = 'versions of symbols are for shared libraries, and programs are linked statically here';
const TABLES = 'notes about tables of virtual functions are for linkers that drop unused ones, which this one does not';
const PROCEDURE_CODE =
  'the code that saves and restores registers must be written: .entry and .exit only say where it is';

/** The complaint for each, by name. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['.symver', VERSIONS],
  ['.vtable_entry', TABLES],
  ['.vtable_inherit', TABLES],
  ['.enter', PROCEDURE_CODE],
  ['.leave', PROCEDURE_CODE],
  ['.gnu_attribute', 'there are no attributes of object files for PA-RISC that a tool would look at'],
  ['.rva', 'addresses relative to an image are for Windows; the difference of two symbols can be written as such'],
  ['.nops', '.nops is not there for PA-RISC: .rept and nop, or .align, fill code'],
  ...['.subspa', '.nsubspa', '.spnum'].map((name): [string, string] => [
    name,
    `${name} is for HP's SOM files; ELF files have sections: .text, .data, .section`,
  ]),
]);

export const refusedDirectives: Readonly<Record<string, Directive>> = Object.fromEntries(
  [...REFUSED].map(([name, message]) => [
    name,
    textDirective(({ span }, unit) => {
      unit.diagnostics.error(span, message);
    }),
  ]),
);
