/** One command to a device as those who watch a run know it: what it was, when, how it ended, what its driver did about it. */
import { RESULT } from '../../emulator/board.ts';
import { type CommandRequest, type Completion, unitsOf } from '../../emulator/devices/device.ts';
import type { Fate } from '../../emulator/world/world.ts';

/** Who gave a command, and when. */
export interface Given {
  /** The epoch of the guest, the term, and the process of the primary, where there are such. */
  readonly epoch?: number;
  readonly term?: number;
  readonly primary?: number | string;
}

/** What the guest knows of its command; `unfinished`: the run ended before it had a result. */
export type Outcome = 'under way' | 'done' | 'error' | 'uncertain' | 'unfinished';

/** What came after an uncertain command. `by` is the number of the command that says so, if it has one. */
export type Sequel =
  | { readonly type: 'repeated'; readonly by: number | undefined }
  /** A console write that was printed already: the driver goes on behind it. */
  | { readonly type: 'behind'; readonly by: number | undefined }
  /** The next command there was `request`, another one. */
  | { readonly type: 'instead'; readonly by: number | undefined; readonly request: CommandRequest }
  /** Nothing, until the run ended. */
  | { readonly type: 'never' }
  /** Nothing for so long that it is not looked for any more. */
  | { readonly type: 'given up' };

export interface CommandRecord {
  /** Counted from 1, as `--kill primary@command=N` does; none if it never reached the devices, since its machine died first. */
  readonly number: number | undefined;
  readonly request: CommandRequest;
  readonly given: Given;
  /** Seconds since the run began. */
  readonly givenAt: number;
  readonly outcome: Outcome;
  /** When the guest had its result. */
  readonly endedAt: number | undefined;
  /** What the world did, as soon as that is known. */
  readonly fate: Fate | undefined;
  readonly sequel: Sequel | undefined;
}

/** What a world has done that ended `request` with this completion, if that alone tells. */
export function fateOf(request: CommandRequest, { result }: Completion): Fate | undefined {
  if (result === RESULT.UNCERTAIN) return undefined;
  const units = unitsOf(request);
  return { performed: result === RESULT.DONE ? units : 0, units };
}
