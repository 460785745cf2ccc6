/** The canonical bytes of device state, for hashes: equal bytes if and only if the states are equal. */
import { hexadecimal } from '../bytes.ts';
import type { AnyRequest, SavedDevice } from './definition.ts';

const ENCODER = new TextEncoder();

/** By request, which never changes: states are hashed more often than requests come and go. */
const TEXTS = new WeakMap<AnyRequest, string>();

/** Byte arrays are written as hexadecimal, everything else as JSON with its fields in order of name. */
export function encodeDeviceState(state: Readonly<Record<string, SavedDevice>>): Uint8Array {
  const names = Object.keys(state).sort();
  return ENCODER.encode(`{${names.map((name) => `${name}:${ofDevice(state[name])}`).join(',')}}`);
}

function ofDevice({ input, outstanding }: SavedDevice): string {
  return `{input:${canonical(input)},outstanding:[${outstanding.map(ofRequest).join(',')}]}`;
}

function ofRequest(request: AnyRequest): string {
  const known = TEXTS.get(request);
  if (known !== undefined) return known;
  const text = canonical(request);
  TEXTS.set(request, text);
  return text;
}

function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return value.length === 0 ? 'x' : `x${hexadecimal(value)}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${name}:${canonical(field)}`).join(',')}}`;
}
