/** .text, .data, .rodata, .bss and .section: where the following goes. */
import type { SectionAttributes, SectionKind } from '../layout/section.ts';
import { standardAttributes } from '../layout/standard-sections.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, textOf, wrongArgument, type Directive } from './directive.ts';

function standard(name: string): Directive {
  return directive(0, 0, (_, unit) => {
    unit.enterSection(name);
  });
}

const section = directive(1, 4, ({ args, span }, unit) => {
  const name = sectionName(args[0], unit);
  if (name === undefined) return;
  const attributes = sectionAttributes(name, args, unit);
  if (attributes === undefined) return;
  const existing = unit.sections.get(name);
  if (existing !== undefined && args.length > 1 && !sameAttributes(existing.attributes, attributes)) {
    unit.diagnostics.error(span, `section ${name} exists already with other attributes`);
    return;
  }
  unit.enterSection(name, attributes);
});

const previous = directive(0, 0, ({ span }, unit) => {
  const last = unit.previousSection;
  if (last === undefined) unit.diagnostics.error(span, 'there is no previous section to go back to');
  else unit.enterSection(last.name);
});

function sectionName(argument: Argument, unit: Unit): string | undefined {
  if (argument.kind === 'string') return argument.parts.map(({ name }) => name).join('');
  // Names like .text.hot-path parse as expressions: what counts is the text.
  const text = argument.kind === 'value' ? textOf(argument.span) : '';
  if (/^[\w.$-]+$/.test(text)) return text;
  wrongArgument(argument, 'a section name', unit);
  return undefined;
}

/** The attributes that the flags give, or those that go with the name; undefined after an error. */
function sectionAttributes(name: string, args: readonly Argument[], unit: Unit): SectionAttributes | undefined {
  const [, flags, type] = args as readonly (Argument | undefined)[];
  const usual = standardAttributes(name);
  if (flags === undefined) return usual;
  if (flags.kind !== 'string') {
    wrongArgument(flags, 'section flags such as "aw"', unit);
    return undefined;
  }
  const letters = flags.parts.map((part) => part.name).join('');
  const unknown = [...letters].find((letter) => !Object.hasOwn(FLAGS, letter));
  if (unknown !== undefined) {
    const known = Object.entries(FLAGS).map(([letter, meaning]) => `${letter} (${meaning})`);
    unit.diagnostics.error(flags.span, `unknown section flag '${unknown}': there are ${known.join(', ')}`);
    return undefined;
  }
  const kind = type === undefined ? undefined : typeName(type);
  if (type !== undefined && (kind === undefined || !SECTION_TYPES.has(kind))) {
    wrongArgument(type, `one of ${[...SECTION_TYPES].map((each) => `@${each}`).join(', ')}`, unit);
    return undefined;
  }
  const merged = letters.includes('M') ? mergedEntries(letters, args.at(3), flags, unit) : undefined;
  if (merged === null) return undefined;
  return {
    allocated: letters.includes('a'),
    writable: letters.includes('w'),
    executable: letters.includes('x'),
    nobits: kind === undefined ? usual.nobits : kind === 'nobits',
    ...(merged === undefined ? {} : { merged }),
    ...(letters.includes('T') ? { threadLocal: true } : {}),
    ...(kind === undefined ? { kind: usual.kind } : isKind(kind) ? { kind } : {}),
  };
}

/** The letters of .section's flags. */
const FLAGS: Readonly<Record<string, string>> = {
  a: 'allocated',
  w: 'writable',
  x: 'executable',
  M: 'mergeable',
  S: 'strings',
  T: 'thread-local',
};

const KINDS: ReadonlySet<string> = new Set(['note', 'init_array', 'fini_array', 'preinit_array']);
const SECTION_TYPES: ReadonlySet<string> = new Set(['progbits', 'nobits', ...KINDS]);

function isKind(name: string): name is Exclude<SectionKind, 'unwind'> {
  return KINDS.has(name);
}

/** @progbits, %progbits or "progbits". */
function typeName(argument: Argument): string | undefined {
  if (argument.kind === 'type') return argument.name.toLowerCase();
  if (argument.kind === 'string') return argument.parts.map(({ name }) => name).join('');
  return argument.kind === 'value' ? textOf(argument.span).replace(/^%/, '').toLowerCase() : undefined;
}

/** What M and S say; null after an error. */
function mergedEntries(letters: string, argument: Argument | undefined, flags: Argument, unit: Unit) {
  if (argument === undefined) {
    unit.diagnostics.error(flags.span, 'the flag M needs the size of an entry: "aM",@progbits,4');
    return null;
  }
  const entrySize = integerArgument(argument, 'the size of an entry', unit, undefined, { min: 1, max: 2 ** 16 });
  return entrySize === undefined ? null : { entrySize, strings: letters.includes('S') };
}

function sameAttributes(a: SectionAttributes, b: SectionAttributes): boolean {
  return (
    a.allocated === b.allocated && a.writable === b.writable && a.executable === b.executable && a.nobits === b.nobits
  );
}

export const sectionDirectives: Readonly<Record<string, Directive>> = {
  '.text': standard('.text'),
  '.code': standard('.text'),
  '.data': standard('.data'),
  '.rodata': standard('.rodata'),
  '.bss': standard('.bss'),
  '.section': section,
  '.previous': previous,
};
