/** The sections that everybody knows by name, and the attributes of others that say nothing about themselves. */
import type { SectionAttributes } from './section.ts';

export const TEXT: SectionAttributes = { allocated: true, writable: false, executable: true, nobits: false };
export const RODATA: SectionAttributes = { allocated: true, writable: false, executable: false, nobits: false };
export const DATA: SectionAttributes = { allocated: true, writable: true, executable: false, nobits: false };
export const BSS: SectionAttributes = { allocated: true, writable: true, executable: false, nobits: true };
export const NOTE: SectionAttributes = { allocated: false, writable: false, executable: false, nobits: false };

/** HP's table of procedures for stack unwinding. Addresses in it are distances from the start of their segment. */
export const UNWIND_TABLE = '.PARISC.unwind';
/** Strings for tools, of which linkers keep equal ones once. */
export const STRINGS: SectionAttributes = { ...NOTE, merged: { entrySize: 1, strings: true } };
const THREAD_DATA: SectionAttributes = { ...DATA, threadLocal: true };

const BY_PREFIX: readonly (readonly [string, SectionAttributes])[] = [
  ['.text', TEXT],
  ['.init', TEXT],
  ['.fini', TEXT],
  ['.rodata', RODATA],
  ['.data', DATA],
  ['.sdata', DATA],
  ['.bss', BSS],
  ['.sbss', BSS],
  ['.tdata', THREAD_DATA],
  ['.tbss', { ...THREAD_DATA, nobits: true }],
  ['.init_array', { ...DATA, kind: 'init_array' }],
  ['.fini_array', { ...DATA, kind: 'fini_array' }],
  ['.preinit_array', { ...DATA, kind: 'preinit_array' }],
  ['.comment', STRINGS],
  ['.note', { ...NOTE, kind: 'note' }],
];

/** Attributes by name: `.text`, `.text.hot` and so on. A name that says nothing gives a section outside the image. */
export function standardAttributes(name: string): SectionAttributes {
  const found = BY_PREFIX.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`));
  return found?.[1] ?? NOTE;
}
