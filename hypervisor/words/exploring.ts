/** What `hvrun explore` says besides its report: where its results are, and how it would go on. */

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
  return `--of: this case belongs to another ${other.join(', ')}: ${these} here`;
}
