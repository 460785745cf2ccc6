/**
 * HTML and SVG as values. Whatever is put into a template is escaped unless it is markup itself, so that a text can become a
 * tag nowhere: there is no other way to make markup than to write it in the source.
 *
 *     markup`<p class="${name}">${words}</p>`
 */
import { escaped } from '../../../../emulator/report/printable.ts';

export class Markup {
  readonly #text: string;

  /** `text`: of our own sources, never of anybody else. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template: undefined and false are nothing, lists are all their elements. */
type Part = Markup | string | number | undefined | false | readonly Part[];

/** Markup. Attributes have to be written with their quotes. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => (index === 0 ? text : textOf(parts[index - 1]) + text)).join(''));
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.toString();
  if (part === undefined || part === false) return '';
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(String(part));
}
