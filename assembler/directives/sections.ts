/** .text, .data, .rodata, .bss and .section: where the following goes. */
import type { SectionAttributes } from '../layout/section.ts';
import { standardAttributes } from '../layout/standard-sections.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, textOf, wrongArgument, type Directive } from './directive.ts';

function standard(name: string): Directive {
  return directive(0, 0, (_, unit) => {
    unit.enterSection(name);
  });
}

const section = directive(1, 3, ({ args, span }, unit) => {
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
  const unknown = [...letters].find((letter) => !'awx'.includes(letter));
  if (unknown !== undefined) {
    unit.diagnostics.error(
      flags.span,
      `unknown section flag '${unknown}': there are a (allocated), w (writable), x (executable)`,
    );
    return undefined;
  }
  if (type !== undefined && (type.kind !== 'type' || !['progbits', 'nobits', 'note'].includes(type.name))) {
    wrongArgument(type, '@progbits, @nobits or @note', unit);
    return undefined;
  }
  return {
    allocated: letters.includes('a'),
    writable: letters.includes('w'),
    executable: letters.includes('x'),
    nobits: type?.kind === 'type' ? type.name === 'nobits' : usual.nobits,
  };
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
