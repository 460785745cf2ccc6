import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RESULT } from '../board.ts';
import { MOST_SECTORS, SECTOR_SIZE } from '../devices/disk.ts';
import type { Request } from '../devices/device.ts';
import { DiskImage } from './disk-image.ts';
import type { Outcome } from '../devices/definition.ts';
import { ManualScheduler } from '../world/testing/manual-scheduler.ts';

let folder: string;
let path: string;
let clock: ManualScheduler;
let disk: DiskImage;
let troubles: { what: string; kind: string }[];

/** Opens an image of `size` bytes, byte i being i / 512. */
async function openImage(size: number, latencyMs = 0, mayWait = false, isTemporary = false): Promise<void> {
  writeFileSync(
    path,
    Uint8Array.from({ length: size }, (_, i) => i / SECTOR_SIZE),
  );
  clock = new ManualScheduler();
  troubles = [];
  const onTrouble = (what: string, kind: string) => void troubles.push({ what, kind });
  disk = await DiskImage.open(path, { scheduler: clock, latencyMs, mayWait, isTemporary, onTrouble });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-disk-'));
  path = join(folder, 'image');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (sector: number, count: number): DiskRequest => ({
  kind: 'disk-read',
  id: 1,
  slot: 0,
  sector,
  count,
  address: 0,
});
const write = (sector: number, count: number, fill: number): DiskRequest => ({
  kind: 'disk-write',
  id: 1,
  slot: 0,
  sector,
  address: 0,
  data: new Uint8Array(count * SECTOR_SIZE).fill(fill),
});
const flush: DiskRequest = { kind: 'disk-flush', id: 1, slot: 0 };
type DiskRequest = Extract<Request, { kind: `disk-${string}` }>;

const perform = (request: DiskRequest) => new Promise<Outcome>((resolve) => disk.perform(request, resolve));

describe('an image', () => {
  test.each([false, true])('is read and written in sectors; waits: %s', async (mayWait) => {
    await openImage(4 * SECTOR_SIZE, 0, mayWait);
    expect(disk.sectors).toBe(4);
    expect(await perform(write(1, 2, 0xaa))).toEqual({ result: RESULT.DONE });
    const { data } = await perform(read(0, 4));
    expect([0, 512, 1535, 1536].map((i) => data?.[i])).toEqual([0, 0xaa, 0xaa, 3]);
    await disk.close();
    expect(readFileSync(path)[512]).toBe(0xaa);
  });

  test.each([false, true])('with a part of a sector at its end is padded, and grows; waits: %s', async (mayWait) => {
    await openImage(SECTOR_SIZE + 10, 0, mayWait);
    expect(disk.sectors).toBe(2);
    const { data } = await perform(read(1, 1));
    expect(data?.slice(8, 12)).toEqual(Uint8Array.of(1, 1, 0, 0));
    expect(statSync(path).size).toBe(SECTOR_SIZE + 10);
    await perform(write(1, 1, 9));
    await disk.close();
    expect(statSync(path).size).toBe(2 * SECTOR_SIZE);
  });

  test('that is not there rejects with the reason', async () => {
    await expect(DiskImage.open(join(folder, 'none'), { scheduler: clock, latencyMs: 0 })).rejects.toThrow(/ENOENT/);
  });
});

describe('an image that somebody makes shorter', () => {
  const shorter = 'the file has been made shorter, to 1000 bytes';

  test.each([
    ['read', read(2, 2), 'read sectors 2 to 3'],
    ['write', write(3, 1, 9), 'write sector 3'],
    ['flush', flush, 'flush'],
  ])('is an error to a %s, and told', async (operation, request, what) => {
    await openImage(4 * SECTOR_SIZE);
    truncateSync(path, 1000);
    expect(await perform(request)).toEqual({ result: RESULT.ERROR });
    expect(troubles).toEqual([{ what: `${what}: ${shorter}`, kind: `${operation}: ${shorter}` }]);
    expect(statSync(path).size).toBe(1000);
    await disk.close();
  });

  test('is told at the end at the latest', async () => {
    await openImage(4 * SECTOR_SIZE);
    truncateSync(path, 1000);
    await disk.close();
    expect(troubles).toEqual([{ what: `flush: ${shorter}`, kind: `flush: ${shorter}` }]);
  });

  test('is another one than one that ends within a sector', async () => {
    await openImage(SECTOR_SIZE + 10);
    await perform(read(0, 2));
    await perform(write(1, 1, 9));
    await disk.close();
    expect(troubles).toEqual([]);
  });
});

describe('an image that somebody removes', () => {
  const lost = 'keep what was written: the file has been removed, or another one put in its place';

  test('goes on, and is told at the end, if anything was written', async () => {
    await openImage(4 * SECTOR_SIZE);
    rmSync(path);
    expect(await perform(write(1, 1, 9))).toEqual({ result: RESULT.DONE });
    expect((await perform(read(1, 1))).data?.[0]).toBe(9);
    expect(troubles).toEqual([]);
    await disk.close();
    expect(troubles).toEqual([{ what: lost, kind: lost }]);
  });

  test('is told when another one has its name', async () => {
    await openImage(4 * SECTOR_SIZE);
    await perform(write(1, 1, 9));
    writeFileSync(`${path}.new`, '');
    renameSync(`${path}.new`, path);
    await disk.close();
    expect(troubles).toEqual([{ what: lost, kind: lost }]);
  });

  test('is nothing to tell if nothing is lost: it was only read, has another name, or is temporary', async () => {
    await openImage(4 * SECTOR_SIZE);
    await perform(read(1, 1));
    rmSync(path);
    await disk.close();
    expect(troubles).toEqual([]);
    await openImage(4 * SECTOR_SIZE);
    await perform(write(1, 1, 9));
    renameSync(path, `${path}.moved`);
    await disk.close();
    expect(troubles).toEqual([]);
    await openImage(4 * SECTOR_SIZE, 0, false, true);
    await perform(write(1, 1, 9));
    rmSync(path);
    await disk.close();
    expect(troubles).toEqual([]);
  });
});

describe('what is no regular file', () => {
  const opened = (file: string) => DiskImage.open(file, { scheduler: new ManualScheduler(), latencyMs: 0 });

  test.each([
    ['/dev/null', 'a character device'],
    ['/dev/zero', 'a character device'],
    [tmpdir(), 'a directory'],
  ])('is refused: %s', async (file, kind) => {
    await expect(opened(file)).rejects.toThrow(`it is ${kind}, not a regular file`);
  });

  test('is refused without waiting for anybody: a FIFO', async () => {
    execFileSync('mkfifo', [path]);
    await expect(opened(path)).rejects.toThrow('it is a FIFO, not a regular file');
  });
});

test("an image of more sectors than a word can count is refused, and is nobody's then", async () => {
  const opened = () => DiskImage.open(path, { scheduler: new ManualScheduler(), latencyMs: 0, lock: true });
  writeFileSync(path, '');
  truncateSync(path, MOST_SECTORS * SECTOR_SIZE + 1);
  await expect(opened()).rejects.toThrow('it has 4294967296 sectors of 512 bytes, and a disk has 4294967295 at most');
  truncateSync(path, MOST_SECTORS * SECTOR_SIZE);
  const largest = await opened();
  expect(largest.sectors).toBe(MOST_SECTORS);
  await largest.close();
});

test.each([
  ['a read that ends beyond the disk', read(3, 2)],
  ['a read far beyond it', read(0xffffffff, 1)],
  ['a write that ends beyond it', write(3, 2, 1)],
  ['a read of no sectors', read(0, 0)],
])('%s is an error', async (_what, request) => {
  await openImage(4 * SECTOR_SIZE);
  expect(await perform(request)).toEqual({ result: RESULT.ERROR });
  await disk.close();
  expect(statSync(path).size).toBe(4 * SECTOR_SIZE);
});

test.each([false, true])('overlapping commands are performed and completed in order; waits: %s', async (mayWait) => {
  await openImage(64 * SECTOR_SIZE, 0, mayWait);
  const order: string[] = [];
  const all = Array.from({ length: 50 }, (_, i) =>
    Promise.all([
      perform(write(i % 3, 60, i)).then(() => order.push(`write ${i}`)),
      perform(read(5, 1)).then(({ data }) => order.push(`read ${data?.[0]}`)),
    ]),
  );
  await Promise.all(all);
  expect(order).toEqual(Array.from({ length: 50 }, (_, i) => [`write ${i}`, `read ${i}`]).flat());
  await disk.close();
});

test('commands that do not overlap do not wait for each other, a flush waits for writes', async () => {
  await openImage(8 * SECTOR_SIZE, 10);
  const over: string[] = [];
  const note = (name: string) => () => over.push(name);
  disk.perform(write(0, 1, 1), note('write'));
  disk.perform(flush, note('flush'));
  disk.perform(read(0, 1), note('overlapping read'));
  await turn();
  clock.advance(5);
  const other = perform(read(4, 1)).then(note('other read'));
  await turn();
  clock.advance(5);
  await until(() => over.length === 1);
  expect(over).toEqual(['write']);
  clock.advance(5);
  await other;
  expect(over).toEqual(['write', 'other read']);
  clock.advance(5);
  await until(() => over.length === 4);
  expect(new Set(over.slice(2))).toEqual(new Set(['flush', 'overlapping read']));
  await disk.close();
});

describe('a disk whose user may wait', () => {
  let now = 0;
  /** What passes from one look at the clock to the next, in milliseconds. */
  let step = 0;
  beforeEach(() => {
    [now, step] = [1000, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => (now += step));
  });
  afterEach(() => void vi.restoreAllMocks());

  /** Is a command over before anything else could happen to this process? */
  async function isOverAtOnce(request: DiskRequest): Promise<boolean> {
    let over = false;
    disk.perform(request, () => (over = true));
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
    const atOnce = over;
    await until(() => over);
    return atOnce;
  }

  test('transfers at once, and flushes by a thread, for which other commands do not wait', async () => {
    await openImage(8 * SECTOR_SIZE, 0, true);
    expect(await isOverAtOnce(write(1, 2, 7))).toBe(true);
    expect(await isOverAtOnce(read(1, 2))).toBe(true);
    const flushed = perform(flush);
    expect(await isOverAtOnce(read(1, 1))).toBe(false);
    await flushed;
    expect(await isOverAtOnce(read(1, 1))).toBe(true);
    await disk.close();
  });

  test('leaves transfers to a thread for a second after a slow one', async () => {
    await openImage(8 * SECTOR_SIZE, 0, true);
    step = 6;
    expect(await isOverAtOnce(write(1, 1, 7))).toBe(true);
    step = 0;
    expect(await isOverAtOnce(write(2, 1, 7))).toBe(false);
    now += 999;
    expect(await isOverAtOnce(write(2, 1, 7))).toBe(false);
    now += 1;
    expect(await isOverAtOnce(write(2, 1, 7))).toBe(true);
    await disk.close();
  });

  test('stays wary while those of a thread are slow', async () => {
    await openImage(8 * SECTOR_SIZE, 0, true);
    step = 600;
    expect(await isOverAtOnce(read(1, 1))).toBe(true);
    for (let i = 0; i < 4; i += 1) expect(await isOverAtOnce(read(1, 1))).toBe(false);
    await disk.close();
  });
});

test('one whose user may not wait leaves all to a thread', async () => {
  await openImage(8 * SECTOR_SIZE);
  let over = false;
  disk.perform(write(1, 1, 7), () => (over = true));
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
  expect(over).toBe(false);
  await until(() => over);
  await disk.close();
});

/** Lets everything happen that needs no waiting for the host. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
