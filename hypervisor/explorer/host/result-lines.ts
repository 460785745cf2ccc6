/** Reads a file of results, line by line, however long it is. */
import { createHash, type Hash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';
import type { AdversityName } from '../case.ts';
import type { Reached } from '../reached.ts';
import type { Shrunk } from '../shrink.ts';
import type { SelfChecks } from './messages.ts';
import { type End, type Header, parseHeader, parseRecord, type ResultRecord } from './result-records.ts';
import { owns, type Shard, shardOf } from './shard.ts';

/** What a file holds is no results, or not all that it must; the message says why, in a sentence's words, without the file's name. */
export class BadResults extends Error {
  override readonly name = 'BadResults';
}

/** What is in a file, but for the cases themselves. */
export interface Contents {
  readonly header: Header;
  readonly shard: Shard;
  /** By adversity: the index behind its last case, and how many there are in all shards if all of this one's are there. */
  readonly adversities: ReadonlyMap<AdversityName, { readonly next: number; readonly total?: number }>;
  /** See RangeAnswer. */
  readonly executed: readonly number[] | undefined;
  /** By the key of what was shrunk. */
  readonly shrunk: ReadonlyMap<string, Shrunk>;
  readonly checks?: SelfChecks;
  readonly reached?: Reached | null;
  /** Bytes up to the end of the last whole line; what is behind them was being written when its writer died. */
  readonly length: number;
  /** Its end is there, and the hash in it is right. */
  readonly whole: boolean;
}

interface Line {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Of the byte behind it. */
  readonly end: number;
}

const CHUNK = 16_384;
/** Bytes of a line. */
const MOST_BYTES = 1 << 24;
const LINE_FEED = 0x0a;

/** The whole lines of an open file, from its beginning; `length`: bytes that are looked at. */
function* linesOf(file: number, length = Infinity): Generator<Line, void> {
  let left: Uint8Array = new Uint8Array(0);
  for (let at = 0; ;) {
    const chunk = new Uint8Array(CHUNK);
    const count = readSync(file, chunk, 0, Math.min(CHUNK, length - at), at);
    if (count === 0) return;
    const base = at - left.length;
    at += count;
    const bytes = Buffer.concat([left, chunk.subarray(0, count)]);
    let from = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, from)) {
      const line = bytes.subarray(from, feed + 1);
      yield { text: line.toString(), bytes: line, end: base + feed + 1 };
      from = feed + 1;
    }
    left = bytes.subarray(from);
    if (left.length > MOST_BYTES) throw new BadResults('it has a line that is too long for one of results');
  }
}

/** The cases of one adversity that are in a file whose contents are known, in their order. */
export function* attemptsIn(
  file: number,
  adversity: AdversityName,
  length: number,
): Generator<Extract<ResultRecord, { at: number }>, void> {
  for (const { text } of linesOf(file, length)) {
    if (!text.includes(`"key":"${adversity}:`)) continue;
    const record = parseRecord(text);
    if (record !== undefined && 'at' in record && record.attempt.case.adversity === adversity) yield record;
  }
}

/** Undefined if not even the first line is there. Throws a {@link BadResults}. */
export function contentsOf(file: number): Contents | undefined {
  const lines = linesOf(file);
  const first = lines.next().value;
  if (first === undefined) return undefined;
  const header = parseHeader(first.text);
  if (header === undefined) throw new BadResults('it holds no results of hvrun explore');
  if (typeof header === 'number')
    throw new BadResults(`its results are in format ${header}, which this hvrun cannot read`);
  const shard = shardOf(header.shard, {});
  if (typeof shard === 'string') throw new BadResults('its first line is damaged');
  const reader = new Reader(header, shard, first);
  let number = 1;
  let bad: number | undefined;
  for (const line of lines) {
    number += 1;
    if (bad !== undefined) throw new BadResults(`line ${bad} is damaged`);
    if (reader.contents.whole) throw behindItsEnd(number);
    const record = parseRecord(line.text);
    if (record === undefined) bad = number;
    else if ('sha256' in record) reader.close(record, line, number);
    else reader.take(record, line, number);
  }
  // The last line of a file that grows may be torn; behind its end there is nothing.
  if (reader.contents.whole && fstatSync(file).size > reader.end) throw behindItsEnd(number + 1);
  return reader.contents;
}

function behindItsEnd(line: number): BadResults {
  return new BadResults(`line ${line} stands behind its end`);
}

class Reader {
  readonly #contents: { -readonly [K in keyof Contents]: Contents[K] };
  readonly #adversities = new Map<AdversityName, { next: number; total?: number }>();
  readonly #shrunk = new Map<string, Shrunk>();
  readonly #executed: number[] = [];
  readonly #hash: Hash;
  #knowing = false;
  /** Of the last line, if that is the hash of all before it: the offset of the byte behind it. */
  end = 0;

  constructor(header: Header, shard: Shard, { bytes, end }: Line) {
    const maps = { adversities: this.#adversities, shrunk: this.#shrunk, executed: undefined };
    this.#hash = createHash('sha256').update(bytes);
    this.#contents = { header, shard, ...maps, length: end, whole: false };
  }

  get contents(): Contents {
    return { ...this.#contents, executed: this.#knowing ? this.#executed : undefined };
  }

  take(record: ResultRecord, { bytes, end }: Line, number: number): void {
    this.#hash.update(bytes);
    this.#contents.length = end;
    if ('at' in record) this.#case(record, number);
    else if ('executed' in record) this.#note(record.executed);
    else if ('counted' in record) this.#of(record.counted).total = record.cases;
    else if ('shrunk' in record) this.#shrunk.set(record.shrunk.from, record.shrunk);
    else if ('checks' in record) this.#contents.checks = record.checks;
    else this.#contents.reached = record.reached;
  }

  close({ sha256 }: End, { end }: Line, number: number): void {
    const right = this.#hash.digest('hex') === sha256;
    if (!right)
      throw new BadResults(`its lines are not those that were written: the hash in line ${number} is another one`);
    this.#contents.whole = true;
    this.end = end;
  }

  #case({ at, attempt }: Extract<ResultRecord, { at: number }>, number: number): void {
    const of = this.#of(attempt.case.adversity);
    while (!owns(this.#contents.shard, of.next)) of.next += 1;
    if (at !== of.next)
      throw new BadResults(`line ${number} is case ${at} of ${attempt.case.adversity}, not ${of.next}`);
    of.next = at + 1;
  }

  #note(pairs: readonly number[]): void {
    this.#knowing = true;
    for (const address of pairs) this.#executed.push(address);
  }

  #of(name: AdversityName): { next: number; total?: number } {
    const known = this.#adversities.get(name) ?? { next: 0 };
    this.#adversities.set(name, known);
    return known;
  }
}
