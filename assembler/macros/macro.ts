/** Macro definitions and calls: GNU as manual, ".macro". Bodies are text, and so are arguments. */
import type { Span } from '../diagnostics/source.ts';
import { splitArguments, type TextArgument } from './arguments.ts';
import { scrub } from './scrub.ts';

export interface MacroParameter {
  readonly name: string;
  readonly defaultValue: string | undefined;
  /** :req, must be given; :vararg, takes all that is left. */
  readonly qualifier: 'req' | 'vararg' | undefined;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly MacroParameter[];
  readonly body: string;
  /** Where the body stands, for positions in diagnostics. */
  readonly file: string;
  readonly firstLine: number;
  readonly span: Span;
}

export type Problem = { readonly message: string; readonly span: Span };

export function isProblem(value: object): value is Problem {
  return 'message' in value;
}

const NAME = String.raw`[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*`;
const HEAD = new RegExp(`^(${NAME}) ?,?`);
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const PARAMETER = parameterPattern(`${STRING}|[^ ,]*`);
/** After .altmacro a default may stand in `<...>`, too. */
const ALTERNATE_PARAMETER = parameterPattern(`${STRING}|<[^>]*>|[^ ,]*`);

function parameterPattern(value: string): RegExp {
  return new RegExp(`(${NAME})(?: ?: ?(req|vararg))?(?: ?= ?(${value}))? ?,? ?`, 'y');
}

/** The name at the start of a text, and where the text behind it and a comma begins; undefined if there is none. */
export function leadingName(rest: Span): { readonly name: string; readonly rest: Span } | undefined {
  const scrubbed = scrub(rest, true);
  const [head, name] = (HEAD.exec(scrubbed.text) ?? []) as readonly (string | undefined)[];
  if (head === undefined || name === undefined) return undefined;
  return { name, rest: { ...rest, start: scrubbed.span(head.length, head.length).start } };
}

/** A default without its quotes or brackets. */
function unquoted(value: string, alternate: boolean): string {
  return value.replace(alternate && value.startsWith('<') ? /^<(.*)>$/ : /^"(.*)"$/, '$1');
}

/**
 * Parses what follows .macro: `name a, b=1, c:req, rest:vararg`. Commas may be missing, and the name if a label in front
 * gives it. A problem has the macro's name, too, if there is one. @param alternate behind .altmacro
 */
export function parseMacroHeader(
  rest: Span,
  alternate: boolean,
  label?: { readonly name: string; readonly span: Span },
): { name: string; parameters: MacroParameter[]; span: Span } | (Problem & { readonly name?: string }) {
  const scrubbed = scrub(rest, alternate);
  const { text } = scrubbed;
  const head = label === undefined ? HEAD.exec(text) : undefined;
  const whole = text === '' ? rest : scrubbed.span(0, text.length);
  if (head === null) return { message: 'expected the name of the macro after .macro', span: whole };
  const name = label?.name ?? head?.[1] ?? '';
  const span = label?.span ?? scrubbed.span(0, name.length);
  const parameters: MacroParameter[] = [];
  const names = new Set<string>();
  const pattern = new RegExp(alternate ? ALTERNATE_PARAMETER : PARAMETER);
  const start = head?.[0].length ?? 0;
  pattern.lastIndex = text[start] === ' ' ? start + 1 : start;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const parameter = pattern.exec(text);
    if (parameter === null) {
      const where = scrubbed.span(at, text.length);
      return { name, message: 'expected a parameter: name, name=default, name:req or name:vararg', span: where };
    }
    const [, parameterName, qualifier, defaultValue] = parameter as unknown as (string | undefined)[];
    if (parameterName === undefined) break;
    if (names.has(parameterName)) {
      return { name, message: `macro '${name}' has two parameters '${parameterName}'`, span: whole };
    }
    names.add(parameterName);
    parameters.push({
      name: parameterName,
      defaultValue: defaultValue === undefined ? undefined : unquoted(defaultValue, alternate),
      qualifier: qualifier as MacroParameter['qualifier'],
    });
  }
  return { name, parameters, span };
}

/** The text of a macro call's arguments, by parameter name; `given` are those that stand behind its name. */
export function bindArguments(
  macro: Macro,
  rest: Span,
  given: readonly TextArgument[] = splitArguments(rest),
): Map<string, string> | Problem {
  const values = new Map<string, string>();
  const parameters = new Map(macro.parameters.map((parameter) => [parameter.name, parameter]));
  let next = 0;
  for (const [index, argument] of given.entries()) {
    const keyword = /^([A-Za-z_.$][\w.$]*)\s*=(?!=)\s*([^]*)$/.exec(argument.text);
    const named = keyword === null ? undefined : parameters.get(keyword[1]);
    if (keyword !== null && named !== undefined) {
      values.set(named.name, keyword[2]);
      continue;
    }
    const parameter = macro.parameters.at(next++);
    if (parameter === undefined || next > macro.parameters.length) return tooMany(macro, argument);
    if (parameter.qualifier === 'vararg') {
      const { source, start } = argument.span;
      values.set(parameter.name, scrub(source.span(start, rest.end), true).text);
      break;
    }
    if (argument.text !== '' || index < given.length - 1) values.set(parameter.name, argument.text);
  }
  for (const { name, defaultValue, qualifier } of macro.parameters) {
    if ((values.get(name) ?? '') !== '') continue;
    if (qualifier === 'req') {
      const [first, last] = [given.at(0), given.at(-1)];
      const span = first === undefined || last === undefined ? rest : { ...first.span, end: last.span.end };
      return { message: `macro '${macro.name}' needs its argument '${name}'`, span };
    }
    values.set(name, defaultValue ?? '');
  }
  return values;
}

function tooMany(macro: Macro, { span }: TextArgument): Problem {
  const { length } = macro.parameters;
  const limit = length === 0 ? 'no arguments' : `at most ${length} argument${length === 1 ? '' : 's'}`;
  const before = span.source.text.slice(0, span.start);
  const hint = length > 0 && /[^,\s][ \t]+$/.test(before) ? '; a space ends an argument' : '';
  return { message: `macro '${macro.name}' takes ${limit}${hint}`, span };
}

/**
 * Puts arguments into a body: \name, \@ (the number of the call), \() (nothing: ends a name). A backslash before
 * anything else stays.
 */
export function substitute(body: string, values: ReadonlyMap<string, string>, callNumber: number): string {
  return body.replace(/\\(?:@|\(\)|([A-Za-z_.$][\w.$]*))/g, (whole, name: string | undefined) => {
    if (whole === '\\@') return String(callNumber);
    if (name === undefined) return '';
    const value = values.get(name);
    if (value !== undefined) return value;
    // \name.suffix: dots and dollars can belong to what follows the name.
    const prefix = longestKnownPrefix(name, values);
    return prefix === undefined ? whole : (values.get(prefix) ?? '') + name.slice(prefix.length);
  });
}

function longestKnownPrefix(name: string, values: ReadonlyMap<string, string>): string | undefined {
  for (const cut of [...name.matchAll(/[.$]/g)].map(({ index }) => index).reverse()) {
    if (values.has(name.slice(0, cut))) return name.slice(0, cut);
  }
  return undefined;
}
