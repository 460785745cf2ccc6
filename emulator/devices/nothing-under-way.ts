/**
 * What devices have in common of which nothing is ever under way: no request of theirs completes, and all that they know stands
 * in their window's registers, which are the machine's state, or in the machine itself.
 */
import type { SavedDevice } from './definition.ts';

export abstract class NothingUnderWay {
  complete(): boolean {
    return false;
  }

  outstanding(): [] {
    return [];
  }

  save(): SavedDevice {
    return { outstanding: [], input: new Uint8Array(0) };
  }

  restore(): void {
    // What there is comes back with the registers.
  }
}
