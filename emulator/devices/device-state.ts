/** The canonical bytes of device state, for hashes: equal bytes if and only if the states are equal. */
import type { DeviceState } from './device.ts';

/** Byte arrays are written as hexadecimal, everything else as JSON with its fields in order of name. */
export function encodeDeviceState(state: Readonly<Record<string, DeviceState>>): Uint8Array {
  const text = new CanonicalText();
  text.value(state);
  return text.finish();
}

const FIRST_BYTES = 1024;
const ASCII = 0x7f;
const UTF8 = new TextEncoder();
/** The codes of the digits. */
const DIGITS = UTF8.encode('0123456789abcdef');

/** Text that is bytes from the start: a disk's commands under way bring many, and an epoch does not end before it is hashed. */
class CanonicalText {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  value(value: unknown): void {
    if (value instanceof Uint8Array) this.#hexadecimal(value);
    else if (Array.isArray(value)) this.#list('[', value, ']', (item) => this.value(item));
    else if (typeof value === 'object' && value !== null) this.#fields(value);
    else this.#text(String(JSON.stringify(value)));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #fields(value: object): void {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) as [string, unknown][];
    this.#list('{', fields, '}', ([name, field]) => {
      this.#text(name);
      this.#text(':');
      this.value(field);
    });
  }

  #list<T>(open: string, items: readonly T[], close: string, write: (item: T) => void): void {
    this.#text(open);
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#text(',');
      write(item);
    }
    this.#text(close);
  }

  #text(text: string): void {
    let at = this.#room(text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > ASCII) return this.#otherText(text);
      this.#bytes[at++] = code;
    }
    this.#length = at;
  }

  #otherText(text: string): void {
    const bytes = UTF8.encode(text);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    this.#length = at + bytes.length;
  }

  #hexadecimal(bytes: Uint8Array): void {
    this.#text('x');
    let at = this.#room(2 * bytes.length);
    const target = this.#bytes;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index];
      target[at++] = DIGITS[byte >> 4];
      target[at++] = DIGITS[byte & 15];
    }
    this.#length = at;
  }

  /** Makes room for `count` bytes and returns where they go. */
  #room(count: number): number {
    const needed = this.#length + count;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, needed));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return this.#length;
  }
}
