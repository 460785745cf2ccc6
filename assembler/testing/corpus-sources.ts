/**
 * Real sources to hold hvasm against GNU as: Debian's source packages, fetched by apt into a cache outside this repository
 * and taken apart there. HVASM_CORPUS names the cache; `~/.cache/hvasm-corpus` is the usual one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './corpus-configure.ts';

/** Sources of one kind, and the command that makes assembly of one, on its standard output. */
export interface Collection {
  readonly name: string;
  /** The source package they come from. */
  readonly package: string;
  /** Parts of the package's archive that are needed, as tar takes them; an archive within it, if it has one. */
  readonly parts: readonly string[];
  readonly inner?: string;
  /** Where the package's tree goes, if its own name for it changes with each version. */
  readonly into?: string;
  /** Makes the files that the package's own build would make first. */
  readonly configure?: () => void;
  /** Folders with the sources, below the cache, and the names of those that count. */
  readonly folders: readonly string[];
  readonly files: RegExp;
  readonly command: (file: string) => readonly string[];
}

/** Fetches a collection's package unless it is there, and gives the paths of its sources. */
export function sourcesOf(collection: Collection): string[] {
  const [folder] = collection.folders;
  if (!existsSync(join(cache, folder))) fetchPackage(collection);
  collection.configure?.();
  return collection.folders.flatMap((name) => {
    const path = join(cache, name);
    const names = existsSync(path) ? readdirSync(path).filter((each) => collection.files.test(each)) : [];
    return names.sort().map((each) => join(path, each));
  });
}

/** The places from which this machine has its packages, as places of their sources: lines of a sources.list. */
function sourceRepositories(): string[] {
  const format = '$(CREATED_BY)|$(ORIGIN)|$(COMPONENT)|$(SIGNED_BY)|$(REPO_URI)|$(RELEASE)';
  const targets = execFileSync('apt-get', ['indextargets', '--format', format], { encoding: 'utf8' }).split('\n');
  const lines = targets
    .map((target) => target.split('|'))
    .filter(([by, origin, component]) => by === 'Packages' && origin === 'Debian' && component === 'main')
    // Updates are replaced by newer ones, and then can't be fetched any more.
    .filter(([, , , , , release]) => !/-(?:security|updates)$/.test(release))
    .map(
      ([, , , key, uri, release]) =>
        `deb-src ${!key.startsWith('/') ? '' : `[signed-by=${key}] `}${uri} ${release} main\n`,
    );
  return [...new Set(lines)];
}

function fetchPackage({ package: name, parts, inner, into }: Collection): void {
  const downloads = join(cache, 'archives');
  mkdirSync(join(downloads, 'lists', 'partial'), { recursive: true });
  const list = join(downloads, 'sources.list');
  writeFileSync(list, sourceRepositories().join(''));
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(downloads, 'lists'),
    'Dir::Cache::pkgcache': join(downloads, 'pkgcache.bin'),
    'Dir::Cache::srcpkgcache': join(downloads, 'srcpkgcache.bin'),
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const run = (...args: string[]): unknown => execFileSync('apt-get', ['-qq', ...options, ...args], { cwd: downloads });
  const fetched = (): string | undefined =>
    readdirSync(downloads).find((each) => each.startsWith(`${name}_`) && each.includes('.orig.tar.'));
  if (fetched() === undefined) {
    run('update');
    // What Debian adds is not needed, and not every mirror has it.
    run('source', '--download-only', '--tar-only', name);
  }
  const archive = fetched();
  if (archive === undefined) throw new Error(`apt has not fetched the source of ${name}`);
  const strip = into === undefined ? [] : ['--strip-components=1'];
  const folder = join(cache, into ?? '');
  mkdirSync(folder, { recursive: true });
  const unpack = (path: string, wanted: readonly string[]): unknown =>
    spawnSync('tar', ['xf', path, ...strip, '--wildcards', ...wanted], { cwd: folder });
  unpack(join(downloads, archive), inner === undefined ? parts : [inner]);
  if (inner !== undefined) unpack(join(cache, inner), parts);
}
