/** .org: moves the location counter forward, to an offset from the section's start or to a label. */
import { directive, integerArgument, wrongArgument, type Directive } from './directive.ts';

const org = directive(1, 2, ({ args }, unit) => {
  const [argument] = args;
  const fill = integerArgument(args[1], 'the fill value', unit, 0, { min: -128, max: 255 });
  if (fill === undefined) return;
  if (argument.kind !== 'value' || argument.selector !== undefined) {
    wrongArgument(argument, 'an offset in the section', unit);
    return;
  }
  const { section, diagnostics } = unit;
  const target = unit.bind(argument.value);
  if (target === undefined) return;
  if (target.kind !== 'constant' || section.offset === undefined) {
    section.appendVariable({ kind: 'org', target, fill: fill & 0xff, span: argument.span });
    return;
  }
  const distance = Number(target.value) - section.offset;
  if (distance < 0) {
    diagnostics.error(argument.span, `.org moves back, from ${section.offset} to ${target.value}`);
    return;
  }
  if (unit.checkRoom(distance, argument.span)) section.reserve(distance, fill & 0xff);
});

export const orgDirectives: Readonly<Record<string, Directive>> = { '.org': org, '.origin': org };
