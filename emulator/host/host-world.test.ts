import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { SECTOR_SIZE } from '../devices/disk.ts';
import type { Completion, Request } from '../devices/device.ts';
import { HostWorld } from './host-world.ts';
import { ManualScheduler } from '../world/testing/manual-scheduler.ts';
import { TextSink } from '../world/testing/text-sink.ts';
import { UncertainWorld } from '../world/uncertain-world.ts';
import type { Fate, World } from '../world/world.ts';

let folder: string;
let path: string;
let sink: TextSink;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-world-'));
  path = join(folder, 'image');
  writeFileSync(path, new Uint8Array(300 * SECTOR_SIZE));
  sink = new TextSink();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const perform = (world: World, request: Request) =>
  new Promise<Completion>((resolve) => world.perform(request, resolve));

/** The same, and what the world tells those who watch. */
const watch = (world: World, request: Request) =>
  new Promise<Fate | undefined>((resolve) => world.perform(request, (_, fate) => resolve(fate)));

const diskWrite = (id: number, sector: number, count: number, fill: number): Request => ({
  kind: 'disk-write',
  id,
  slot: 0,
  sector,
  address: 0,
  data: new Uint8Array(count * SECTOR_SIZE).fill(fill),
});

describe('the world of a host', () => {
  test('performs each kind of request', async () => {
    const world = await HostWorld.open({ sink, disk: path });
    expect(world.sectors).toBe(300);
    const done = { result: RESULT.DONE };
    expect(
      await perform(world, { kind: 'console-write', id: 1, start: 0, address: 0, data: Buffer.from('ab') }),
    ).toMatchObject(done);
    expect(await perform(world, { kind: 'console-byte', id: 2, byte: 0x21 })).toMatchObject(done);
    expect(await perform(world, diskWrite(3, 1, 1, 7))).toEqual({ id: 3, result: RESULT.DONE });
    expect(await perform(world, { kind: 'disk-flush', id: 4, slot: 0 })).toMatchObject(done);
    const read = await perform(world, { kind: 'disk-read', id: 5, slot: 0, sector: 1, count: 1, address: 0 });
    expect(read).toEqual({ id: 5, result: RESULT.DONE, data: new Uint8Array(SECTOR_SIZE).fill(7) });
    expect(await perform(world, { kind: 'actuator-set', id: 6, position: 3000 })).toMatchObject(done);
    expect(await perform(world, { kind: 'actuator-move', id: 7, distance: -2 })).toMatchObject(done);
    expect(await perform(world, { kind: 'invalid', id: 8, device: 'disk', slot: 0 })).toEqual({ id: 8, result: 3 });
    expect([world.position('console-position'), world.position('actuator-position'), sink.text]).toEqual([
      2,
      2998,
      'ab!',
    ]);
    await world.close();
  });

  test('without an image fails every disk command', async () => {
    const world = await HostWorld.open({ sink });
    expect(world.sectors).toBe(0);
    expect(await perform(world, diskWrite(1, 0, 1, 7))).toEqual({ id: 1, result: RESULT.ERROR });
    expect(await perform(world, { kind: 'disk-flush', id: 2, slot: 0 })).toEqual({ id: 2, result: RESULT.ERROR });
    await world.close();
  });

  test('confirms EXIT only after all that was accepted before', async () => {
    const scheduler = new ManualScheduler();
    const world = await HostWorld.open({ sink, scheduler, actuatorMs: 100 });
    const order: string[] = [];
    sink.held = true;
    world.perform({ kind: 'console-byte', id: 1, byte: 65 }, () => order.push('byte'));
    world.perform({ kind: 'actuator-set', id: 2, position: 0 }, () => order.push('rod'));
    world.perform({ kind: 'exit', id: 3, status: 0 }, () => order.push('exit'));
    sink.release();
    expect(order).toEqual(['byte']);
    scheduler.advance(100);
    expect(order).toEqual(['byte', 'rod', 'exit']);
  });

  test('closes when accepted writes are in the file', async () => {
    const world = await HostWorld.open({ sink, disk: path });
    for (let i = 0; i < 20; i++) world.perform(diskWrite(i, i, 200, i), () => {});
    await world.close();
    expect(readFileSync(path)[19 * SECTOR_SIZE]).toBe(19);
  });
});

