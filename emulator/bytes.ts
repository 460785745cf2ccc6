/** What arrays of bytes are made into again and again, with nothing that only Node.js has: a web page can carry it. */

/** One array of all these bytes, in order. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The codes of the hexadecimal digits. */
const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** The bytes in hexadecimal, two digits each. A text that is put together of so many pieces would cost three times as much. */
export function hexadecimal(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length);
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    digits[2 * index] = DIGITS[byte >> 4];
    digits[2 * index + 1] = DIGITS[byte & 15];
  }
  return utf8(digits);
}

/** Characters that are handed to String.fromCharCode at once. */
const PIECE = 4096;

/** The text of which these are the codes, one byte a character (ISO 8859-1). */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of which these are the bytes in UTF-8; what is none becomes U+FFFD. */
export function utf8(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

/** Are these the same bytes? */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
