/** `hvrun diff`: where two recordings part. The report goes to stdout. */
import { Command, CommanderError } from 'commander';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { compareRecordings } from '../recording/compare.ts';
import type { OptionsOutput } from './options.ts';
import { withRecordings } from './replay.ts';

/** The recordings part, or one goes on where the other ends. */
const DIFFERENT = 1;

const HELP = `
Both recordings are replayed side by side. The report names the first epoch, and in it the first instruction, after which
the machines' states differ: which registers, words of RAM, TLB entries or device registers, with the values of both.

Example:
  hvrun --record a.rec kernel; hvrun --record b.rec kernel; hvrun diff a.rec b.rec

Exit status: 0 if they are identical, 1 if not; 64, 65, 66 as for a run.`;

/** Compares what the arguments ask for, and returns the exit status. Throws a Failure if it can't be done. */
export function diff(args: readonly string[], output: OptionsOutput): number {
  const command = describeCommand(output);
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_STATUS.USAGE;
  }
  const [a, b] = command.processedArgs as [string, string];
  return withRecordings([a, b], () => {
    const { same, lines } = compareRecordings([a, b]);
    for (const line of lines) output.stdout(`${line}\n`);
    return same ? 0 : DIFFERENT;
  });
}

function describeCommand(output: OptionsOutput): Command {
  return new Command('hvrun diff')
    .description('Tells where two recordings of hvrun --record part.')
    .argument('<a>', 'a recording')
    .argument('<b>', 'another one')
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .showHelpAfterError("Try 'hvrun diff --help'.")
    .configureOutput({
      writeOut: output.stdout,
      writeErr: output.stderr,
      outputError: (text, write) => write(text.replace(/^error: /, 'hvrun: ')),
    })
    .exitOverride();
}
