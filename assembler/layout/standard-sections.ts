/** The sections that everybody knows by name, and the attributes of others that say nothing about themselves. */
import type { SectionAttributes } from '../sections/attributes.ts';

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

/** Names that mean themselves alone. */
const BY_NAME: Readonly<Record<string, SectionAttributes>> = {
  '.init': TEXT,
  '.fini': TEXT,
  '.plt': TEXT,
  '.rodata1': RODATA,
  '.data1': DATA,
  '.got': DATA,
  '.persistent.bss': BSS,
  '.note.GNU-stack': NOTE,
};

/** Names of families: `.text` and `.text.hot`. */
const BY_FAMILY: readonly (readonly [string, SectionAttributes])[] = [
  ['.text', TEXT],
  ['.rodata', RODATA],
  ['.data', DATA],
  ['.persistent', DATA],
  ['.bss', BSS],
  ['.noinit', BSS],
  ['.gnu.linkonce.b', BSS],
  ['.tdata', THREAD_DATA],
  ['.tbss', { ...THREAD_DATA, nobits: true }],
  ['.init_array', { ...DATA, kind: 'init_array' }],
  ['.fini_array', { ...DATA, kind: 'fini_array' }],
  ['.preinit_array', { ...DATA, kind: 'preinit_array' }],
];

/** Attributes by name, as GNU's tools have them. A name that says nothing gives a section outside the image. */
export function standardAttributes(name: string): SectionAttributes {
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  const found = BY_FAMILY.find(([family]) => name === family || name.startsWith(`${family}.`));
  if (found !== undefined) return found[1];
  if (name.startsWith('.note')) return { ...NOTE, kind: 'note' };
  return name.startsWith('.gnu.lto_') ? { ...NOTE, excluded: true } : NOTE;
}
