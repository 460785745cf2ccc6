/** hvrun from its arguments to its exit status. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { runBare } from './bare.ts';
import { runPair } from './pair.ts';
import { Failure, say } from './failure.ts';
import { parseOptions, type RunOptions } from './options.ts';

/** Runs what the arguments ask for, and returns the exit status; everything that goes wrong has been told by then. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
  if ('exitStatus' in options) return options.exitStatus;
  try {
    return await dispatch(options);
  } catch (error) {
    if (error instanceof Failure) {
      say(error.message);
      return error.status;
    }
    say(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`);
    if (options.verbose && error instanceof Error) say(error.stack ?? 'no stack');
    return EXIT_STATUS.MACHINE_STOP;
  }
}

function dispatch(options: RunOptions): Promise<number> {
  if (options.mode === 'bare') return runBare(options);
  return runPair(options);
}
