/** hvrun from its arguments to its exit status. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { diff } from './diff.ts';
import { runBare } from './bare.ts';
import { runBus, runPair } from './pair.ts';
import { Failure, say } from './failure.ts';
import { replay } from './replay.ts';
import { parseBusOptions, parseReplicaOptions, parseSecretOptions } from './hosts-options.ts';
import { type NothingToRun, type OptionsOutput, parseOptions, type RunOptions } from './options.ts';
import { runReplica } from './replica.ts';
import { makeSecret } from './secret.ts';
import { simulate } from './simulate.ts';
import { runStrawMan } from './straw-man.ts';

const SUBCOMMANDS: Readonly<
  Record<string, (args: readonly string[], output: OptionsOutput) => number | Promise<number>>
> = { simulate, replay, diff };

/** Runs what the arguments ask for, and returns the exit status; everything that goes wrong has been told by then. */
export async function run(args: readonly string[]): Promise<number> {
  const output: OptionsOutput = {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  };
  const [first, ...rest] = args;
  const subcommand = first === undefined ? undefined : SUBCOMMANDS[first];
  if (subcommand) {
    const status = await guarded(async () => subcommand(rest, output), rest.includes('--verbose'));
    // A pipe may not have taken all of the report yet.
    await new Promise((resolve) => process.stdout.write('', resolve));
    return status;
  }
  if (first === 'bus') return follow(parseBusOptions(rest, output), runBus);
  if (first === 'replica') return follow(parseReplicaOptions(rest, output), runReplica);
  if (first === 'secret') return follow(parseSecretOptions(rest, output), ({ file }) => makeSecret(file));
  return follow(parseOptions(args, output), dispatch);
}

/** Does what the options say, if they say anything. */
async function follow<T extends object>(
  options: (T & { readonly verbose?: boolean }) | NothingToRun,
  action: (options: T) => number | Promise<number>,
): Promise<number> {
  if ('exitStatus' in options) return options.exitStatus;
  return guarded(async () => action(options), options.verbose ?? false);
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
