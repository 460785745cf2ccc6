/** .text, .data, .rodata, .bss, .section and .subsection: where the following goes. */
import type { Span } from '../diagnostics/source.ts';
import type { SectionAttributes, SectionKind } from '../layout/section.ts';
import { standardAttributes } from '../layout/standard-sections.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, textOf, wrongArgument, type Directive } from './directive.ts';

/** Numbers of subsections, as GNU as's manual has them. */
const SUBSECTIONS = { min: 0, max: 8192 };

/** `.text`, or `.text 2` for a subsection. */
function standard(name: string): Directive {
  return directive(0, 1, ({ args }, unit) => {
    const subsection = integerArgument(args.at(0), 'the number of a subsection', unit, 0, SUBSECTIONS);
    if (subsection !== undefined) unit.enterSection(name, undefined, subsection);
  });
}

/** `.subsection 2`: the subsections of a section follow each other by number, wherever they stand in the source. */
const subsection = directive(0, 1, ({ args }, unit) => {
  const number = integerArgument(args.at(0), 'the number of a subsection', unit, 0, SUBSECTIONS);
  if (number !== undefined) unit.goTo({ section: unit.section, subsection: number });
});

const section = directive(1, 6, ({ args, span }, unit) => {
  enter(args, span, 0, unit);
});

/** Goes on in the section that the arguments of .section name. */
function enter(args: readonly Argument[], span: Span, number: number, unit: Unit): void {
  const name = sectionName(args[0], unit);
  if (name === undefined) return;
  const attributes = sectionAttributes(name, args, unit);
  if (attributes === undefined) return;
  const existing = unit.findSection(name, attributes);
  const change = existing && args.length > 1 ? changeOf(existing.attributes, attributes) : undefined;
  if (change !== undefined) {
    unit.diagnostics.error(span, `section ${name} exists already with ${change}`);
    return;
  }
  unit.enterSection(name, attributes, number);
}

/** `.pushsection name`, `.pushsection name, subsection`, and what .section takes behind it. */
export const pushSection = directive(1, 7, ({ args, span }, unit) => {
  const numbered = args.length > 1 && args[1].kind === 'value';
  const number = numbered ? integerArgument(args[1], 'the number of a subsection', unit, 0, SUBSECTIONS) : 0;
  if (number !== undefined) enter(numbered ? [args[0], ...args.slice(2)] : args, span, number, unit);
});

/** `.attach_to_group name`: the section belongs to the group from now on. */
const attachToGroup = directive(1, 1, ({ args, span }, unit) => {
  const name = sectionName(args[0], unit, 'the name of a group');
  const { section, diagnostics } = unit;
  if (name === undefined) return;
  const { group } = section.attributes;
  if (group !== undefined)
    diagnostics.error(span, `section ${section.name} belongs to the group ${group.name} already`);
  else section.attributes = { ...section.attributes, group: { name, comdat: false } };
});

const previous = directive(0, 0, ({ span }, unit) => {
  if (unit.previous === undefined) unit.diagnostics.error(span, 'there is no previous section to go back to');
  else unit.goTo(unit.previous);
});

function sectionName(argument: Argument, unit: Unit, what = 'a section name'): string | undefined {
  if (argument.kind === 'string') return argument.parts.map(({ name }) => name).join('');
  // Names like .text.hot-path parse as expressions: what counts is the text.
  const text = argument.kind === 'value' ? textOf(argument.span) : '';
  if (/^[\w.$-]+$/.test(text)) return text;
  wrongArgument(argument, what, unit);
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
  const further = args.slice(3);
  const merged = letters.includes('M') ? mergedEntries(letters, further.shift(), flags, unit) : undefined;
  if (merged === null) return undefined;
  const group = letters.includes('G')
    ? groupOf(further, flags, unit)
    : letters.includes('?')
      ? presentGroup(unit)
      : undefined;
  if (group === null) return undefined;
  if (further.length > 0) {
    unit.diagnostics.error(further[0].span, 'there are more arguments here than the flags ask for');
    return undefined;
  }
  return {
    allocated: letters.includes('a'),
    writable: letters.includes('w'),
    executable: letters.includes('x'),
    nobits: kind === undefined ? usual.nobits : kind === 'nobits',
    ...(merged === undefined ? {} : { merged }),
    ...(group === undefined ? {} : { group }),
    ...(letters.includes('T') ? { threadLocal: true } : {}),
    ...(letters.includes('e') ? { excluded: true } : {}),
    ...(letters.includes('R') ? { retained: true } : {}),
    ...(kind === undefined ? { kind: usual.kind } : isKind(kind) ? { kind } : {}),
  };
}

/** `,name` or `,name,comdat` behind the flag G, taken from the arguments; null after an error. */
function groupOf(args: Argument[], flags: Argument, unit: Unit): SectionAttributes['group'] | null {
  const argument = args.shift();
  if (argument === undefined) {
    unit.diagnostics.error(flags.span, 'the flag G needs the name of a group: "axG",@progbits,name,comdat');
    return null;
  }
  const name = sectionName(argument, unit, 'the name of a group');
  if (name === undefined) return null;
  const linkage = args.shift();
  if (linkage !== undefined && (linkage.kind !== 'value' || textOf(linkage.span).toLowerCase() !== 'comdat')) {
    wrongArgument(linkage, "comdat, or nothing, behind the group's name", unit);
    return null;
  }
  return { name, comdat: linkage !== undefined };
}

/** The group of the section that the source is in, for the flag ?. */
function presentGroup(unit: Unit): SectionAttributes['group'] {
  return unit.section.attributes.group;
}

/** The letters of .section's flags. */
const FLAGS: Readonly<Record<string, string>> = {
  a: 'allocated',
  w: 'writable',
  x: 'executable',
  M: 'mergeable',
  S: 'strings',
  T: 'thread-local',
  G: 'in a group',
  '?': 'in the present group',
  e: 'not in executables',
  R: 'kept though nothing uses it',
};

const KINDS: ReadonlySet<string> = new Set(['note', 'init_array', 'fini_array', 'preinit_array']);
const SECTION_TYPES: ReadonlySet<string> = new Set(['progbits', 'nobits', ...KINDS]);

function isKind(name: string): name is SectionKind {
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

/** What of a section would become other than it is. */
function changeOf(before: SectionAttributes, after: SectionAttributes): string | undefined {
  const flags = ({ allocated, writable, executable, threadLocal, excluded, merged }: SectionAttributes): string =>
    [allocated, writable, executable, threadLocal, excluded, merged !== undefined, merged?.strings].map(Boolean).join();
  if (before.nobits !== after.nobits || before.kind !== after.kind) return 'another type';
  if (flags(before) !== flags(after)) return 'other attributes';
  return before.merged?.entrySize === after.merged?.entrySize ? undefined : 'entries of another size';
}

export const sectionDirectives: Readonly<Record<string, Directive>> = {
  '.text': standard('.text'),
  '.code': standard('.text'),
  '.data': standard('.data'),
  '.rodata': standard('.rodata'),
  '.bss': standard('.bss'),
  '.section': section,
  '.subsection': subsection,
  '.attach_to_group': attachToGroup,
  '.previous': previous,
};
