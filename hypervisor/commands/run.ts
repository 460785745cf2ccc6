/** hvrun from its arguments to its exit status. */
import { createRequire } from 'node:module';
import { joinRun, status } from './ask.ts';
import type { Born } from '../bus/replica-birth.ts';
import { diff } from './diff.ts';
import { runBare } from './bare.ts';
import { runBus, runPair } from './pair.ts';
import { explore } from './explore.ts';
import { guarded } from './guarded.ts';
import { statusAfterTroubles } from './host-trouble.ts';
import { replay } from './replay.ts';
import { parseBusOptions, parseReplicaOptions, parseSecretOptions } from './hosts-options.ts';
import type { CommandName } from './names.ts';
import { type NothingToRun, type OptionsOutput, parseOptions, type RunOptions } from './options.ts';
import { runReplica } from './replica.ts';
import { makeSecret } from './secret.ts';
import { simulate } from './simulate.ts';
import { printReport } from './stdout.ts';
import { runStrawMan } from './straw-man.ts';

type Subcommand = (args: readonly string[], output: OptionsOutput) => number | Promise<number>;

const SUBCOMMANDS: Readonly<Partial<Record<string, Subcommand>>> = {
  simulate,
  explore,
  replay,
  diff,
  status,
  join: joinRun,
  bench,
} satisfies Record<Exclude<CommandName, 'bus' | 'replica' | 'secret'>, Subcommand>;

/**
 * Runs what the arguments ask for, and returns the exit status; everything that goes wrong has been told by then. `born`: the machines
 * that were expected to be wanted, which end if they are not.
 */
export async function run(args: readonly string[], born: Born): Promise<number> {
  const output: OptionsOutput = {
    stdout: printReport,
    stderr: (text) => process.stderr.write(text),
  };
  // What hvrun says may be lost, but not the guest.
  process.stderr.on('error', () => {});
  const [first, ...rest] = args;
  return statusAfterTroubles(
    await guarded(async () => begin(first, rest, args, output, born), args.includes('--verbose')),
  );
}

function begin(
  first: string | undefined,
  rest: readonly string[],
  args: readonly string[],
  output: OptionsOutput,
  born: Born,
): number | Promise<number> {
  const subcommand = first === undefined ? undefined : SUBCOMMANDS[first];
  if (subcommand) return subcommand(rest, output);
  if (first === 'bus') return follow(parseBusOptions(rest, output), runBus);
  if (first === 'replica') return follow(parseReplicaOptions(rest, output), runReplica);
  if (first === 'secret') return follow(parseSecretOptions(rest, output), ({ file }) => makeSecret(file));
  return follow(parseOptions(args, output), (options) => dispatch(options, born));
}

/** A bundle of its own beside this one (../bench), so that no other command has to read what draws plots. */
function bench(args: readonly string[], output: OptionsOutput): number | Promise<number> {
  const bundle = createRequire(import.meta.url)('./bench.cjs') as Readonly<Record<'bench', Subcommand>>;
  return bundle.bench(args, output);
}

/** Does what the options say, if they say anything. */
function follow<T extends object>(
  options: T | NothingToRun,
  action: (options: T) => number | Promise<number>,
): number | Promise<number> {
  return 'exitStatus' in options ? options.exitStatus : action(options);
}

function dispatch(options: RunOptions, born: Born): Promise<number> {
  if (options.mode === 'bare') return runBare(options);
  if (options.mode === 'straw-man') return runStrawMan(options);
  return runPair(options, born);
}
