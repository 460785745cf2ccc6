/**
 * Reads archives of object files, as ar makes them: a magic line, then members with a header of 60 characters each. The
 * index of symbols comes first (System V's form); GNU's table of long names may follow. A thin archive (`ar rcT`) has the
 * headers alone: its members are files, named from the archive's folder.
 */
import { latin1 } from '../bytes.ts';
import { decodeText } from './byte-text.ts';
import { ElfError } from './reader.ts';

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';

/** Columns of a member's header. */
const MEMBER = { NAME: 0, NAME_END: 16, SIZE: 48, SIZE_END: 58, END_MARK: 58, HEADER_SIZE: 60 } as const;

export interface ArchiveMember {
  readonly name: string;
  /** Its bytes; throws an {@link ElfError} if it is a file of its own that can't be had. */
  read(): Uint8Array;
}

/** Gives a file's bytes by its path from the archive's folder; undefined if there is none. */
export type ReadBeside = (path: string) => Uint8Array | undefined;

const NOTHING_BESIDE: ReadBeside = () => undefined;

/** A symbol, and a member that defines it or asks for common memory of its name. */
export type IndexEntry = readonly [symbol: string, member: ArchiveMember];

export interface Archive {
  /** The first member that the index has for a symbol; without an index there are none. */
  memberOf(symbol: string): ArchiveMember | undefined;
  /** The index: symbols, and the members that have them. Several may have one, as common memory and its definition. */
  readonly symbols: readonly IndexEntry[];
  readonly members: readonly ArchiveMember[];
}

/** Whether a file is an archive, thin or not; a damaged one counts. */
export function isArchive(file: Uint8Array): boolean {
  const magic = latin1(file.subarray(0, MAGIC.length));
  return magic === MAGIC || magic === THIN_MAGIC;
}

/** Reads an archive. Throws an {@link ElfError} if it is damaged, or has no index of its symbols. */
export function readArchive(file: Uint8Array, beside: ReadBeside = NOTHING_BESIDE): Archive {
  const isThin = latin1(file.subarray(0, MAGIC.length)) === THIN_MAGIC;
  const members = new Map<number, ArchiveMember>();
  let index: Uint8Array | undefined;
  let longNames = '';
  let at = MAGIC.length;
  while (at < file.length) {
    const { name, size } = readHeader(file, at);
    const start = at + MEMBER.HEADER_SIZE;
    const isHere = !isThin || name === '/' || name === '//';
    if (isHere && start + size > file.length) throw new ElfError(wrongSize(at));
    const data = file.subarray(start, start + size);
    if (name === '/') index = data;
    else if (name === '//') longNames = latin1(data);
    else if (isThin) members.set(at, thinMember(fullName(name, longNames), originOf(name), beside));
    else members.set(at, { name: fullName(name, longNames), read: () => data });
    // Members start at even offsets.
    at = start + (isHere ? size + (size % 2) : 0);
  }
  if (index === undefined && members.size > 0) {
    throw new ElfError('it has no index of its symbols; run ranlib on it');
  }
  const symbols = index === undefined ? [] : readIndex(index, members);
  return {
    memberOf: (symbol) => symbols.find(([name]) => name === symbol)?.[1],
    symbols,
    members: [...members.values()],
  };
}

function readHeader(file: Uint8Array, at: number): { name: string; size: number } {
  if (latin1(file.subarray(at + MEMBER.END_MARK, at + MEMBER.HEADER_SIZE)) !== '`\n') {
    throw new ElfError(`it is damaged: there is no member's header at offset ${at}`);
  }
  const size = latin1(file.subarray(at + MEMBER.SIZE, at + MEMBER.SIZE_END)).trim();
  if (!/^\d+$/.test(size)) throw new ElfError(wrongSize(at));
  return { name: latin1(file.subarray(at + MEMBER.NAME, at + MEMBER.NAME_END)).trimEnd(), size: Number(size) };
}

function wrongSize(at: number): string {
  return `it is cut off, or the member at offset ${at} has a wrong size`;
}

/** A member that is a file, or stands at `origin` in the archive that the file is. */
function thinMember(name: string, origin: number | undefined, beside: ReadBeside): ArchiveMember {
  const read = (): Uint8Array => {
    const file = beside(name);
    if (file === undefined)
      throw new ElfError('a thin archive has its members as files of their own, and this one is not there');
    if (origin === undefined) return file;
    const start = origin + MEMBER.HEADER_SIZE;
    const { size } = readHeader(file, origin);
    if (start + size > file.length) throw new ElfError(wrongSize(origin));
    return file.subarray(start, start + size);
  };
  return { name, read };
}

/** `name/`, or `/17` for the name at 17 in the table of long names; `/17:60` if the member stands at 60 in that file. */
const LONG_NAME = /^\/(\d+)(?::(\d+))?$/;

function fullName(name: string, longNames: string): string {
  const long = LONG_NAME.exec(name);
  if (long === null) return name.replace(/\/$/, '');
  const from = Number(long[1]);
  const end = longNames.indexOf('\n', from);
  return longNames.slice(from, end < 0 ? undefined : end).replace(/\/$/, '');
}

function originOf(name: string): number | undefined {
  const origin = LONG_NAME.exec(name)?.at(2);
  return origin === undefined ? undefined : Number(origin);
}

/** A count, that many offsets of members, and that many names with NULs between them. */
function readIndex(index: Uint8Array, members: ReadonlyMap<number, ArchiveMember>): IndexEntry[] {
  const symbols: IndexEntry[] = [];
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const count = index.length < 4 ? 0 : view.getUint32(0);
  if (4 + count * 4 > index.length) throw new ElfError('the index of its symbols is cut off');
  let at = 4 + count * 4;
  for (let i = 0; i < count; i++) {
    const end = index.indexOf(0, at);
    if (end < 0) throw new ElfError('the index of its symbols is cut off');
    const member = members.get(view.getUint32(4 + i * 4));
    if (member === undefined) throw new ElfError('the index of its symbols is wrong; run ranlib on it');
    symbols.push([decodeText(index.subarray(at, end)), member]);
    at = end + 1;
  }
  return symbols;
}
