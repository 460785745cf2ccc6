import { Malformed } from './byte-reader.ts';

/** The value with this index in a list that both sides know. Throws Malformed. */
export function oneOf<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Malformed(`${index} as one of ${values.length} kinds`);
  return value;
}
