/**
 * Shards: of so many, each tries every so-manieth case of each adversity, so that each gets its part of what is fast and what is
 * slow. Which one this is, a scheduler says by the environment of the process: Slurm for the tasks of a job array, Kubernetes
 * for the pods of an Indexed Job.
 */

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

export const MOST_SHARDS = 100_000;
/** All cases. */
export const WHOLE: Shard = { index: 1, count: 1 };

export function printShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** Does the case of this index, from 0, belong to the shard? */
export function owns({ index, count }: Shard, at: number): boolean {
  return at % count === index - 1;
}

/**
 * What `3/20`, `auto` or `auto/20` says. `auto`: as the scheduler that has started this process says, with the number of all
 * shards behind it where it does not. A string: why it is none, a sentence for people.
 */
export function shardOf(text: string, environment: Readonly<Record<string, string | undefined>>): Shard | string {
  const [, which = '', of] = /^(auto|\d{1,6})(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  const count = of === undefined ? undefined : Number(of);
  if (which === '' || (which !== 'auto' && count === undefined)) return 'Expected I/N, as in 3/20, or auto.';
  if (count !== undefined && (count < 1 || count > MOST_SHARDS)) return `Expected 1 to ${MOST_SHARDS} shards.`;
  const found = which === 'auto' ? scheduled(environment, count) : { index: Number(which), count: count! };
  if (typeof found === 'string') return found;
  const { index } = found;
  if (index < 1 || index > found.count)
    return `There is no shard ${index} of ${found.count}: they are 1 to ${found.count}.`;
  return found;
}

function scheduled(
  environment: Readonly<Record<string, string | undefined>>,
  count: number | undefined,
): Shard | string {
  const numbers = (...names: string[]): (number | undefined)[] =>
    names.map((name) => (/^\d{1,9}$/.test(environment[name] ?? '') ? Number(environment[name]) : undefined));
  const [task, tasks, min, max] = numbers(
    ...['SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_COUNT', 'SLURM_ARRAY_TASK_MIN', 'SLURM_ARRAY_TASK_MAX'],
  );
  const [completion] = numbers('JOB_COMPLETION_INDEX');
  if (task !== undefined) {
    if (count !== undefined) return { index: task, count };
    if (tasks === undefined || min === undefined || max === undefined || max - min + 1 !== tasks) {
      return 'Of this job array not all tasks are there, so they are not its shards: say how many there are, as in auto/20.';
    }
    return { index: task - min + 1, count: tasks };
  }
  if (completion !== undefined) {
    return count === undefined
      ? 'Kubernetes does not say how many shards there are: say it, as in auto/20.'
      : { index: completion + 1, count };
  }
  return 'Neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is a number: no scheduler says which shard this is.';
}
