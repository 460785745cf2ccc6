/** Numbers as diagnoses and traces write them. */

/** A word in eight hexadecimal digits. */
export function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
