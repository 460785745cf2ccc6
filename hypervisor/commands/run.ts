/** hvrun from its arguments to its exit status. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { runBare } from './bare.ts';
import { runPair } from './pair.ts';
import { Failure, say } from './failure.ts';
import { type OptionsOutput, parseOptions, type RunOptions } from './options.ts';
import { simulate } from './simulate.ts';
import { runStrawMan } from './straw-man.ts';

/** Runs what the arguments ask for, and returns the exit status; everything that goes wrong has been told by then. */
export async function run(args: readonly string[]): Promise<number> {
  const output: OptionsOutput = {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  };
  const [first, ...rest] = args;
  if (first === 'simulate') {
    const status = await guarded(() => simulate(rest, output), rest.includes('--verbose'));
    // A pipe may not have taken all of the report yet.
    await new Promise((resolve) => process.stdout.write('', resolve));
    return status;
  }
  const options = parseOptions(args, output);
  if ('exitStatus' in options) return options.exitStatus;
  return guarded(() => dispatch(options), options.verbose);
}

/** Runs `action`; what it throws is told to the user. */
async function guarded(action: () => Promise<number>, verbose: boolean): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Failure) {
      say(error.message);
      return error.status;
    }
    say(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`);
    if (verbose && error instanceof Error) say(error.stack ?? 'no stack');
    return EXIT_STATUS.MACHINE_STOP;
  }
}

function dispatch(options: RunOptions): Promise<number> {
  if (options.mode === 'bare') return runBare(options);
  if (options.mode === 'straw-man') return runStrawMan(options);
  return runPair(options);
}
