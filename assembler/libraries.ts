/**
 * `-l NAME` among the files of a command line: the archive libNAME.a, looked for in the folders of -L. Where it stands
 * counts, so it has to be found before options and files are told apart.
 */
import type { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { isArchive } from '../emulator/elf/archive.ts';
import { isObject } from '../emulator/elf/object-reader.ts';

/** In front of a library's name among the files: no argument of a process can have this character in it. */
const MARK = '\0';

/** The arguments with -l NAME, -lNAME and --library NAME in the form of a file that {@link findLibraries} finds. */
export function markLibraries(args: readonly string[], { options }: Command): string[] {
  const takesValue = new Set(options.filter(({ required }) => required).flatMap(({ short, long }) => [short, long]));
  const marked: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--') return [...marked, ...args.slice(index)];
    const name = /^(?:-l(?=.)|--library=)(.*)$/s.exec(arg)?.[1];
    const next = args.at(index + 1);
    if (name !== undefined) marked.push(MARK + name);
    else if ((arg === '-l' || arg === '--library') && next !== undefined) marked.push(MARK + args[++index]);
    else if (takesValue.has(arg) && next !== undefined) marked.push(arg, args[++index]);
    else marked.push(arg);
  }
  return marked;
}

/** Was this file of the command line given by -l? */
export function isLibrary(file: string): boolean {
  return file.startsWith(MARK);
}

/** The files with the libraries' paths, or what is wrong with one. */
export function findLibraries(files: readonly string[], folders: readonly string[]): string[] | string {
  const paths: string[] = [];
  for (const file of files) {
    const name = isLibrary(file) ? file.slice(MARK.length) : undefined;
    const path = name === undefined ? file : findLibrary(name, folders);
    if (path === undefined) return missing(name ?? '', folders);
    if (name !== undefined && !isBinary(path))
      return `${path}, found for -l ${name}, is neither an archive nor an object`;
    paths.push(path);
  }
  return paths;
}

/** `:NAME` is a file with just that name. */
function fileName(name: string): string {
  return name.startsWith(':') ? name.slice(1) : `lib${name}.a`;
}

function findLibrary(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => `${folder.replace(/\/$/, '')}/${fileName(name)}`).find((path) => existsSync(path));
}

/** False for a source, for a linker's script, and for what can't be read. */
function isBinary(path: string): boolean {
  try {
    const bytes = readFileSync(path);
    return isArchive(bytes) || isObject(bytes);
  } catch {
    return false;
  }
}

function missing(name: string, folders: readonly string[]): string {
  const looked = folders.length === 0 ? '-L says where to look' : `looked in ${folders.join(', ')}`;
  const shared = folders.find((folder) => existsSync(`${folder}/lib${name}.so`));
  const hint =
    shared !== undefined
      ? `; ${shared}/lib${name}.so is a shared library, and programs are linked statically here`
      : /[/.]|^-$/.test(name) && !name.startsWith(':')
        ? '; a listing is asked for by --listing FILE'
        : '';
  return `can't find ${fileName(name)} for -l ${name}: ${looked}${hint}`;
}
