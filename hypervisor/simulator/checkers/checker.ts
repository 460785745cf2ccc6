/** What a checker is: a rule that every run must keep, judged by what can be seen from outside. */
import type { Outcome } from '../record/outcome.ts';
import type { RunRecord } from '../record/run-record.ts';

/** The circumstances of a run that are not in its record. */
export interface Setting {
  /** What was on the disk at first. */
  readonly disk: Uint8Array;
  /** All that was typed. */
  readonly input: string;
  /** What the same guest showed when nothing went wrong. */
  readonly undisturbed: Outcome;
  /** With which status it ended then. */
  readonly undisturbedStatus: number;
  /** With which status it is to end. */
  readonly status: number;
  /** Is it to print and write the same in every run? */
  readonly sameOutput: boolean;
  /** How many requests it made undisturbed, apart from the console's stream; absent if their number is its own affair. */
  readonly requests?: number;
}

/** Returns what is wrong with a run, each finding in a line; nothing if all is well. */
export type Checker = (record: RunRecord, setting: Setting) => string[];
