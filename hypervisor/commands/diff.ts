/** `hvrun diff`: where two recordings part. The report goes to stdout. */
import { printable } from '../../emulator/report/printable.ts';
import type { Command } from 'commander';
import { compareRecordings } from '../recording/compare.ts';
import { newCommand, type OptionsOutput, parseWith } from './options.ts';
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
  const parsed = parseWith(describeCommand(output), args, (command) => ({
    paths: command.processedArgs as [string, string],
  }));
  if ('exitStatus' in parsed) return parsed.exitStatus;
  return withRecordings(parsed.paths, () => {
    const { same, lines } = compareRecordings(parsed.paths);
    for (const line of lines) output.stdout(`${printable(line)}\n`);
    return same ? 0 : DIFFERENT;
  });
}

function describeCommand(output: OptionsOutput): Command {
  return newCommand('hvrun diff', output)
    .description('Tells where two recordings of hvrun --record part.')
    .argument('<a>', 'a recording')
    .argument('<b>', 'another one')
    .addHelpText('after', HELP);
}
