/**
 * Text that a terminal or a report may show whatever it holds: a guest's console bytes, names in its image, file names and arguments are
 * anybody's. What a terminal would take for a command, what neither HTML nor XML 1.0 allows, and what would make a text look like
 * another one, becomes a visible character.
 */

/** U+2400 and following are pictures of the control characters. */
const PICTURES = 0x2400;
const PICTURE_OF_LINE_FEED = '\u240a';
const PICTURE_OF_DELETE = '\u2421';
const REPLACEMENT = '\ufffd';

/** Controls but for line feed; halves of characters; what is no character; what turns the direction of a text. */
const STRANGE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** `text` with each strange character shown as one that is not; line feeds stay. */
export function printable(text: string): string {
  return text.replace(STRANGE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    return code === 0x7f ? PICTURE_OF_DELETE : REPLACEMENT;
  });
}

/** A name that stands within a line: it has no line feeds either. */
export function printableName(name: string): string {
  return printable(name).replaceAll('\n', PICTURE_OF_LINE_FEED);
}

/** `value` as JSON, in which each strange character is escaped, also those that JSON allows. */
export function printableJson(value: unknown, indentation?: number): string {
  return JSON.stringify(value, undefined, indentation).replace(
    STRANGE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

/** Printable, and harmless between tags and in quoted attributes, of HTML and of XML. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
