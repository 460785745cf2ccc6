/** Results in files: what is torn goes on, what is damaged or does not belong together is refused, in words. */
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FileInUse } from '../../../emulator/host/file-lock.ts';
import type { Attempt } from '../attempt.ts';
import { Merge, MissingShards } from './merge.ts';
import { BadResults } from './result-lines.ts';
import type { Header } from './result-records.ts';
import { ResultsFile } from './results-file.ts';
import { owns, type Shard } from './shard.ts';

const CASES = 10;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hvft-results-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function headerOf({ index, count }: Shard, image = '1'): Header {
  return {
    ...{
      of: { image, disk: '2', options: '3', tool: '0' },
      shard: `${index}/${count}`,
      only: ['doubt'],
      image: 'a.out',
    },
    ...{ words: [], command: 'explore', basis: { guest: 'a.out', instructions: 1, commands: [] } },
  };
}

function attemptAt(at: number): Attempt {
  const one = { adversity: 'doubt', key: `doubt:${at + 1}=not`, stands: 1 } as const;
  if (at !== 4)
    return { case: one, result: { verdict: 'holds', story: [], instructions: 0 }, replayed: 0, contradictions: [] };
  const told = {
    verdict: 'broken',
    difference: { outside: 'disk', words: 'it differs' },
    story: [],
    instructions: 0,
  } as const;
  return {
    case: one,
    result: { verdict: 'broken', story: [], instructions: 0 },
    seen: '0123456789abcdef',
    told,
    replayed: 0,
    contradictions: [],
  };
}

/** Cases of a shard from the one where it stands, up to `end`. */
function tryCases(results: ResultsFile, shard: Shard, end = CASES): void {
  for (let at = results.known.adversities.get('doubt')?.next ?? 0; at < end; at += 1) {
    if (owns(shard, at)) results.write([{ at, attempt: attemptAt(at) }]);
  }
}

function finish(shard: Shard, image?: string): string {
  const results = ResultsFile.open(folder, shard, headerOf(shard, image));
  tryCases(results, shard);
  results.write([{ counted: 'doubt', cases: CASES }, { checks: [{ adversity: 'doubt', found: true }] }]);
  const some = (first: number): string[] => [`a.s:${first}`, `a.s:${first + shard.index}`];
  results.finish({ lines: 9, never: some(1), untaken: some(4), unpassed: some(7) });
  results.close();
  return results.path;
}

function keysOf(merge: Merge): string[] {
  return [...merge.events()].flatMap((event) => (event.type === 'case' ? [event.case.key] : []));
}

const ALL_KEYS = Array.from({ length: CASES }, (_, at) => `doubt:${at + 1}=not`);

describe('a file of results', () => {
  const whole = { index: 1, count: 1 };

  it.each([0, 1, 5, 100, 200])(
    'goes on though its writer has died in its last line, %d bytes before the end',
    (torn) => {
      const first = ResultsFile.open(folder, whole, headerOf(whole));
      tryCases(first, whole, 5);
      first.close();
      truncateSync(first.path, readFileSync(first.path).length - torn);
      finish(whole);
      expect(keysOf(new Merge(folder))).toEqual(ALL_KEYS);
    },
  );

  it('goes on though not even its first line is there', () => {
    writeFileSync(join(folder, 'shard-1-of-1.ndjson.part'), '{"hvrun expl');
    finish(whole);
    expect(keysOf(new Merge(folder))).toEqual(ALL_KEYS);
  });

  it('is the same whoever was stopped where', () => {
    const stopped = ResultsFile.open(folder, whole, headerOf(whole));
    tryCases(stopped, whole, 3);
    stopped.write([{ executed: [4096, 4100] }]);
    stopped.close();
    const path = finish(whole);
    const bytes = readFileSync(path);
    rmSync(path);
    expect(readFileSync(finish(whole))).toEqual(bytes);
  });

  it('is nobody else’s meanwhile', () => {
    const first = ResultsFile.open(folder, whole, headerOf(whole));
    expect(() => ResultsFile.open(folder, whole, headerOf(whole))).toThrow(FileInUse);
    first.close();
    ResultsFile.open(folder, whole, headerOf(whole)).close();
  });

  it('is refused if it is of something else, whole or not', () => {
    const first = ResultsFile.open(folder, whole, headerOf(whole));
    first.close();
    expect(() => ResultsFile.open(folder, whole, headerOf(whole, '9'))).toThrow(/^it is of another image$/);
    finish(whole);
    expect(() => ResultsFile.open(folder, whole, headerOf(whole, '9'))).toThrow(/^it is of another image$/);
  });

  it.each([
    ['a line in the middle is torn', (text: string) => text.replace('"key":"doubt:3', '"ke'), /line 4 is damaged/],
    ['a case is missing', (text: string) => text.replace(/.*doubt:3=.*\n/, ''), /line 4 is case 3 of doubt, not 2/],
    [
      'a case is there twice',
      (text: string) => text.replace(/.*doubt:3=.*\n/, '$&$&'),
      /line 5 is case 2 of doubt, not 3/,
    ],
    ['it is none', () => '{"event":"case"}\n', /holds no results/],
    ['it is of a later format', (text: string) => text.replace('"hvrun explore":2', '"hvrun explore":3'), /format 3/],
    [
      'it is of an earlier format',
      (text: string) => text.replace('"hvrun explore":2', '"hvrun explore":1'),
      /format 1/,
    ],
  ])('is refused if %s', (_, damage, why) => {
    const first = ResultsFile.open(folder, whole, headerOf(whole));
    tryCases(first, whole);
    first.close();
    writeFileSync(first.path, damage(readFileSync(first.path, 'utf8')));
    expect(() => ResultsFile.open(folder, whole, headerOf(whole))).toThrow(why);
  });

  it.each(['executed', 'counted', 'shrunk', 'checks', 'reached', 'sha256', 'contradicted'])(
    "is refused if what it says of '%s' is none",
    (name) => {
      const first = ResultsFile.open(folder, whole, headerOf(whole));
      tryCases(first, whole);
      first.close();
      const damaged = name === 'contradicted' ? '{"contradicted":7,' : `{"${name}":7}\n{`;
      writeFileSync(first.path, readFileSync(first.path, 'utf8').replace('{"case":2', `${damaged}"case":2`));
      expect(() => ResultsFile.open(folder, whole, headerOf(whole))).toThrow(/^line 4 is damaged$/);
    },
  );
});

