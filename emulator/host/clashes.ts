/**
 * What must not be written: an output of a command that is one of its inputs, or another of its outputs, or plainly the work
 * of somebody else. To be asked before anything is touched.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { statusOf } from './file-status.ts';
import { identityOf, type Place } from './same-file.ts';

/** A file that a command reads. */
export interface Input {
  /** Completes "is ...": `the image`. */
  readonly what: string;
  readonly place: Place;
}

/** A file that a command is about to write. */
export interface Output {
  /** Begins a sentence: `the listing`. */
  readonly what: string;
  readonly place: Place;
  /** The bytes with which such a file begins, latin1; absent for text. */
  readonly magic?: string;
  /** It is text that people write by hand, too. */
  readonly isSource?: boolean;
}

/** Names of files that people write by hand. */
const SOURCE_NAME = /\.(?:s|sx|asm|inc|i|c|h)$/i;
/** Characters that no text has. */
const BINARY = /[^\t-\r\x1b\x20-\xff]/;
/** Bytes that tell text from other files. */
const HEAD = 4096;

/** Why these outputs can't be written, as a sentence; undefined if they can. */
export function findClash(inputs: readonly Input[], outputs: readonly Output[]): string | undefined {
  const taken = [...inputs.map(({ what, place }) => ({ what, place, identity: identityOf(place) }))];
  for (const { what, place, ...kind } of outputs) {
    const identity = identityOf(place);
    const other = taken.find(
      // What the shell has connected to what is the shell's affair.
      (each) => each.identity === identity && !(typeof place === 'number' && typeof each.place === 'number'),
    );
    if (identity !== undefined && other !== undefined) {
      return `${name(what, place)} is the same file as ${name(other.what, other.place)}`;
    }
    const foreign = typeof place === 'number' ? undefined : foreignKind(place, kind);
    if (foreign !== undefined) return `${name(what, place)} would overwrite ${foreign}`;
    taken.push({ what, place, identity });
  }
  return undefined;
}

function name(what: string, place: Place): string {
  return typeof place === 'number' ? what : `${what} '${place}'`;
}

/**
 * What else than an earlier output is there, in words. An option that lacks its value takes the next word for it: in
 * `hvasm --listing a.s b.s` or `hvrun --trace kernel` that is a file which its owner would miss.
 */
function foreignKind(path: string, { magic, isSource }: Pick<Output, 'magic' | 'isSource'>): string | undefined {
  const status = statusOf(path);
  if (status?.isFile() !== true || status.size === 0) return undefined;
  const head = headOf(path);
  if (magic !== undefined && head.startsWith(magic)) return undefined;
  if (isSource !== true && SOURCE_NAME.test(path)) return 'a source: remove it first, if that is what you want';
  if (!BINARY.test(head)) return undefined;
  return 'a file of another kind: remove it first, if that is what you want';
}

/** The first bytes of a file, latin1; nothing if it can't be read. */
export function headOf(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(HEAD);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, HEAD, 0));
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
