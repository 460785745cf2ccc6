/** Reads the guests that are simulated unless a user names another, where the build has put them. */
import { readFileSync } from 'node:fs';
import { type BuiltInGuest, builtInGuest } from '../built-in-guests.ts';
import type { SimulatedGuest } from '../guest.ts';

/** `folder`: where scripts/simulator-guests.mjs has put them; its URL ends with a slash. Throws what reading throws. */
export function loadBuiltInGuest(name: BuiltInGuest, folder: URL): SimulatedGuest {
  return builtInGuest(name, (file) => readFileSync(new URL(file, folder)));
}