describe('a merge', () => {
  const shards = [1, 2, 3].map((index) => ({ index, count: 3 }));
  const refused = (error: typeof BadResults | typeof MissingShards, why: RegExp): void => {
    expect(() => new Merge(folder)).toThrow(error);
    expect(() => new Merge(folder)).toThrow(why);
  };

  test('has the cases in their order, and what was never reached by any', () => {
    for (const shard of shards) finish(shard);
    const merge = new Merge(folder);
    expect(keysOf(merge)).toEqual(ALL_KEYS);
    expect(merge.summary()).toMatchObject({ verdict: 'broken', tallies: [{ cases: CASES, holds: 9, broken: 1 }] });
    expect(merge.reached).toEqual({ lines: 9, never: ['a.s:1'], untaken: ['a.s:4'], unpassed: ['a.s:7'] });
    expect(merge.checks).toEqual([{ adversity: 'doubt', found: true }]);
  });

  it('says which shards are missing, and which are not finished', () => {
    refused(MissingShards, /^there are no whole results/);
    finish({ index: 2, count: 6 });
    ResultsFile.open(folder, { index: 3, count: 6 }, headerOf({ index: 3, count: 6 })).close();
    refused(MissingShards, /^of 6 shards these are missing: 1,3-6; not finished: 'shard-3-of-6\.ndjson\.part'$/);
  });

  it('refuses one that is there twice', () => {
    for (const shard of shards) finish(shard);
    copyFileSync(join(folder, 'shard-2-of-3.ndjson'), join(folder, 'copy.ndjson'));
    refused(BadResults, /shard 2 of 3 is there twice: .*copy\.ndjson' and .*shard-2-of-3\.ndjson'/);
    rmSync(join(folder, 'shard-3-of-3.ndjson'));
    refused(BadResults, /shard 2 of 3 is there twice/);
  });

  it('goes by what is in the files, not by their names', () => {
    for (const shard of shards) finish(shard);
    renameSync(join(folder, 'shard-1-of-3.ndjson'), join(folder, 'x.ndjson'));
    expect(keysOf(new Merge(folder))).toEqual(ALL_KEYS);
  });

  it('refuses one of another image, and one of another number of shards', () => {
    for (const shard of shards) finish(shard, shard.index === 2 ? '9' : '1');
    refused(BadResults, /do not belong together: they are of another image/);
    rmSync(join(folder, 'shard-2-of-3.ndjson'));
    finish({ index: 2, count: 4 });
    refused(BadResults, /do not belong together: there are 3 shards of the one, and 4 of the other/);
  });

  it.each([
    ['the end', (text: string) => text.replace(/.*\n$/, ''), /its end is missing/],
    ['half of the last line', (text: string) => text.slice(0, -30), /its end is missing/],
    ['a line', (text: string) => text.replace(/.*doubt:5=.*\n/, ''), /is case 7 of doubt, not 4/],
    [
      'a digit',
      (text: string) => text.replace('"stands":1', '"stands":2'),
      /its lines are not those that were written/,
    ],
    ['everything', () => '', /its end is missing/],
  ])('refuses one that has lost %s', (_, damage, why) => {
    for (const shard of shards) finish(shard);
    const path = join(folder, 'shard-2-of-3.ndjson');
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    refused(BadResults, why);
  });

  it.each([
    ['a torn line', 'garbage'],
    ['a byte', '\0'],
    ['an empty line', '\n'],
    ['a line that is none', '{"event":"case"}\n'],
    ['its end once more', ''],
    ['a line of results', '{"checks":[]}\n'],
  ])('refuses one behind whose end there is %s', (_, more) => {
    for (const shard of shards) finish(shard);
    const path = join(folder, 'shard-2-of-3.ndjson');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text + (more || text.split('\n').at(-2)! + '\n'));
    refused(BadResults, /shard-2-of-3\.ndjson': line 9 stands behind its end$/);
    expect(() => ResultsFile.open(folder, shards[1], headerOf(shards[1]))).toThrow(/^line 9 stands behind its end$/);
  });
});
