/**
 * Whether the world outside can tell that something went wrong in a run: by what it sees of it, against what is right. That is
 * what the undisturbed run shows, or what the user says.
 */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { equalBytes } from '../../emulator/bytes.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import { isStop } from '../simulator/checkers/ending.ts';
import { differences, type Outcome } from '../simulator/record/outcome.ts';
import { firstDifference } from '../straw-man/comparison.ts';
import type { Expectations, ExploredGuest, OutsideView } from './guest.ts';
import type { Difference } from './result.ts';

/** What a run is held against. */
export interface Right {
  readonly guest: ExploredGuest;
  readonly expectations: Expectations;
  /** Of the undisturbed run. */
  readonly view: OutsideView;
}

/** The first thing that is wrong with what is seen of a run; undefined: nothing. `ending`: how it ended, if it did. */
export function judgeView(seen: OutsideView, right: Right, ending?: Ending): Difference | undefined {
  const { expectations } = right;
  const ended = judgeEnd(seen, right, ending);
  if (ended !== undefined && ended.outside !== 'status') return ended;
  const shown = judgeShown(seen, right);
  if (ended !== undefined) return shown ? { ...ended, words: `${ended.words}; ${shown.words}`, at: shown.at } : ended;
  const words = shown === undefined ? expectations.check?.(seen) : undefined;
  return words === undefined ? shown : { outside: 'check', words };
}

/** The status that the guest is to end with: unless somebody says so, none of those with which the machine ends it. */
export function rightStatus({ expectations, view: { status } }: Right): OutsideView['status'] {
  return expectations.status ?? (isStop(status) ? 0 : status);
}

function judgeEnd({ status }: OutsideView, right: Right, ending: Ending | undefined): Difference | undefined {
  const expected = rightStatus(right);
  if (status === 'endless') return { outside: 'endless', words: 'the guest does not come to an end' };
  if (status === expected) return undefined;
  if (isStop(status)) {
    // Of a stop the second line says where.
    const [why = '', where = ''] = ending ? describeEnding(ending, new ImagePlaces(right.guest.image)) : [];
    const words = where === '' ? why : `${why}, ${where.trim()}`;
    return { outside: status === EXIT_STATUS.ASLEEP ? 'asleep' : 'stop', words };
  }
  return { outside: 'status', words: `the guest exits with status ${status}, not ${expected}` };
}

/** What is printed, on the disk, and done to the rod. */
function judgeShown(seen: OutsideView, { view, expectations }: Right): Difference | undefined {
  const [printed, console, rod] = [seen.console, expectations.console ?? view.console, view.rod];
  // A disk may be large, and each look at it copies it.
  const right = (): OutsideView => ({ status: view.status, console, disk: view.disk, rod });
  const byte = equalBytes(printed, console) ? undefined : firstDifference(printed, console)?.byte;
  if (byte !== undefined) return { outside: 'console', words: wordsOf(seen, right()), at: byte };
  if (expectations.disk) {
    const words = expectations.disk(seen.disk, printed, 'end');
    if (words !== undefined) return { outside: 'disk', words };
  } else {
    const [disk, wanted] = [seen.disk, view.disk];
    const at = equalBytes(disk, wanted) ? undefined : firstDifference(disk, wanted)?.byte;
    if (at !== undefined) return { outside: 'disk', words: wordsOf({ ...seen, console }, right()), at };
  }
  const strayed = seen.rod.length !== rod.length || seen.rod.some((place, index) => place !== rod[index]);
  return strayed ? { outside: 'actuator', words: wordsOf({ ...right(), rod: seen.rod }, right()) } : undefined;
}

function wordsOf(seen: OutsideView, right: OutsideView): string {
  return differences(outcomeOf(seen), outcomeOf(right), 'not').join('; ');
}

function outcomeOf({ console, disk, rod }: OutsideView): Outcome {
  return { console: [...console], disk, positions: rod };
}
