/** .text, .data, .rodata, .bss, .section and .subsection: where the following goes. */
import type { Span } from '../diagnostics/source.ts';
import type { SectionAttributes } from '../sections/attributes.ts';
import { wordsOf } from '../syntax/escapes.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import {
  directive,
  integerArgument,
  textDirective,
  textOf,
  wrongArgument,
  type Directive,
  type TextCall,
} from './directive.ts';
import { sectionArguments, type SectionArguments } from './section-arguments.ts';

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

/** `.section name` with its flags and type. */
const section = textDirective(({ rest, span }, unit) => {
  const found = sectionArguments(rest, span, unit);
  if (found?.subsection === undefined) enter(found, 0, span, unit);
  else
    unit.diagnostics.error(
      found.subsection.span,
      `expected section flags such as "aw", found '${found.subsection.text}'`,
    );
});

/** Goes on in the section that the arguments name. */
function enter(found: SectionArguments | undefined, subsection: number, span: Span, unit: Unit): void {
  if (found === undefined) return;
  const { name, attributes, isExplicit } = found;
  const existing = unit.findSection(name, attributes);
  const change = existing && isExplicit ? changeOf(existing.attributes, attributes) : undefined;
  if (change === undefined) unit.enterSection(name, attributes, subsection);
  else unit.diagnostics.error(span, `section ${name} exists already with ${change}`);
}

/** `.pushsection name`, `.pushsection name, subsection`, and what .section takes behind it. */
export function pushSection({ rest, span }: TextCall, unit: Unit): void {
  const found = sectionArguments(rest, span, unit);
  const number = Number(found?.subsection?.text ?? 0);
  if (number >= SUBSECTIONS.min && number <= SUBSECTIONS.max) enter(found, number, span, unit);
  else {
    const message = `the number of a subsection must be ${SUBSECTIONS.min} to ${SUBSECTIONS.max}, not ${found?.subsection?.text}`;
    unit.diagnostics.error(found?.subsection?.span, message);
  }
}

/** `.attach_to_group name`: the section belongs to the group from now on. */
const attachToGroup = directive(1, 1, ({ args, span }, unit) => {
  const name = groupName(args[0], unit);
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

function groupName(argument: Argument, unit: Unit): string | undefined {
  if (argument.kind === 'string') return wordsOf(argument);
  const text = argument.kind === 'value' ? textOf(argument.span) : '';
  if (/^[\w.$-]+$/.test(text)) return text;
  wrongArgument(argument, 'the name of a group', unit);
  return undefined;
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
