/**
 * The source files that a report shows. Their names come from the guest's image, which may be anybody's, and a report may be given
 * to somebody else: so only files below the working directory or the image's own folder are read, as long as they are of a
 * source's size.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Finding } from '../findings.ts';

/** Bytes of a source file, and files, at most. */
const MOST_BYTES = 1 << 20;
const MOST_FILES = 100;

/** The sources of all places in `findings`, by the names that the image gives them. `image`: its path. */
export function sourcesOf(findings: readonly Finding[], image: string): Map<string, string> {
  const folders = [process.cwd(), dirname(resolve(image))];
  const sources = new Map<string, string>();
  for (const name of namesIn(findings)) {
    const text = folders
      .map((folder) => readBelow(resolve(folder, name), folders))
      .find((found) => found !== undefined);
    if (text !== undefined && sources.size < MOST_FILES) sources.set(name, text);
  }
  return sources;
}

function namesIn(findings: readonly Finding[]): Set<string> {
  const places = findings.flatMap(({ result }) => [result.place, ...result.story.map(({ place }) => place)]);
  return new Set(places.flatMap((place) => /^(.+):\d+$/.exec(place?.line ?? '')?.[1] ?? []));
}

/** Undefined if there is no such file, or it is not to be shown. */
function readBelow(path: string, folders: readonly string[]): string | undefined {
  try {
    const real = realpathSync(path);
    if (!folders.some((folder) => real.startsWith(withSeparator(realpathSync(folder))))) return undefined;
    const status = statSync(real);
    return status.isFile() && status.size <= MOST_BYTES ? readFileSync(real, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
