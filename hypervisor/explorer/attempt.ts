/**
 * All that a campaign does about one case: it is run, told if it is broken, and some of those that it stands for are run as well.
 * What comes of it is a function of the case, the guest and the seed, wherever and after whatever it is done: so cases can be shared out.
 * (Where time is up, fewer of the others are run.)
 */
import { Random } from '../../emulator/world/random.ts';
import { sha256 } from '../wire/sha256.ts';
import type { Adversity } from './adversity.ts';
import type { Case } from './case.ts';
import type { CaseResult } from './result.ts';
import { seenOf, ToldCases } from './told-cases.ts';

/** Plain data, which can go from process to process. */
export interface Attempt {
  readonly case: Case;
  readonly result: CaseResult;
  /** Of a broken case: see seenOf. */
  readonly seen?: string;
  /** Of a broken case, unless there were enough of them: the same, with its story, cause and place. */
  readonly told?: CaseResult;
  /** Cases that it stands for that were run. */
  readonly replayed: number;
  /** Those of them that came to another verdict. */
  readonly contradictions: readonly Contradiction[];
}

export interface Contradiction {
  readonly case: Case;
  /** Of a broken case, as of an attempt. */
  readonly seen?: string;
  readonly told?: CaseResult;
}

export interface AttemptSettings {
  /** Decides which covered cases are run. */
  readonly seed: number;
  /** The broken cases that were told before. */
  readonly told: ToldCases;
  /** Asked before each covered case: is time up? Without this it never is. */
  readonly late?: () => boolean;
}

/** Share of the covered cases that are run. */
const REPLAYED = 0.05;

export function attempt(adversity: Adversity, one: Case, { seed, told, late }: AttemptSettings): Attempt {
  let now: ToldCases | undefined;
  const look = (some: Case, result: CaseResult): Pick<Attempt, 'seen' | 'told'> => {
    if (result.verdict !== 'broken') return {};
    const seen = seenOf(result);
    now ??= new ToldCases(told.soFar);
    if (!now.wants(seen)) return { seen };
    now.add(seen);
    return { seen, told: adversity.run(some, { told: true }) };
  };
  const result = adversity.run(one, { told: false });
  const looked = look(one, result);
  let replayed = 0;
  const contradictions: Contradiction[] = [];
  for (const key of chosen(adversity, one, seed)) {
    if (late?.()) break;
    const covered = { ...one, key, stands: 1 };
    const other = adversity.run(covered, { told: false });
    replayed += 1;
    if (other.verdict !== result.verdict) contradictions.push({ case: covered, ...look(covered, other) });
  }
  return { case: one, result, ...looked, replayed, contradictions };
}

/** The covered cases that are run. */
function* chosen(adversity: Adversity, one: Case, seed: number): Iterable<string> {
  if (one.stands === 1) return;
  const random = new Random(seedOf(one, seed));
  for (const key of adversity.covered(one)) if (random.fraction() < REPLAYED) yield key;
}

function seedOf({ key }: Case, seed: number): number {
  const hash = sha256(new TextEncoder().encode(`${seed} ${key}`));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}
