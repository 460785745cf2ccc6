/** .reloc offset, type, expression: a relocation as it is written (GNU as manual, ".reloc"). */
import { relocationNumber, relocationType, type RelocationType } from '../../emulator/elf/relocation-types.ts';
import type { Span } from '../diagnostics/source.ts';
import { constant, type Bound } from '../expressions/bound.ts';
import { OWN_SCOPE } from '../expressions/reduce.ts';
import { evaluate } from '../expressions/evaluate.ts';
import type { Location } from '../sections/location.ts';
import type { Section } from '../layout/section.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, expressionArgument, textOf, wrongArgument, type Directive } from './directive.ts';

const reloc = directive(2, 3, ({ args, span }, unit) => {
  const [where, name, value] = args as readonly [Argument, Argument, Argument | undefined];
  const type = typeOf(name, unit);
  const offset = boundOf(where, 'an offset in the section', unit);
  const expression = value === undefined ? constant(0n, span) : boundOf(value, 'a symbol', unit);
  if (type === undefined || offset === undefined || expression === undefined) return;
  const { section } = unit;
  // The offset may be that of a label further down.
  unit.atEnd.push(() => {
    const location = locate(offset, section, type, where.span, unit);
    if (location === undefined) return;
    section.fixups.push({ location, field: { kind: 'relocation', type }, selector: undefined, expression, span });
  });
});

function typeOf(argument: Argument, unit: Unit): RelocationType | undefined {
  const name = /^R_PARISC_(\w+)$/.exec(textOf(argument.span))?.[1];
  try {
    if (name !== undefined) return relocationType(relocationNumber(name));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  wrongArgument(argument, 'a relocation type that 32-bit programs have, such as R_PARISC_DIR32', unit);
  return undefined;
}

function boundOf(argument: Argument, what: string, unit: Unit): Bound | undefined {
  const value = expressionArgument(argument, what, unit);
  return value === undefined ? undefined : unit.bind(value);
}

/** The place in the section: a number of bytes from its start, or a label in it. */
function locate(
  offset: Bound,
  section: Section,
  type: RelocationType,
  span: Span,
  { diagnostics }: Unit,
): Location | undefined {
  const size = type.field === 'none' ? 0 : 4;
  const label = offset.kind === 'symbol' ? offset.symbol.definition : undefined;
  const exact = offset.kind === 'location' ? offset.location : label?.kind === 'label' ? label.location : undefined;
  let location = exact?.section === section ? exact : undefined;
  if (exact === undefined) {
    const value = evaluate(offset, OWN_SCOPE);
    if (value.kind !== 'value' || (value.base !== undefined && value.base !== section)) {
      diagnostics.error(span, 'expected an offset in this section, or a label in it');
      return undefined;
    }
    location = placeAt(section, Number(value.symbol + value.addend));
  }
  if (location !== undefined && location.offset + size <= location.fragment.length) return location;
  const what = size === 0 ? 'this offset lies outside the section' : `the section has no ${size} bytes at this offset`;
  diagnostics.error(span, `${what}, as far as its layout is known`);
  return undefined;
}

function placeAt(section: Section, offset: number): Location | undefined {
  for (const fragment of section.fragments) {
    const { start, length } = fragment;
    if (start !== undefined && offset >= start && offset <= start + length) {
      return { section, fragment, offset: offset - start };
    }
  }
  return undefined;
}

export const relocDirectives: Readonly<Record<string, Directive>> = { '.reloc': reloc };
