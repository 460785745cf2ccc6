/** What a checker is: a rule that every run must keep, judged by what can be seen from outside. */
import type { RunRecord } from '../run-record.ts';

/** What the same guest printed, wrote and asked for when nothing went wrong. */
export interface Reference {
  readonly streamed: readonly number[];
  readonly disk: Uint8Array;
  /** How many requests it made, apart from the console's stream. */
  readonly requests: number;
}

/** The circumstances of a run that are not in its record. */
export interface Setting {
  /** What was on the disk at first. */
  readonly disk: Uint8Array;
  /** All that was typed. */
  readonly input: string;
  /** Absent if the guest need not do the same in every run. */
  readonly reference?: Reference;
}

/** Returns what is wrong with a run, each finding in a line; nothing if all is well. */
export type Checker = (record: RunRecord, setting: Setting) => string[];
