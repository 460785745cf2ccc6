/**
 * The canonical bytes of device state, for hashes: equal bytes if and only if the states are equal. Of each value a byte says what it is, then
 * it follows itself, after its length if it has one.
 *
 * They are made each time that a device is told something, on a machine that has just slept: so by little code, which knows little.
 */
import type { Device } from './definition.ts';

/** What a value is. */
const IS = { UNDEFINED: 0, NULL: 1, FALSE: 2, TRUE: 3, NUMBER: 4, TEXT: 5, BYTES: 6, ARRAY: 7, OBJECT: 8 } as const;

/** What was written last, and room for more; grows. */
let bytes = new Uint8Array(1024);
let view = new DataView(bytes.buffer);
let end = 0;

/** The states of `devices`, by name, but for those of which there is nothing beside their register windows. The bytes are the caller's. */
export function encodeDeviceState(devices: Iterable<readonly [string, Pick<Device, 'save'>]>): Uint8Array {
  end = 0;
  for (const [name, device] of devices) {
    const { outstanding, input } = device.save();
    if (outstanding.length === 0 && input.length === 0) continue;
    writeText(name);
    writeArray(outstanding);
    writeBytes(input);
  }
  return bytes.slice(0, end);
}

function write(value: unknown): void {
  if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'string') writeText(value);
  else if (value instanceof Uint8Array) writeBytes(value);
  else if (Array.isArray(value)) writeArray(value);
  else if (typeof value === 'object' && value !== null) writeObject(value as Readonly<Record<string, unknown>>);
  else if (value === undefined) writeKind(IS.UNDEFINED);
  else if (value === null) writeKind(IS.NULL);
  else if (typeof value === 'boolean') writeKind(value ? IS.TRUE : IS.FALSE);
  else throw new Error(`a ${typeof value} in the state of a device`);
}

/** Its fields, in order of name. */
function writeObject(value: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(value).sort();
  writeLength(IS.OBJECT, names.length);
  for (const name of names) {
    writeText(name);
    write(value[name]);
  }
}

function writeArray(values: readonly unknown[]): void {
  writeLength(IS.ARRAY, values.length);
  for (const value of values) write(value);
}

function writeBytes(value: Uint8Array): void {
  writeLength(IS.BYTES, value.length);
  makeRoom(value.length);
  bytes.set(value, end);
  end += value.length;
}

/** In UTF-16, of which there is one form alone. */
function writeText(value: string): void {
  writeLength(IS.TEXT, value.length);
  makeRoom(2 * value.length);
  for (let index = 0; index < value.length; index += 1) view.setUint16(end + 2 * index, value.charCodeAt(index));
  end += 2 * value.length;
}

function writeNumber(value: number): void {
  writeKind(IS.NUMBER);
  makeRoom(8);
  view.setFloat64(end, value);
  end += 8;
}

function writeLength(kind: number, length: number): void {
  writeKind(kind);
  makeRoom(4);
  view.setUint32(end, length);
  end += 4;
}

function writeKind(kind: number): void {
  makeRoom(1);
  bytes[end] = kind;
  end += 1;
}

function makeRoom(count: number): void {
  if (end + count <= bytes.length) return;
  const grown = new Uint8Array(2 * (end + count));
  grown.set(bytes);
  bytes = grown;
  view = new DataView(bytes.buffer);
}
