// What a mutation run and its worker tell each other, in files.

/**
 * @typedef {object} Plan
 * @property {readonly string[]} files the sources
 * @property {readonly import('./mutator.mjs').Mutant[]} mutants those of them to be planted
 * @property {readonly string[]} known those about which nothing more is to be found out: caught, or never to be tried again
 * @property {string} report where the worker writes
 * @property {number} quickMs processor time that a test may take to be tried with mutants, in milliseconds
 */

/**
 * A line of the report. `static`: reached when a file was loaded, where a mutant can't be switched any more; `reached`: by a
 * test; `trying` comes before each attempt, so that it is known which mutant never came back; `started` and `ended`: a process,
 * which outlives a worker that is killed.
 * @typedef {{ type: 'static', ids: string[] } | { type: 'reached', ids: string[] } | { type: 'trying', id: string }
 *   | { type: 'caught', id: string, test: string } | { type: 'failed', test: string }
 *   | { type: 'started' | 'ended', pid: number } } Line
 */

export {};
