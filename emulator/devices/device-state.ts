/** The canonical bytes of device state, for hashes: equal bytes if and only if the states are equal. */
import { hexadecimal } from '../bytes.ts';
import type { DeviceState } from './device.ts';

/** Byte arrays are written as hexadecimal, everything else as JSON with its fields in order of name. */
export function encodeDeviceState(state: Readonly<Record<string, DeviceState>>): Uint8Array {
  return new TextEncoder().encode(canonical(state));
}

function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `x${hexadecimal(value)}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${name}:${canonical(field)}`).join(',')}}`;
}
