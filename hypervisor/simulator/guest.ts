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
  /** Does it print and write the same in every run, whatever the clocks and the devices' speed? */
  readonly reproducible: boolean;
}
