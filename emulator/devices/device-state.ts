/** The canonical bytes of device state, for hashes: equal bytes if and only if the states are equal. */
import { concatenate, hexadecimalDigits } from '../bytes.ts';
import type { AnyRequest, SavedDevice } from './definition.ts';

const ENCODER = new TextEncoder();

/** By request, which never changes: states are hashed more often than requests come and go. */
const REQUESTS = new WeakMap<AnyRequest, Uint8Array>();

/** Byte arrays are written as hexadecimal, everything else as JSON with its fields in order of name. */
export function encodeDeviceState(state: Readonly<Record<string, SavedDevice>>): Uint8Array {
  const bytes = new Bytes();
  const names = Object.keys(state).sort();
  bytes.putList('{', names, '}', (name) => {
    const { input, outstanding } = state[name];
    bytes.put(`${name}:{input:`);
    bytes.putValue(input);
    bytes.putList(',outstanding:[', outstanding, ']}', (request) => bytes.append(bytesOf(request)));
  });
  return bytes.all();
}

function bytesOf(request: AnyRequest): Uint8Array {
  const known = REQUESTS.get(request);
  if (known !== undefined) return known;
  const bytes = new Bytes();
  bytes.putValue(request);
  const all = bytes.all();
  REQUESTS.set(request, all);
  return all;
}

/** Bytes in the making: what is put is text, or becomes it. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  /** What follows them. */
  #text = '';

  put(text: string): void {
    this.#text += text;
  }

  append(bytes: Uint8Array): void {
    this.#endText();
    this.#parts.push(bytes);
  }

  putValue(value: unknown): void {
    if (value instanceof Uint8Array) {
      this.put('x');
      if (value.length > 0) this.append(hexadecimalDigits(value));
    } else if (Array.isArray(value)) {
      this.putList('[', value, ']', (item) => this.putValue(item));
    } else if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      this.putList('{', fields, '}', ([name, field]) => {
        this.put(`${name}:`);
        this.putValue(field);
      });
    } else {
      this.put(JSON.stringify(value));
    }
  }

  putList<T>(begin: string, items: readonly T[], end: string, putItem: (item: T) => void): void {
    this.put(begin);
    for (const [index, item] of items.entries()) {
      if (index > 0) this.put(',');
      putItem(item);
    }
    this.put(end);
  }

  all(): Uint8Array {
    this.#endText();
    return this.#parts.length === 1 ? this.#parts[0] : concatenate(this.#parts);
  }

  #endText(): void {
    if (this.#text !== '') this.#parts.push(ENCODER.encode(this.#text));
    this.#text = '';
  }
}
