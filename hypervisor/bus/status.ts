/** Where a pair stands at a moment, as `hvrun status` tells it. */
import type { Place } from '../../emulator/report/place.ts';

export interface MachineStatus {
  /** Its process; of another host, with that host's address. */
  readonly pid: number | string;
  /** The epoch that its guest runs, or begins next; null: it does not answer. */
  readonly epoch: number | null;
  /** Where its guest is; null: it does not answer. */
  readonly place: Place | null;
  /** What its engine has done, in lines for people; null: it does not answer. */
  readonly engine: string | null;
}

export interface JoinerStatus {
  readonly pid: number | string;
  /** How far the primary's state has been copied to it: pages left in this round; null: that has not begun. */
  readonly copying: { readonly round: number; readonly pages: number } | null;
}

export interface PairStatus {
  /** 'ending': the guest has exited, and what it commanded is being finished. */
  readonly state: 'starting' | 'running' | 'ending';
  readonly term: number;
  /** Who holds the term; null while it is dead and nobody has taken the next one. */
  readonly primary: MachineStatus | null;
  readonly backup: MachineStatus | null;
  /** A new replica that is getting the primary's state, or waits for it. */
  readonly joiner: JoinerStatus | null;
  /** By how much the backup is behind the primary's last whole epoch; null without a backup, or if it isn't known. */
  readonly lag: { readonly epochs: number; readonly instructions: number } | null;
  /** Commands that have been given to the devices and are not over. */
  readonly outstanding: number;
}

/** Of a pair whose guest has not started. */
export const STARTING: PairStatus = {
  state: 'starting',
  term: 1,
  ...{ primary: null, backup: null, joiner: null, lag: null, outstanding: 0 },
};
