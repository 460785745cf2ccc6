/** What `hvrun status` and `hvrun join` say besides the status itself, and why a running hvrun takes no replica. */

export const NONE_RUNNING = 'no hvrun is running';

/** Why nothing joins. */
export const NOT_STARTED = 'the guest has not started yet';
export const OVER = "the guest's run is over";
export const ON_ITS_WAY = 'a new replica is on its way already';
export const TWO_ALREADY = 'there are two replicas already';

export function notRunning(pid: number): string {
  return `${NONE_RUNNING} as process ${pid}`;
}

export function severalRunning(pids: readonly number[]): string {
  return `several are running: say which one, as in \`hvrun join ${pids[0]}\` (${pids.join(', ')})`;
}

export function nothingJoins(pid: number, why: string): string {
  return `nothing joins hvrun ${pid}: ${why}`;
}

export function joins(pid: number): string {
  return `a new replica is starting, and joins hvrun ${pid}`;
}

export function doesNotAnswer(pid: number): string {
  return `hvrun ${pid} does not answer`;
}

/** It can't be found out what is running. */
export function cannotLook(folder: string, why: string): string {
  return `cannot look for it in the folder '${folder}' (TMPDIR): ${why}`;
}

/** Nobody will be able to ask this run. */
export function cannotBeAsked(why: string): string {
  return `hvrun status and hvrun join won't work: ${why}`;
}
