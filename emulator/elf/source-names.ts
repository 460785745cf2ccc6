/**
 * How a program's source files are called. A compiler names them from the folder where it ran. If that was one folder, such names
 * are what people know; if there were several, as when each folder has a makefile, a name could mean two files: then
 * all are called from the deepest folder that holds them all.
 */

/** Names relative to one folder; it is undefined if nobody says it. */
export interface NamedFiles {
  readonly folder: string | undefined;
  readonly files: ReadonlySet<string>;
}

/** What to call a file of one of `units`; undefined if they are all called as they call themselves. */
export function sourceNames(units: readonly NamedFiles[]): ((unit: NamedFiles, file: string) => string) | undefined {
  const folders = new Set(units.flatMap((unit) => ([...unit.files].some(isRelative) ? (folderOf(unit) ?? []) : [])));
  if (folders.size < 2) return undefined;
  const common = commonFolder([...folders]);
  return (unit, file) => {
    const folder = folderOf(unit);
    if (folder === undefined || !isRelative(file)) return file;
    const within = common === '/' ? folder : folder.slice(common.length + 1);
    return plain(within === '' ? file : `${within}/${file}`) || file;
  };
}

function isRelative(file: string): boolean {
  return !file.startsWith('/');
}

/** Its folder in its plainest form, if that is known from the root on. */
function folderOf({ folder }: NamedFiles): string | undefined {
  return folder?.startsWith('/') === true ? plain(folder) : undefined;
}

function commonFolder(folders: readonly string[]): string {
  const [first, ...others] = folders.map((folder) => folder.split('/'));
  let depth = first.length;
  for (const other of others) {
    while (depth > 1 && first.slice(0, depth).join('/') !== other.slice(0, depth).join('/')) depth -= 1;
  }
  return depth === 1 ? '/' : first.slice(0, depth).join('/');
}

/** The path without detours: `drv/../include/disk.h` is `include/disk.h`. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.' && !(part === '..' && path.startsWith('/'))) parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}
