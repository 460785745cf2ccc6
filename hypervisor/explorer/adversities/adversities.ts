/** The adversities that there are, by name. A new one is a line here. */
import type { Adversity } from '../adversity.ts';
import type { AdversityName } from '../case.ts';
import type { Reference } from '../reference.ts';
import { DoubtAdversity } from './doubt.ts';

export interface AdversityOptions {
  /** Faults of one run, at most. */
  readonly depth: number;
  /** Every case, also where it is known that it makes no difference. */
  readonly exhaustive: boolean;
}

type Maker = (reference: Reference, options: AdversityOptions) => Adversity;

const MAKERS: Partial<Readonly<Record<AdversityName, Maker>>> = {
  doubt: (reference, options) => new DoubtAdversity(reference, options),
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
