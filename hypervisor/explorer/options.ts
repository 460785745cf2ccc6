/** The options of explore(), and what they may be; hvrun's flags have the same ranges. */
import { checkOptions, isRecord, type Kind, type Kinds } from '../../emulator/options/check-options.ts';
import {
  BUDGET,
  BYTES,
  count,
  FUNCTION,
  IMAGE,
  RAM,
  type Range,
  SEEDS,
  someOf,
  STATUSES,
  TEXT,
  TRUTH,
} from '../../emulator/options/kinds.ts';
import { AVAILABLE } from './adversities/adversities.ts';
import type { CommandRange } from './adversities/crashes/command-window.ts';
import { MOST_DEATHS } from './adversities/crashes/crash-key.ts';
import type { AdversityName } from './case.ts';
import type { DiskLook, OutsideView } from './guest.ts';
import type { CampaignEvent } from './ledger.ts';

export interface ExploreOptions {
  /** An ELF executable. */
  readonly image: Uint8Array;
  /** What is on the disk at first; each run begins with a copy. Without it there is none. */
  readonly disk?: Uint8Array;
  /** What is typed at the console, at once. */
  readonly input?: string;
  /** Boot arguments. */
  readonly append?: string;
  /** Bytes of RAM: 1 MiB to 1 GiB, a multiple of 4 KiB; 1 MiB unless given. */
  readonly ram?: number;
  /** The adversities to be tried, one or more; all unless given. */
  readonly only?: readonly AdversityName[];
  /** Doubt: commands of one run that end uncertain, at most: 1 to 8, 2 unless given. */
  readonly depth?: number;
  /** Crashes: machines that die in one run, at most: 1 unless given, or 2, or 3. */
  readonly faults?: number;
  /** Crashes: machines die only while these commands, by their numbers from 1, are given and under way; at any time unless given. */
  readonly crashCommands?: { readonly first: number; readonly last: number };
  /** Power: writes that alone survive a loss of power, or alone do not, at most: 0 to 8, 2 unless given. */
  readonly powerWrites?: number;
  /** Every case, also where it is known that it makes no difference. */
  readonly exhaustive?: boolean;
  /** Seconds that it may take, 60 unless given; Infinity: as long as there are cases. */
  readonly budget?: number;
  /** Decides which of the covered cases are run, too: 0 to 4294967295, 1 unless given. */
  readonly seed?: number;
  /** The right exit status; that of the undisturbed run unless given. */
  readonly expectStatus?: number;
  /** The right console output, in place of the undisturbed run's. */
  readonly expectConsole?: Uint8Array;
  /**
   * Looks at the disk in place of the comparison with the undisturbed run's: what it says is what is wrong. One with a second parameter
   * is given what the guest had printed by then, when power went or at the end: what it promised must be there. A third says which of both
   * it is: 'left', what power has left, before the guest's own recovery has run; or 'end'.
   */
  readonly expectDisk?: DiskLook;
  /** Looks at all that is seen from outside, besides: what it says is what is wrong. */
  readonly check?: (seen: OutsideView) => string | undefined;
  /** Told of each case, each finding as soon as it is found, and progress. */
  readonly onEvent?: (event: CampaignEvent) => void;
}

export const DEPTHS: Range = [1, 8];
export const DEATHS: Range = [1, MOST_DEATHS];
export const POWER_WRITES: Range = [0, 8];
const COMMANDS: Range = [1, 999_999_999];

const CRASH_COMMANDS: Kind = {
  words: 'an object with the numbers of the first and the last command, from 1, as in { first: 8, last: 12 }',
  type: isRecord,
  range: ({ first, last }: CommandRange) => !(last < first),
};

/** All but the image. */
export const SURVIVAL_KINDS: Kinds<Omit<ExploreOptions, 'image'>> = {
  ...{ disk: BYTES, input: TEXT, append: TEXT, ram: RAM },
  ...{ only: someOf(AVAILABLE), depth: count(DEPTHS), faults: count(DEATHS), crashCommands: CRASH_COMMANDS },
  ...{ powerWrites: count(POWER_WRITES), exhaustive: TRUTH, seed: count(SEEDS) },
  budget: BUDGET,
  ...{ expectStatus: count(STATUSES), expectConsole: BYTES, expectDisk: FUNCTION, check: FUNCTION, onEvent: FUNCTION },
};

const KINDS: Kinds<ExploreOptions> = { image: IMAGE, ...SURVIVAL_KINDS };

const COMMAND_KINDS: Kinds<CommandRange> = { first: count(COMMANDS), last: count(COMMANDS) };

/** Throws a TypeError or a RangeError if an option is none. */
export function checkExploreOptions(options: ExploreOptions): void {
  checkOptions('explore', options, KINDS, ['image']);
  const { crashCommands } = options;
  if (crashCommands) checkOptions("explore, option 'crashCommands'", crashCommands, COMMAND_KINDS, ['first', 'last']);
}
