/** Guests for tests, assembled from source by our own assembler. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../assembler/assemble.ts';

/** The executable made of `text`. */
export function assembleGuest(text: string, name = 'guest.s'): Uint8Array {
  const { image, diagnostics } = assemble([{ name, text }]);
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

/** The guest that does a little of everything; see busy.s. */
export function busyGuest(): Uint8Array {
  return assembleGuest(readFileSync(join(import.meta.dirname, 'busy.s'), 'utf8'), 'busy.s');
}
