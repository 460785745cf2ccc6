/** .org: moves the location counter forward, to an offset from the section's start or to a label. */
import type { Expression } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, expressionArgument, type Directive } from './directive.ts';

const org = directive(1, 2, ({ args }, unit) => {
  const [argument] = args;
  const fill = integerArgument(args[1], 'the fill value', unit, 0, { min: -128, max: 255 });
  if (fill === undefined) return;
  const value = expressionArgument(argument, 'an offset in the section', unit);
  if (value !== undefined) setLocation(value, unit, fill & 0xff);
});

/** Moves the location counter, as `. = value` does too. */
export function setLocation(value: Expression, unit: Unit, fill = 0): void {
  const { section, diagnostics } = unit;
  const { span } = value;
  const target = unit.bind(value);
  if (target === undefined) return;
  if (target.kind !== 'constant' || section.offset === undefined) {
    section.appendVariable({ kind: 'org', target, fill, span });
    return;
  }
  const distance = Number(target.value) - section.offset;
  if (distance < 0) diagnostics.error(span, `.org moves back, from ${section.offset} to ${target.value}`);
  else if (unit.checkRoom(distance, span)) section.reserve(distance, fill);
}

export const orgDirectives: Readonly<Record<string, Directive>> = { '.org': org, '.origin': org };
