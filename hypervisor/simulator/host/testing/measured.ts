/** The built-in guests, for tests: each measured once in a process, as that takes as long as many of its runs. */
import type { BuiltInGuest } from '../../built-in-guests.ts';
import { measure } from '../../campaign.ts';
import type { SimulatedGuest } from '../../guest.ts';
import { loadBuiltInGuest } from '../load-guest.ts';
import type { Baseline } from '../../undisturbed.ts';

interface Measured {
  readonly guest: SimulatedGuest;
  readonly baseline: Baseline;
}

const GUESTS = new URL('../../../../dist/simulator/', import.meta.url);
const measured = new Map<BuiltInGuest, Measured>();

/** A guest, and what it does undisturbed. Needs a built dist/. */
export function measuredGuest(name: BuiltInGuest): Measured {
  const known = measured.get(name);
  if (known) return known;
  const guest = loadBuiltInGuest(name, GUESTS);
  const fresh = { guest, baseline: measure(guest) };
  measured.set(name, fresh);
  return fresh;
}
