/**
 * The results of one shard, in a folder: they grow in `shard-3-of-20.ndjson.part`, and when all is there, they are written in order, and get
 * their name, `shard-3-of-20.ndjson`. Whoever is asked for the same shard again goes on where the first ends, however its writer
 * ended; nobody else writes to it meanwhile. The second is the same, byte for byte, whoever has tried the shard, and how often he was stopped.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../../../emulator/host/file-lock.ts';
import { UnfitFile } from '../../../emulator/host/regular-file.ts';
import type { Attempt } from '../attempt.ts';
import type { AdversityName } from '../case.ts';
import type { Reached } from '../reached.ts';
import { otherThings } from '../../words/exploring.ts';
import { attemptsIn, BadResults, type Contents, contentsOf } from './result-lines.ts';
import { type Header, printEnd, printHeader, printRecord, type ResultRecord } from './result-records.ts';
import { makeFolder } from './make-folder.ts';
import type { Shard } from './shard.ts';

/** What ends with this grows; without it it is whole. */
export const PART = '.part';
export const SUFFIX = '.ndjson';

export class ResultsFile {
  /** As it is now: with {@link PART} until it is whole. */
  path: string;
  /** What was there when it was opened. */
  readonly known: Contents;
  readonly #file: number;

  /**
   * Opens the file of a shard in `folder`, or makes it. Throws a {@link BadResults}, a FileInUse if another process writes to it, or
   * what the file system throws.
   */
  static open(folder: string, shard: Shard, header: Header): ResultsFile {
    makeFolder(folder);
    const [whole] = ResultsFile.paths(folder, shard);
    if (existsSync(whole)) return new ResultsFile(whole, openSync(whole, 'r'), header);
    const file = openSync(whole + PART, 'a+');
    try {
      lock(file);
      // Whoever had it until now may have come to its end.
      if (!existsSync(whole)) return new ResultsFile(whole + PART, file, header);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    closeSync(file);
    return new ResultsFile(whole, openSync(whole, 'r'), header);
  }

  /** Where it is when it is whole, and as long as it grows. */
  static paths(folder: string, { index, count }: Shard): [whole: string, growing: string] {
    const whole = join(folder, `shard-${index}-of-${count}${SUFFIX}`);
    return [whole, whole + PART];
  }

  private constructor(path: string, file: number, header: Header) {
    this.path = path;
    this.#file = file;
    const contents = contentsOf(file);
    const parts = contents === undefined ? [] : partsIn(contents.header, header);
    if (parts.length > 0) throw new BadResults(`it is of ${otherThings(parts)}`);
    if (!this.#grows && !contents?.whole) throw new BadResults('its end is missing');
    if (this.#grows) ftruncateSync(file, contents?.length ?? 0);
    if (contents === undefined) writeAll(file, printHeader(header));
    this.known = contents ?? contentsOf(file)!;
  }

  get #grows(): boolean {
    return this.path.endsWith(PART);
  }

  /** The cases that were there when it was opened. */
  *attempts(adversity: AdversityName): Generator<Attempt, void> {
    const file = openSync(this.path, 'r');
    try {
      for (const { attempt } of attemptsIn(file, adversity, this.known.length)) yield attempt;
    } finally {
      closeSync(file);
    }
  }

  /** They are with the system when this returns. Throws what the file system throws. */
  write(records: readonly ResultRecord[]): void {
    if (!this.#grows || records.length === 0) return;
    writeAll(this.#file, records.map(printRecord).join(''));
  }

  /** All is there. Throws what the file system throws. */
  finish(reached: Reached | undefined): void {
    if (!this.#grows) return;
    const whole = this.path.slice(0, -PART.length);
    const fresh = `${whole}.new`;
    const file = openSync(fresh, 'w');
    try {
      const hash = createHash('sha256');
      for (const text of this.#inOrder(reached)) {
        hash.update(text);
        writeAll(file, text);
      }
      writeAll(file, printEnd({ sha256: hash.digest('hex') }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, whole);
    rmSync(this.path);
    this.path = whole;
  }

  *#inOrder(reached: Reached | undefined): Generator<string, void> {
    const { header, adversities, shrunk, checks = [], length } = contentsOf(this.#file)!;
    yield printHeader(header);
    for (const name of header.only) {
      for (const record of attemptsIn(this.#file, name, length)) yield printRecord(record);
      yield printRecord({ counted: name, cases: adversities.get(name)?.total ?? 0 });
    }
    for (const [from, smaller] of shrunk) yield printRecord({ shrunk: { ...smaller, from } });
    yield printRecord({ checks });
    yield printRecord({ reached: reached ?? null });
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What these two are not of together, by name. */
export function partsIn(one: Header, other: Header): string[] {
  const parts = Object.keys({ ...other.of, ...one.of });
  return parts.filter((part) => one.of[part] !== other.of[part]);
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** Where the file system has no locks, as some networks' have none, everybody has to see to it. */
function lock(file: number): void {
  try {
    lockFile(file, 'exclusive');
  } catch (error) {
    if (!(error instanceof UnfitFile)) throw error;
  }
}
