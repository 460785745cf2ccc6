/** JSON as it comes from another process or a file: an object, or it is malformed. */
import { Malformed } from './byte-reader.ts';

/** Reads a JSON object, which is called `what`. Throws {@link Malformed}. */
export function parseObject(json: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Malformed(`${what} is not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw new Malformed(`${what} is no object`);
  return value as Record<string, unknown>;
}
