/**
 * Text that a report may show whatever it holds: a guest's console bytes, file names and arguments are anybody's. What neither
 * HTML nor XML 1.0 allows, and what would make a text look like another one, becomes a visible character.
 */

/** U+2400 and following are pictures of the control characters. */
const PICTURES = 0x2400;
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

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

/** Printable, and harmless between tags and in quoted attributes, of HTML and of XML. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
