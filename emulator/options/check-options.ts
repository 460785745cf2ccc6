/**
 * The door of a public function: what its caller, who may have no types, gives as options is looked at before anything is done,
 * and what does not fit is refused in words. An option that nobody knows is refused as well: it is a known one, misspelt.
 *
 *     explore: option 'depth' is 0; expected a whole number from 1 to 8
 */

/** What an option may be. */
export interface Kind {
  /** Completes "expected ...": "a whole number from 1 to 8". */
  readonly words: string;
  /** Is it of the type? */
  readonly type: (value: unknown) => boolean;
  /** Of those of the type: is it one of the range? All are unless given. */
  readonly range?: (value: never) => boolean;
}

/** The kind of each option: a new option needs a line. */
export type Kinds<Options> = { readonly [Name in keyof Options]-?: Kind };

/**
 * Throws a TypeError or a RangeError if `options` don't fit; `whose`: the function's name. An option that is undefined is as
 * if absent; `needed` must be there.
 */
export function checkOptions<Options extends object>(
  whose: string,
  options: Options,
  kinds: Kinds<Options>,
  needed: readonly (keyof Options & string)[] = [],
): void {
  if (!isRecord(options) || ArrayBuffer.isView(options))
    throw new TypeError(`${whose}: its options are ${show(options)}; expected an object`);
  const names = Object.keys(kinds);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`${whose}: there is no option '${unknown}', only ${names.join(', ')}`);
  for (const name of names as (keyof Options & string)[]) {
    if (options[name] !== undefined) checkValue(`${whose}: option '${name}'`, options[name], kinds[name]);
    else if (needed.includes(name)) {
      throw new TypeError(`${whose}: option '${name}' is missing; expected ${kinds[name].words}`);
    }
  }
}

/** The same of one value; `what` it is begins the message. */
export function checkValue(what: string, value: unknown, { words, type, range }: Kind): void {
  const wrong = (): string => `${what} is ${show(value)}; expected ${words}`;
  if (!type(value)) throw new TypeError(wrong());
  if (range?.(value as never) === false) throw new RangeError(wrong());
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters of a value that are shown. */
const SHOWN = 60;
/** Objects within objects that are shown: one may be within itself. */
const SHOWN_WITHIN = 4;

/** A value, as an error shows it: in JavaScript's own notation, or what sort of thing it is. */
function show(value: unknown, within = 0): string {
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'string':
      return shortened(JSON.stringify(value));
    case 'object':
      if (value === null) return 'null';
      return within > SHOWN_WITHIN ? '...' : showObject(value, within + 1);
    default:
      return String(value);
  }
}

function showObject(value: object, within: number): string {
  const { constructor } = value as { readonly constructor?: unknown };
  const plain = constructor === Object || constructor === undefined;
  // Each takes a character and more.
  const all = (values: readonly unknown[]): string =>
    values
      .slice(0, SHOWN)
      .map((one) => show(one, within))
      .join(', ');
  if (Array.isArray(value)) return shortened(`[${all(value)}]`);
  if (value instanceof Map) return shortened(`new Map([${all([...value])}])`);
  if (value instanceof Set) return shortened(`new Set([${all([...value])}])`);
  if (!plain) return `of type ${typeof constructor === 'function' ? constructor.name : 'object'}`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${show(field, within)}`);
  return fields.length === 0 ? '{}' : shortened(`{ ${fields.join(', ')} }`);
}

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
