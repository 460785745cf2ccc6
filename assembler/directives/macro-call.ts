/** Calls of macros: arguments from the text behind the name, and the body with them in place. */
import { SourceText, type Origin, type Span } from '../diagnostics/source.ts';
import { constantNow } from '../expressions/bind.ts';
import { tokenizeLines } from '../syntax/lexer.ts';
import { parseStatement } from '../syntax/parser.ts';
import type { Unit } from '../unit.ts';
import { splitAlternate } from '../macros/alternate.ts';
import { splitArguments, type TextArgument } from '../macros/arguments.ts';
import { bindArguments, isProblem, type Macro } from '../macros/macro.ts';
import type { Macros } from '../macros/macros.ts';
import type { Texts } from '../macros/texts.ts';

/** Goes on in a macro's body. `rest` is what stands behind its name, `span` the call. */
export function callMacro(macro: Macro, rest: Span, span: Span, unit: Unit, macros: Macros, texts: Texts): void {
  const given = argumentsOf(rest, macros, unit);
  if (given === undefined) return;
  const values = bindArguments(macro, rest, given);
  if (isProblem(values)) {
    const note = { message: `'${macro.name}' is defined here`, span: macro.span };
    unit.diagnostics.error(values.span.start < values.span.end ? values.span : span, values.message, [note]);
    return;
  }
  const text = macros.substitute(macro.body, values);
  const note = `in expansion of macro '${macro.name}'`;
  texts.expand(text, macro.file, macro.firstLine, { kind: 'macro', note, span });
}

/** The arguments in a text; undefined, with a diagnostic given, if one has no value. */
export function argumentsOf(rest: Span, { alternate }: Macros, unit: Unit): readonly TextArgument[] | undefined {
  if (!alternate) return splitArguments(rest);
  const list: TextArgument[] = [];
  for (const { text, span, expression } of splitAlternate(rest)) {
    const number = expression === undefined ? '' : numberOf(expression, unit);
    if (number === undefined) return undefined;
    list.push({ text: text + number, span });
  }
  return list;
}

/** The value of an argument `%expression`, in decimal digits. */
function numberOf(span: Span, unit: Unit): string | undefined {
  const text = span.source.text.slice(span.start, span.end);
  const origin: Origin = { kind: 'macro', note: 'in this argument', span };
  const { file, line } = span.source.locate(span.start);
  const source = new SourceText(file, `\t.long ${text}`, origin, line);
  const [statement] = tokenizeLines(source, 0).statements;
  const parsed = statement.error === undefined ? parseStatement(statement, () => 'arguments') : statement;
  if (parsed.error !== undefined) unit.diagnostics.error(parsed.error.span, parsed.error.message);
  const operation = 'statement' in parsed ? parsed.statement?.operation : undefined;
  const argument = operation?.kind === 'directive' ? operation.args.at(0) : undefined;
  if (argument?.kind === 'value') return constantNow(argument.value, 'the argument', unit)?.toString();
  if (parsed.error === undefined) unit.diagnostics.error(span, 'expected an expression behind %');
  return undefined;
}
