/** A guest to be simulated: what is booted, and what the world holds for it. */
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import type { EngineName } from '../../emulator/translator/engines.ts';

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
  /** What executes its instructions: the interpreter, unless given. Its runs are the same with any. */
  readonly engine?: EngineName;
  /** Its machines begin with one that has been running, and whose input was typed: nothing more is. */
  readonly begun?: boolean;
  /** Does it give the same commands in every run, but for the console's, and repeat each that was uncertain once? */
  readonly reproducible: boolean;
}

/** What may be said of a guest that somebody brings. */
export interface BroughtGuest {
  /** An ELF executable. */
  readonly image: Uint8Array;
  /** Boot arguments; none unless given. */
  readonly append?: string;
  /** What is on the disk at first, of which each run has a copy; absent: there is no disk. */
  readonly disk?: Uint8Array;
  /** What is typed at the console; nothing unless given. */
  readonly input?: string;
  /** Bytes of RAM: 1 MiB unless given. */
  readonly ram?: number;
}

/** A guest that somebody brings, of which nothing is known; `name` is for people. */
export function broughtGuest(name: string, brought: BroughtGuest): SimulatedGuest {
  const { image, append = '', disk = new Uint8Array(0), input = '', ram = MIN_RAM } = brought;
  return { name, image, append, disk, input, ram, tlbEntries: DEFAULT_TLB_ENTRIES, reproducible: false };
}
