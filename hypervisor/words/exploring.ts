/** What `hvrun explore` says besides its report: where its results are, and how it would go on. */
import { listed } from './listed.ts';

/** Options of whose values a case's hash of options is made. */
const HASHED = ['--append', '--input', '--ram', '--expect-status', '--expect-console', '--expect-disk'];
const NAMES: Readonly<Record<string, string>> = { tool: 'version of hvrun' };

/**
 * "another image and other options: --append and --ram". `parts`: of what two things are not together; those that begin with dashes are
 * options, and `options` is all of them, where nobody knows which.
 */
export function otherThings(parts: readonly string[]): string {
  const flags = parts.filter((part) => part.startsWith('--'));
  const things = parts.filter((part) => part !== 'options' && !part.startsWith('--'));
  const options = flags.length > 0 ? [`other options: ${listed(flags)}`] : [];
  const unknown = flags.length === 0 && parts.includes('options') ? ['other options'] : [];
  return listed([...things.map((part) => `another ${NAMES[part] ?? part}`), ...options, ...unknown]);
}

export function shardIsIn(index: number, count: number, path: string): string {
  return `shard ${index} of ${count} is in '${path}'`;
}

/** Not all was tried; `kept`: what was is in a folder of results. */
export function howToGoOn(kept: boolean): string {
  return kept
    ? 'not all was tried: the same command goes on from here'
    : 'not all was tried, and the same command begins anew; with --results FOLDER it would go on from here';
}

/** `why`: of the command that was to look at the disk. */
export function noSuchCheck(why: string): string {
  return `--expect-disk: ${why}`;
}

/** A case that is to be run alone, and was found in `other` surroundings than `these`. */
export function caseOfAnother(other: readonly string[], these: string): string {
  const which = other.includes('options') ? ` (some of ${HASHED.join(', ')})` : '';
  return `--of: this case belongs to ${otherThings(other)}${which}: ${these} here`;
}
