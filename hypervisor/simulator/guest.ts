/** A guest to be simulated: what is booted, and what the world holds for it. */

export interface SimulatedGuest {
  /** For people. */
  readonly name: string;
  /** An ELF executable. */
  readonly image: Uint8Array;
  /** Boot arguments. */
  readonly append: string;
  /** What is on the disk at first. */
  readonly disk: Uint8Array;
  /** What is typed at the console. */
  readonly input: string;
  /** Bytes of RAM. */
  readonly ram: number;
  /** Entries of its TLB. */
  readonly tlbEntries: number;
  /** Does it give the same commands in every run, but for the console's, and repeat each that was uncertain once? */
  readonly reproducible: boolean;
}
