/** What a path leads to, for those to whom nothing else than a file of some kind matters. */
import { statSync, type Stats } from 'node:fs';

/**
 * The status of what is at `path`; undefined if nothing is, or if that can't be known: a folder on the way is none, or may not be entered, or
 * symbolic links lead round in a circle. Why, is for whoever opens it to tell.
 */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
