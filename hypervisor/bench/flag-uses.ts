/** What each flag of `hvrun bench` is for: one that says nothing of what is asked is refused, and not ignored. */
import type { Command } from 'commander';
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

/** Ends the command with an error if flags were given that are for something else than `subject`. */
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
}

function longOf(command: Command, flag: string): string {
  return `'${command.options.find((option) => option.attributeName() === flag)!.long}'`;
}

/** As in a sentence. */
function listed(words: readonly string[]): string {
  return words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
