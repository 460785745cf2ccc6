/** What the process that shares a campaign out, and a worker, say to each other. All of it is plain data. */
import type { AdversityOptions } from '../adversities/adversities.ts';
import type { Attempt } from '../attempt.ts';
import type { AdversityName } from '../case.ts';
import type { selfCheck } from '../self-check.ts';
import type { Shrunk } from '../shrink.ts';
import type { ToldSoFar } from '../told-cases.ts';
import type { SentReference } from './sent-reference.ts';
import type { Shard } from './shard.ts';

/** What is explored, and how. The first message to a worker. */
export interface Exploration {
  readonly reference: SentReference;
  /** Looks at disks, in a folder that is there for it: see DiskCheck. */
  readonly diskCheck?: { readonly command: string; readonly folder: string };
  readonly only: readonly AdversityName[];
  readonly options: AdversityOptions;
  readonly seed: number;
  readonly shard: Shard;
}

export type SelfChecks = ReturnType<typeof selfCheck>;

/** What a worker is asked for, one thing after the other; it answers each with one message. */
export type Task =
  /** Those cases of the shard whose index, from 0, is from `from` to before `to`. */
  | {
      readonly type: 'range';
      readonly adversity: AdversityName;
      readonly from: number;
      readonly to: number;
      /** The broken cases that were told before. */
      readonly told: ToldSoFar;
    }
  /** What the case of this index is, which is not run. */
  | { readonly type: 'name'; readonly adversity: AdversityName; readonly index: number }
  /** How many cases there are, in all shards. */
  | { readonly type: 'count'; readonly adversity: AdversityName }
  | { readonly type: 'shrink'; readonly broken: Shrunk; readonly mostMs: number }
  | { readonly type: 'self-check' };

export interface Answers {
  readonly range: RangeAnswer;
  readonly name: Attempt['case'] | undefined;
  readonly count: number;
  readonly shrink: Shrunk;
  readonly 'self-check': SelfChecks;
}

export interface RangeAnswer {
  readonly attempts: readonly Attempt[];
  /** How many cases there are in all shards, if there are none behind these. */
  readonly total?: number;
  /**
   * Pairs of the first and last physical address of words that were executed, and of ways that branches went (see addressesOf),
   * beside those told before; undefined: nobody knows.
   */
  readonly executed?: readonly number[];
  /** Milliseconds that they took. */
  readonly ms: number;
}

/** What a worker says. */
export type Answer = { readonly answer: Answers[Task['type']] } | { readonly failed: string };
