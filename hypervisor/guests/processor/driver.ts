/**
 * What runs a guest of this suite: the one interface of all engines. A guest tells how it went in one line of text
 * (guest.inc), on a console that every engine has.
 */

/** A guest, assembled. */
export interface BuiltGuest {
  readonly name: string;
  /** The bytes of an ELF executable, for physical address 0x10000 and up. */
  readonly image: Uint8Array;
  /** Physical address of the word by which the guest asks for a signal: see {@link requestedSignal}. */
  readonly signalRequest: number;
}

export interface GuestDriver {
  readonly name: string;
  /** Runs the guest to its end; returns what it printed. Rejects if it doesn't end. */
  run(guest: BuiltGuest): Promise<string>;
}

/** Instructions after which a guest is taken for lost: the longest needs a tenth. */
export const INSTRUCTION_LIMIT = 20_000_000;

/** How a guest went. */
export interface GuestOutcome {
  readonly passed: boolean;
  /** Cases that held. */
  readonly cases: number;
  /** Cases that were skipped, as this engine cannot be asked. */
  readonly skipped: number;
  /** Bit 1 << n for each interruption n that came. */
  readonly taken: number;
  /** What the guest printed. */
  readonly text: string;
}

/** Reads what a guest printed. */
export function outcomeOf(text: string): GuestOutcome {
  const match = /^ok ([\da-f]{8}) ([\da-f]{8}) ([\da-f]{8})\n$/.exec(text);
  const [cases = 0, skipped = 0, taken = 0] = match?.slice(1).map((word) => parseInt(word, 16)) ?? [];
  return { passed: match !== null, cases, skipped, taken, text };
}
