/**
 * A kind of things that go wrong: which cases there are, and what comes of one. A campaign (campaign.ts) runs whatever list of
 * adversities it is given. All of it is a function of the guest and the settings alone: workers and shards, each with an
 * adversity of its own, enumerate the same cases in the same order.
 */
import type { AdversityName, Case } from './case.ts';
import type { Recording } from '../bus/bus.ts';
import type { CaseResult } from './result.ts';

export interface RunSettings {
  /** Shall the result tell its story, cause and place? Cases that hold are run without, thousands a second. */
  readonly told: boolean;
}

export interface Adversity {
  readonly name: AdversityName;
  /**
   * All cases, in a fixed order, those with the fewest faults first. Cases that cannot differ are one: its `stands` counts them.
   * Lazy: what is not asked for costs nothing.
   */
  cases(): Iterable<Case>;
  /** The keys of the cases that this one stands for, in a fixed order, without its own; each can be run by itself. */
  covered(one: Case): Iterable<string>;
  /** Runs one case. One whose key says what this guest never comes to is undecided. */
  run(one: Case, settings: RunSettings): CaseResult;
  /** What could show the same with less: fewer faults, or an earlier one. The smallest first, bounded. */
  smaller(one: Case): Iterable<Case>;
  /** Runs a case once more, into a recording; or what can't go wrong in a recording, in a sentence's words. */
  record(key: string, recording: Recording): string | undefined;
  /** Instructions of an epoch in the recordings, at most. */
  readonly epochLength: number;
  /** Of one that knows: see VirtualMachine.hasExecuted. */
  executed?(address: number): boolean;
}
