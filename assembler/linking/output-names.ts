/** Which section of the program a section of a file becomes part of, by name, as linkers commonly have it. */

/** Compilers put each function or variable into a section of its own, named behind one of these. */
const GATHERED = [
  '.text',
  '.rodata',
  '.data.rel.ro',
  '.data',
  '.bss',
  '.sdata',
  '.sbss',
  '.tdata',
  '.tbss',
  '.preinit_array',
  '.init_array',
  '.fini_array',
  '.PARISC.unwind',
] as const;

/** Short names for them in sections that are linked once. */
const LINK_ONCE: Readonly<Record<string, string>> = {
  t: '.text',
  r: '.rodata',
  d: '.data',
  b: '.bss',
  s: '.sdata',
  sb: '.sbss',
  td: '.tdata',
  tb: '.tbss',
};

/** Older names of the lists of functions that run at the start and at the end. */
const OLD_LISTS: Readonly<Record<string, string>> = { '.ctors': '.init_array', '.dtors': '.fini_array' };

/** The name in the program: `.text` for `.text.main`. */
export function outputName(name: string): string {
  const old = /^\.[cd]tors(?=\.|$)/.exec(name);
  if (old !== null) return OLD_LISTS[old[0]];
  const once = /^\.gnu\.linkonce\.([a-z]+)\./.exec(name);
  if (once !== null) return LINK_ONCE[once[1]] ?? name;
  return GATHERED.find((prefix) => name === prefix || name.startsWith(`${prefix}.`)) ?? name;
}

/** Lists of functions whose parts run in the order of the number behind their name, those without one last. */
const LISTS: ReadonlySet<string> = new Set(['.preinit_array', '.init_array', '.fini_array']);

/** In the older lists the numbers go down. */
const LAST_PRIORITY = 65535;

/** Where a part stands among the parts of its section: smaller numbers first, equal ones in the order of the files. */
export function priorityOf(name: string): number {
  const number = /\.(\d+)$/.exec(name);
  if (number === null || !LISTS.has(outputName(name))) return Number.MAX_SAFE_INTEGER;
  return isOldList(name) ? LAST_PRIORITY - Number(number[1]) : Number(number[1]);
}

/** Whether a section is a list of the older kind, whose functions run from the last to the first. */
export function isOldList(name: string): boolean {
  return /^\.[cd]tors(?:\.|$)/.test(name);
}

/** What the linker is to say: to all, or with a symbol's name behind a dot to those who use it. */
export const WARNING_TEXT = '.gnu.warning';

/** Whether a section holds such a text, and nothing for the program. */
export function isWarningText(name: string): boolean {
  return name === WARNING_TEXT || name.startsWith(`${WARNING_TEXT}.`);
}
