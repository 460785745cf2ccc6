/** `hvrun explore merge`: the report of an exploration whose shards were tried by many processes. */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { UnfitFile } from '../../emulator/host/regular-file.ts';
import { Merge, MissingShards } from '../explorer/host/merge.ts';
import { fileAt } from '../words/files.ts';
import { about } from '../words/run.ts';
import { resultsFailure } from './explore-shared.ts';
import { Telling } from './explore-telling.ts';
import { settingOf } from './explore-words.ts';
import { Failure } from './failure.ts';
import { fileFailure } from './files.ts';
import { newCommand, type OptionsOutput, parseWith } from './options.ts';
import { type ReportFlags, ReportFiles } from './report-files.ts';

interface MergeFlags extends ReportFlags {
  readonly json?: boolean;
}

const HELP = `
It refuses what does not belong together: shards that are missing, not finished, or there twice, and those of another image,
disk, option or hvrun. What it prints is what one process would have printed that had tried all cases.

Examples:
  hvrun explore merge r
  hvrun explore merge r --json --report report.html --junit report.xml

Exit status: as hvrun explore; 65 if the shards do not belong together or are damaged, 66 if some are missing.`;

/** Returns the exit status. Throws a {@link Failure} if there is no report. */
export function merge(args: readonly string[], output: OptionsOutput): number {
  const command = newCommand('hvrun explore merge', output)
    .description('Makes one report of all shards of an exploration (hvrun explore --results FOLDER --shard I/N).')
    .argument('<folder>', 'where their results are')
    .option('--json', 'tell everything as JSON, an object a line')
    .option('--report <file>', 'write the report as a page, which needs nothing but itself')
    .option('--junit <file>', 'write the report as JUnit XML')
    .addHelpText('after', HELP);
  const asked = parseWith(command, args, (parsed) => {
    return { folder: parsed.processedArgs[0] as string, flags: parsed.opts<MergeFlags>() };
  });
  if ('exitStatus' in asked) return asked.exitStatus;
  const { folder, flags } = asked;
  const merged = open(folder);
  const files = new ReportFiles(
    flags,
    merged.paths.map((place) => ({ what: 'a shard', place })),
  );
  files.open();
  const { header } = merged;
  const setting = settingOf(header);
  const telling = new Telling({ output, json: flags.json ?? false, files, setting, basis: header.basis });
  for (const event of merged.events()) telling.tell(event);
  return telling.end(merged.summary(), merged.checks, merged.reached);
}

function open(folder: string): Merge {
  try {
    return new Merge(folder);
  } catch (error) {
    if (error instanceof MissingShards) throw new Failure(EXIT_STATUS.NO_INPUT, about(`'${folder}'`, error.message));
    const failure = resultsFailure(fileAt('results', folder), error);
    if (error instanceof UnfitFile || failure !== error) {
      throw failure instanceof Failure && failure.status === EXIT_STATUS.BAD_IMAGE
        ? failure
        : fileFailure(fileAt('results', folder), error);
    }
    throw error;
  }
}
