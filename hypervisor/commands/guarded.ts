/** Where a command's errors end: what its user can do something about is told, and everything else is our mistake. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { internalError } from '../words/run.ts';
import { Failure, say } from './failure.ts';

/** Runs `action`, and returns its exit status; what it throws is told to the user, with its place if `verbose`. */
export async function guarded(action: () => Promise<number>, verbose: boolean): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Failure) {
      if (error.message !== '') say(error.message);
      return error.status;
    }
    say(internalError(error));
    if (verbose && error instanceof Error) say(error.stack ?? 'no stack');
    return EXIT_STATUS.MACHINE_STOP;
  }
}