describe('an uncertain world', () => {
  test('has performed some of its uncertain commands whole, some in part, and some not', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink, disk: path }), 1, 42);
    const found = new Set<string>();
    for (let i = 1; i <= 40; i++) {
      expect(await perform(world, diskWrite(i, 0, 2, i))).toEqual({ id: i, result: RESULT.UNCERTAIN });
      const image = readFileSync(path);
      found.add([0, SECTOR_SIZE].map((at) => (image[at] === i ? 'new' : 'old')).join(' '));
    }
    expect(found).toEqual(new Set(['new new', 'new old', 'old old']));
    await world.close();
  });

  test('moves the rod on some uncertain commands and not on others', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink }), 1, 1);
    const moved = new Set<boolean>();
    for (let i = 1; i <= 30; i++) {
      const before = world.position('actuator-position');
      expect((await perform(world, { kind: 'actuator-move', id: i, distance: -1 })).result).toBe(RESULT.UNCERTAIN);
      moved.add(world.position('actuator-position') === before - 1);
    }
    expect(moved).toEqual(new Set([true, false]));
    await world.close();
  });

  test('tells who watches how much of an uncertain command it has performed', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink, disk: path }), 1, 42);
    for (let i = 1; i <= 20; i++) {
      const fate = await watch(world, diskWrite(i, 0, 3, i));
      const image = readFileSync(path);
      const written = [0, 1, 2].filter((sector) => image[sector * SECTOR_SIZE] === i).length;
      expect(fate).toEqual({ performed: written, units: 3 });
      const rod = world.position('actuator-position');
      const moved = await watch(world, { kind: 'actuator-move', id: 0, distance: -1 });
      expect(moved).toEqual({ performed: rod - world.position('actuator-position'), units: 1 });
      const start = sink.text.length;
      const printed = await watch(world, { kind: 'console-write', id: 0, start, address: 0, data: Buffer.from('ab') });
      expect(printed).toEqual({ performed: sink.text.length - start, units: 2 });
    }
    const beyond = { kind: 'console-write', id: 0, start: 999, address: 0, data: Buffer.from('ab') } as const;
    expect(await watch(world, beyond)).toEqual({ performed: 0, units: 2 });
    await world.close();
  });

  test('prints a prefix of an uncertain write, and writing again prints the rest', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink }), 0.7, 3);
    const request: Request = {
      kind: 'console-write',
      id: 1,
      start: 0,
      address: 0,
      data: Buffer.from('exactly once\n'),
    };
    let tries = 1;
    while ((await perform(world, request)).result !== RESULT.DONE) tries++;
    expect(tries).toBeGreaterThan(1);
    expect(sink.text).toBe('exactly once\n');
    await world.close();
  });

  test('keeps the order of overlapping commands', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink, disk: path }), 0.5, 9);
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => perform(world, diskWrite(i, 0, 1 + (i % 3), i)).then(() => order.push(i))),
    );
    expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
    await world.close();
  });

  test('still gives range errors as errors, and writes nothing of them', async () => {
    const world = new UncertainWorld(await HostWorld.open({ sink, disk: path }), 1, 5);
    for (let i = 1; i <= 10; i++) {
      expect(await perform(world, diskWrite(i, 299, 2, 1))).toEqual({ id: i, result: RESULT.ERROR });
    }
    expect(readFileSync(path)[299 * SECTOR_SIZE]).toBe(0);
    await world.close();
  });

  test('repeats itself with the same seed', async () => {
    const results = async (seed: number) => {
      const world = new UncertainWorld(await HostWorld.open({ sink }), 0.5, seed);
      const list: number[] = [];
      for (let id = 1; id <= 40; id++)
        list.push((await perform(world, { kind: 'actuator-set', id, position: 0 })).result);
      await world.close();
      return list;
    };
    expect(await results(11)).toEqual(await results(11));
    expect(await results(11)).not.toEqual(await results(12));
  });
});
