/** What is explored: a guest, what the world holds for it, and what is right. */

/** A guest, as a bare machine or a pair boots it. */
export interface ExploredGuest {
  /** For people. */
  readonly name: string;
  /** An ELF executable. */
  readonly image: Uint8Array;
  /** Boot arguments. */
  readonly append: string;
  /** What is on the disk at first; empty: there is none. */
  readonly disk: Uint8Array;
  /** What is typed at the console, at once; its end is typed, too. */
  readonly input: Uint8Array;
  /** Bytes of RAM: 1 MiB to 1 GiB, a multiple of 4 KiB. */
  readonly ram: number;
  readonly tlbEntries: number;
}

/** What is seen of a run from outside. */
export interface OutsideView {
  /** How it ended: with an exit status (70: stopped by the machine, 80 asleep), or not within the instructions it was given. */
  readonly status: number | 'endless';
  /** All that was printed, by both ports, in the order of printing. */
  readonly console: Uint8Array;
  /** What is on the disk at last. */
  readonly disk: Uint8Array;
  /** Where the control rod came to rest, in millimetres, one entry for each command performed. */
  readonly rod: readonly number[];
}

/** When a disk is looked at: power is back, and the guest has not booted from what is `left`; or it has come to its `end`. */
export type LookedAt = 'left' | 'end';

/** Looks at a disk, and at all that had been printed by the time it was like that; what it says is what is wrong. */
export type DiskLook = (disk: Uint8Array, printed: Uint8Array, when: LookedAt) => string | undefined;

/** What is right, where that is not what the undisturbed run shows. Each given one replaces or adds to a comparison. */
export interface Expectations {
  /** The right exit status. */
  readonly status?: number;
  /** The right console output, in place of the undisturbed run's. */
  readonly console?: Uint8Array;
  /** Looks at the disk in place of the comparison. */
  readonly disk?: DiskLook;
  /** Does `disk` heed what was printed? Then power goes also when more was, though the same is left. */
  readonly heedsPrinted?: boolean;
  /** Looks at everything, besides the comparisons; what it says is what is wrong. */
  readonly check?: (seen: OutsideView) => string | undefined;
}
