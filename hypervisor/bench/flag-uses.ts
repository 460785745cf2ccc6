/**
 * What each flag of `hvrun bench` is for: one that says nothing of what is asked is refused, and not ignored; and so are epochs
 * that are longer than all that is run.
 */
import type { Command } from 'commander';
import { listed } from '../words/listed.ts';
import { MODEL_SIZE } from './load-arguments.ts';
import type { BenchFlags, Subject } from './options.ts';

interface Use {
  readonly flags: readonly (keyof BenchFlags)[];
  readonly subjects: readonly Subject[];
  /** Only where processes of this host run. */
  readonly host?: true;
}

/** All others are for everything. */
const USES: readonly Use[] = [
  { flags: ['loads', 'page', 'svg'], subjects: ['np'] },
  { flags: ['rounds', 'warmUp', 'seconds', 'commands', 'diskMs', 'engine'], subjects: ['np'], host: true },
  { flags: ['model', 'quick', 'variants', 'epochs'], subjects: ['np', 'latency', 'traffic'] },
  { flags: ['machine', 'shared', 'seed'], subjects: ['availability'] },
];

/** Ends the command with an error if something was given that says nothing of `subject`. */
export function refuseUseless(command: Command, subject: Subject): void {
  const given = (flag: string): boolean => command.getOptionValueSource(flag) === 'cli';
  const wrong = USES.flatMap(({ flags, subjects, host }) => {
    const useless = flags.filter(given).map((flag) => longOf(command, flag));
    const fits = subjects.includes(subject) && !(host && given('model'));
    if (fits || useless.length === 0) return [];
    const what = `${listed(subjects)}${host ? ' without --model' : ''}`;
    return [
      `${useless.length === 1 ? 'option' : 'options'} ${listed(useless)} ${useless.length === 1 ? 'is' : 'are'} for ${what}`,
    ];
  });
  if (wrong.length > 0) command.error(`error: ${wrong.join('; ')}`);
  const onModel = subject !== 'np' || given('model');
  const { epochs = [] } = command.opts<BenchFlags>();
  if (onModel && epochs.some((length) => length > MODEL_SIZE.instructions)) {
    command.error(
      `error: option '--epochs' of a model takes up to ${MODEL_SIZE.instructions} instructions, as many as the load that computes has`,
    );
  }
}

function longOf(command: Command, flag: string): string {
  return `'${command.options.find((option) => option.attributeName() === flag)!.long}'`;
}
