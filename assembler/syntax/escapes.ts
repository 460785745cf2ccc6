/** Escape sequences of strings and character constants, as GNU as has them. */
import { concatenate } from '../../emulator/bytes.ts';
import { decodeText, encodeText } from '../../emulator/elf/byte-text.ts';
import type { Identifier } from './ast.ts';

const SIMPLE: Readonly<Record<string, number>> = {
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 0x5c,
  '"': 0x22,
  "'": 0x27,
  // No hexadecimal digits are the number 0.
  x: 0,
  X: 0,
};

const ESCAPES = /\\(?:([0-9]{1,3})|[xX]([0-9a-fA-F]+)|([^]))|([^\\]+)|\\/gu;
/** HP's directives for strings read two digits behind \x and no more (GNU as, tc-hppa.c, "pa_stringer"), but not behind \X. */
export const HP_ESCAPES = /\\(?:([0-9]{1,3})|[xX]((?<=x)[0-9a-fA-F]{1,2}|(?<=X)[0-9a-fA-F]+)|([^]))|([^\\]+)|\\/gu;

/**
 * The bytes of a string literal's inside: \n and its like, one to three octal digits (8 and 9 count, too), \x with any number
 * of hexadecimal digits of which the last two count, unless `pattern` is {@link HP_ESCAPES}; without any it is 0. Other
 * characters are the bytes that the source has. An unknown escape is the character behind the backslash. The first unknown
 * one, or \x without digits, is reported with its offset in the text.
 */
export function unescape(text: string, pattern = ESCAPES): { bytes: Uint8Array; badEscape: number | undefined } {
  const parts: Uint8Array[] = [];
  let badEscape: number | undefined;
  for (const match of text.matchAll(pattern)) {
    const [, octal, hexadecimal, simple, plain] = match as readonly (string | undefined)[];
    if (plain !== undefined) parts.push(encodeText(plain));
    else if (octal !== undefined)
      parts.push(Uint8Array.of([...octal].reduce((value, digit) => value * 8 + Number(digit), 0)));
    else if (hexadecimal !== undefined) parts.push(Uint8Array.of(parseInt(hexadecimal.slice(-2), 16)));
    else {
      const code = simple === undefined ? undefined : (SIMPLE[simple] as number | undefined);
      if (code === undefined || code === 0) badEscape ??= match.index;
      parts.push(code === undefined ? encodeText(simple ?? '') : Uint8Array.of(code));
    }
  }
  return { bytes: concatenate(parts), badEscape };
}

/** What a string argument says, for people or as a file's name. */
export function wordsOf({ parts }: { readonly parts: readonly Identifier[] }): string {
  return decodeText(concatenate(parts.map(({ name }) => unescape(name).bytes)));
}

/** What stands between the quotes of one string. */
export function wordsIn(text: string): string {
  return decodeText(unescape(text).bytes);
}

/** The value of a character constant such as 'a, 'a' or '\n: the first of its bytes in the source. */
export function characterCode(image: string): number {
  const inside = image.length > 2 && image.endsWith("'") ? image.slice(1, -1) : image.slice(1);
  return unescape(inside).bytes[0] ?? inside.charCodeAt(0);
}
