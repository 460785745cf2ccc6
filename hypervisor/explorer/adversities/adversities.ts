/** The adversities that there are, by name. A new one is a line here. */
import type { Adversity } from '../adversity.ts';
import type { AdversityName } from '../case.ts';
import type { Reference } from '../reference.ts';
import type { CommandRange } from './crashes/command-window.ts';
import { CrashAdversity } from './crashes/crashes.ts';
import { DoubtAdversity } from './doubt.ts';
import { MomentsAdversity } from './moments.ts';
import { PowerAdversity } from './power/power.ts';

export interface AdversityOptions {
  /** Doubt: commands of one run that end uncertain, at most. */
  readonly depth: number;
  /** Crashes: deaths in one run, at most: 1 to 3. */
  readonly faults: number;
  /** Crashes: first deaths only during these commands of the guest; at any time unless given. */
  readonly crashCommands?: CommandRange;
  /** Power: writes that alone survive, or alone do not, at most. */
  readonly powerWrites: number;
  /** Every case, also where it is known that it makes no difference. */
  readonly exhaustive: boolean;
}

/** What is tried unless somebody asks for more or less. */
export const USUAL_OPTIONS: AdversityOptions = { depth: 2, faults: 1, powerWrites: 2, exhaustive: false };

type Maker = (reference: Reference, options: AdversityOptions) => Adversity;

const MAKERS: Partial<Readonly<Record<AdversityName, Maker>>> = {
  doubt: (reference, options) => new DoubtAdversity(reference, options),
  moments: (reference, options) => new MomentsAdversity(reference, options),
  crashes: (reference, { crashCommands: commands, ...options }) =>
    new CrashAdversity(reference, { ...options, commands }),
  power: (reference, { powerWrites: writes, exhaustive }) => new PowerAdversity(reference, { writes, exhaustive }),
};

/** Those that can be asked for, in the order in which they are tried. */
export const AVAILABLE = Object.keys(MAKERS) as readonly AdversityName[];

/** The adversities of these names, for one guest. */
export function adversitiesOf(
  names: readonly AdversityName[],
  reference: Reference,
  options: AdversityOptions,
): Adversity[] {
  return AVAILABLE.filter((name) => names.includes(name)).flatMap((name) => MAKERS[name]?.(reference, options) ?? []);
}
