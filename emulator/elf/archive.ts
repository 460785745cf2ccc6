/**
 * Reads archives of object files, as ar makes them: a magic line, then members with a header of 60 characters each. The
 * index of symbols comes first (System V's form); GNU's table of long names may follow.
 */
import { latin1 } from '../bytes.ts';
import { decodeText } from './byte-text.ts';
import { ElfError } from './reader.ts';

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';

/** Columns of a member's header. */
const MEMBER = { NAME: 0, NAME_END: 16, SIZE: 48, SIZE_END: 58, END_MARK: 58, HEADER_SIZE: 60 } as const;

interface ArchiveMember {
  readonly name: string;
  readonly data: Uint8Array;
}

export interface Archive {
  /** The member that defines a symbol, as the index says; without an index there are none. */
  memberOf(symbol: string): ArchiveMember | undefined;
  readonly members: readonly ArchiveMember[];
}

/** Whether a file is an archive, thin or not; a damaged one counts. */
export function isArchive(file: Uint8Array): boolean {
  const magic = latin1(file.subarray(0, MAGIC.length));
  return magic === MAGIC || magic === THIN_MAGIC;
}

/** Reads an archive. Throws an {@link ElfError} if it is damaged, or has no index of its symbols. */
export function readArchive(file: Uint8Array): Archive {
  if (latin1(file.subarray(0, MAGIC.length)) === THIN_MAGIC) {
    throw new ElfError('it is a thin archive, which holds no members; make it without T');
  }
  const members = new Map<number, ArchiveMember>();
  let index: Uint8Array | undefined;
  let longNames = '';
  let at = MAGIC.length;
  while (at < file.length) {
    const { name, data } = readMember(file, at);
    if (name === '/') index = data;
    else if (name === '//') longNames = latin1(data);
    else members.set(at, { name: fullName(name, longNames), data });
    // Members start at even offsets.
    at += MEMBER.HEADER_SIZE + data.length + (data.length % 2);
  }
  if (index === undefined && members.size > 0) {
    throw new ElfError('it has no index of its symbols; run ranlib on it');
  }
  const symbols = index === undefined ? new Map<string, ArchiveMember>() : readIndex(index, members);
  return { memberOf: (symbol) => symbols.get(symbol), members: [...members.values()] };
}

function readMember(file: Uint8Array, at: number): ArchiveMember {
  if (latin1(file.subarray(at + MEMBER.END_MARK, at + MEMBER.HEADER_SIZE)) !== '`\n') {
    throw new ElfError(`it is damaged: there is no member's header at offset ${at}`);
  }
  const size = latin1(file.subarray(at + MEMBER.SIZE, at + MEMBER.SIZE_END)).trim();
  const start = at + MEMBER.HEADER_SIZE;
  if (!/^\d+$/.test(size) || start + Number(size) > file.length) {
    throw new ElfError(`it is cut off, or the member at offset ${at} has a wrong size`);
  }
  const name = latin1(file.subarray(at + MEMBER.NAME, at + MEMBER.NAME_END)).trimEnd();
  return { name, data: file.subarray(start, start + Number(size)) };
}

/** `name/`, or `/17` for the name at 17 in the table of long names. */
function fullName(name: string, longNames: string): string {
  const offset = /^\/(\d+)$/.exec(name);
  if (offset === null) return name.replace(/\/$/, '');
  const from = Number(offset[1]);
  const end = longNames.indexOf('\n', from);
  return longNames.slice(from, end < 0 ? undefined : end).replace(/\/$/, '');
}

/** A count, that many offsets of members, and that many names with NULs between them. */
function readIndex(index: Uint8Array, members: ReadonlyMap<number, ArchiveMember>): ReadonlyMap<string, ArchiveMember> {
  const symbols = new Map<string, ArchiveMember>();
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const count = index.length < 4 ? 0 : view.getUint32(0);
  if (4 + count * 4 > index.length) throw new ElfError('the index of its symbols is cut off');
  let at = 4 + count * 4;
  for (let i = 0; i < count; i++) {
    const end = index.indexOf(0, at);
    if (end < 0) throw new ElfError('the index of its symbols is cut off');
    const member = members.get(view.getUint32(4 + i * 4));
    if (member === undefined) throw new ElfError('the index of its symbols is wrong; run ranlib on it');
    const name = decodeText(index.subarray(at, end));
    if (!symbols.has(name)) symbols.set(name, member);
    at = end + 1;
  }
  return symbols;
}
