/** .rept, .irp and .irpc: a block of lines several times (GNU as manual, ".rept", ".irp", ".irpc"). */
import type { Span } from '../diagnostics/source.ts';
import { constantNow } from '../expressions/bind.ts';
import { argumentsOf } from './macro-call.ts';
import { leadingName } from '../macros/macro.ts';
import type { Block } from '../macros/reader.ts';
import { scrub } from '../macros/scrub.ts';
import type { TextArgument } from '../macros/arguments.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, textDirective, valueOf, type Directive, type Services } from './directive.ts';

const rept: Directive = {
  ...directive(0, Infinity, ({ args, span }, unit, services) => {
    const block = services.takeBlock();
    const [argument] = args.map(valueOf) as readonly (Argument | undefined)[];
    if (argument?.kind !== 'value' || args.length !== 1) {
      unit.diagnostics.error(span, '.rept takes one expression: how many times');
      return;
    }
    const count = constantNow(argument.value, 'the number of repetitions', unit);
    if (block === undefined || count === undefined) return;
    if (count < 0n) unit.diagnostics.error(argument.span, `a number of repetitions can't be negative: ${count}`);
    else repeat(count, block, '.rept', span, () => undefined, services);
  }),
  block: '.endr',
};

/** `.irp symbol,value,value...`: the body once for each value. */
const irp = iteration('value,value', (given) => given.map(({ text }) => text));

/** `.irpc symbol,characters`: the body once for each character, commas among them. */
const irpc = iteration('characters', (_given, rest) => {
  const { text } = scrub(rest);
  const quoted = /^"((?:[^"\\]|\\[^])*)"$/.exec(text)?.[1];
  return [...(quoted ?? text.replaceAll(' ', ''))];
});

type Values = (given: readonly TextArgument[], rest: Span) => string[];

function iteration(what: string, valuesOf: Values): Directive {
  const found = textDirective(({ name, rest, span }, unit, services) => {
    const block = services.takeBlock();
    const shown = name.name.toLowerCase();
    const parameter = leadingName(rest);
    if (parameter === undefined) {
      unit.diagnostics.error(span, `expected a name after ${shown}: ${shown} name,${what}`);
      return;
    }
    const given = argumentsOf(parameter.rest, services.macros, unit);
    if (block === undefined || given === undefined) return;
    const texts = valuesOf(given, parameter.rest);
    // Without values GNU as assembles the body once, with nothing in the name's place.
    const list = texts.length === 0 ? [''] : texts;
    repeat(list.length, block, shown, span, (index) => new Map([[parameter.name, list[index]]]), services);
  });
  return { ...found, block: '.endr' };
}

/** Goes on in a block so many times; its text stays what it is where there are no values. */
function repeat(
  times: number | bigint,
  block: Block,
  name: string,
  span: Span,
  values: (index: number) => ReadonlyMap<string, string> | undefined,
  { texts, macros }: Services,
): void {
  if (!texts.hasRoom(times, block.text.length, span)) return;
  const count = Number(times);
  const { calls } = macros;
  const next = (index: number): void => {
    if (index >= count) return;
    const given = values(index);
    const text = given === undefined ? block.text : macros.substitute(block.text, given, calls);
    const note = `in repetition ${index + 1} of this ${name}`;
    const reader = texts.expand(text, block.file, block.firstLine, { kind: 'repetition', note, span });
    if (reader !== undefined) reader.atEnd = () => next(index + 1);
  };
  next(0);
}

const endr = directive(0, 0, ({ span }: { readonly span: Span }, unit: Unit) => {
  unit.diagnostics.error(span, '.endr without .rept, .irp or .irpc');
});

export const repetitionDirectives: Readonly<Record<string, Directive>> = {
  '.rept': rept,
  '.rep': rept,
  '.irp': irp,
  '.irep': irp,
  '.irpc': irpc,
  '.irepc': irpc,
  '.endr': endr,
};
