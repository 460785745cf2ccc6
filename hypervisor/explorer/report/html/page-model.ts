/** What a page shows: plain data, which page-maker.ts makes of a campaign, and page.ts draws. Nothing in it is a time of day. */
import type { Tally } from '../../ledger.ts';
import type { AdversityName } from '../../case.ts';
import type { Saved } from '../../findings.ts';
import type { CodePlace, StoryEvent, VerdictKind } from '../../result.ts';

/** Cases that strike at one moment of the undisturbed run. */
export interface Mark {
  /** In the track's unit. */
  readonly at: number;
  readonly verdict: VerdictKind;
  readonly cases: number;
  /** "command 7, disk write of sector 40". */
  readonly words: string;
}

/** The marks of one adversity, in any order. */
export interface Track {
  readonly name: AdversityName;
  /** Instructions completed, or, where a machine of a pair dies, its steps; the run has `extent` of them. */
  readonly unit: 'instructions' | 'steps';
  readonly extent: number;
  readonly marks: readonly Mark[];
}

/** A command of the undisturbed run. */
export interface Span {
  /** Instructions completed when it was given, and when it was over and interrupted. */
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** One group of broken cases, by its smallest. */
export interface PageFinding {
  /** As the terminal numbers it. */
  readonly number: number;
  /** The reason's name, if a rule knows it. */
  readonly rule?: string;
  /** Why, in a sentence's words; else what is seen outside. */
  readonly why: string;
  /** What is seen outside, in a sentence's words. */
  readonly difference: string;
  readonly key: string;
  /** Cases of the group, this one among them. */
  readonly cases: number;
  /** Where it strikes, in the unit of its track; absent where nobody knows. */
  readonly at?: number;
  readonly place?: CodePlace;
  readonly story: readonly StoryEvent[];
  /** The command that repeats it. */
  readonly command: string;
  /** Its run, saved as a recording. */
  readonly recording?: Saved;
}

/** Lines of the driver that no case came to. */
export interface Unreached {
  readonly file: string;
  /** From 1, in order. */
  readonly lines: readonly number[];
}

export interface Page {
  readonly verdict: VerdictKind;
  /** The guest's, for people. */
  readonly guest: string;
  /** That tries the same; without what only says where, and how many at once. */
  readonly command: string;
  /** Why it is undecided, what limits there were: sentences. */
  readonly notes: readonly string[];
  readonly tallies: readonly Tally[];
  /** Instructions of the undisturbed run. */
  readonly instructions: number;
  readonly commands: readonly Span[];
  readonly tracks: readonly Track[];
  readonly findings: readonly PageFinding[];
  readonly unreached: readonly Unreached[];
  /** Source files by the names that the image gives them. */
  readonly sources: ReadonlyMap<string, string>;
}
