/**
 * Text whose bytes matter, such as a source or a symbol's name: UTF-8 as far as it is that, and anything else without loss.
 * A byte that is part of no UTF-8 character becomes the lone surrogate U+DC00 plus its value, which no UTF-8 text has, as in
 * Python's PEP 383; so each counts as one character, and is the same byte again when it is written.
 */
import { concatenate, utf8 } from '../bytes.ts';

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

const ESCAPE = 0xdc00;
/** Surrogates that stand for bytes; with the flag u the halves of other characters are none. */
const ESCAPED = /[\udc80-\udcff]+/gu;
const ANY_ESCAPED = /[\udc80-\udcff]/u;

/** The text of these bytes. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

function decodeWithEscapes(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += utf8(bytes.subarray(from, at)) + String.fromCharCode(ESCAPE + bytes[at]);
    at += 1;
    from = at;
  }
  return text + utf8(bytes.subarray(from));
}

/** The bytes of a text; of one that {@link decodeText} has made, those that it was made of. */
export function encodeText(text: string): Uint8Array {
  if (!ANY_ESCAPED.test(text)) return ENCODER.encode(text);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const { 0: escaped, index } of text.matchAll(ESCAPED)) {
    pieces.push(ENCODER.encode(text.slice(from, index)));
    pieces.push(Uint8Array.from(escaped, (character) => character.charCodeAt(0) - ESCAPE));
    from = index + escaped.length;
  }
  return concatenate([...pieces, ENCODER.encode(text.slice(from))]);
}

/** The bytes of the UTF-8 character that begins here; 0 if none does (Unicode 15, table 3-7). */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1] < low || bytes[at + 1] > high) return 0;
  for (let i = 2; i < length; i++) if (bytes[at + i] >> 6 !== 2) return 0;
  return length;
}
