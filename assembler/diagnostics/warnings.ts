/** The warnings that -W switches on and off by name. Warnings without a name, such as those of .warning, are always given. */

export const WARNINGS = {
  'delay-slot': { on: false, what: 'a branch or a label in the delay slot of a branch' },
  misaligned: { on: true, what: 'a number of .half, .word or .dword where a load would be interrupted' },
  'bit-field': { on: true, what: 'an extract or deposit of more bits than there are from its position to the left' },
  'unused-label': { on: false, what: 'a label that nothing in its file uses and .globl does not export' },
  'mistaken-label': { on: true, what: 'a label without a colon that nothing uses, a letter away from an instruction' },
  truncation: { on: true, what: 'data that lose bits in the size they are written with' },
} as const satisfies Record<string, { readonly on: boolean; readonly what: string }>;

export type WarningName = keyof typeof WARNINGS;

/** Those that are on unless somebody says otherwise. */
export const DEFAULT_WARNINGS: ReadonlySet<WarningName> = new Set(warningNames().filter((name) => WARNINGS[name].on));

export function warningNames(): WarningName[] {
  return Object.keys(WARNINGS) as WarningName[];
}

/** The set after one option: a name, no- and a name, all, or none; undefined if there is no such warning. */
export function withOption(set: ReadonlySet<WarningName>, option: string): ReadonlySet<WarningName> | undefined {
  if (option === 'all') return new Set(warningNames());
  if (option === 'none') return new Set();
  const off = option.startsWith('no-');
  const name = warningNames().find((each) => each === (off ? option.slice(3) : option));
  if (name === undefined) return undefined;
  return new Set(off ? [...set].filter((each) => each !== name) : [...set, name]);
}
