import { describe, expect, it } from 'vitest';
import { RESULT } from '../../emulator/board.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { MemoryDisk } from './memory-disk.ts';
import { Timeline } from './timeline.ts';

const filled = (byte: number): Uint8Array => new Uint8Array(SECTOR_SIZE).fill(byte);

/** A disk of four sectors, whose commands take these times. */
function makeDisk(...latencies: readonly number[]): { disk: MemoryDisk; timeline: Timeline } {
  const timeline = new Timeline();
  let commands = 0;
  const latencyMs = (): number => latencies[commands++ % latencies.length];
  return {
    disk: new MemoryDisk(new Uint8Array(4 * SECTOR_SIZE), { timeline, latencyMs, fails: () => false }),
    timeline,
  };
}

describe('the disk in memory', () => {
  it('performs overlapping commands in the order of the calls, however long each takes', () => {
    const { disk, timeline } = makeDisk(9, 1, 1);
    const over: string[] = [];
    disk.perform({ kind: 'disk-write', id: 1, slot: 0, sector: 2, address: 0, data: filled(1) }, () =>
      over.push('first'),
    );
    disk.perform({ kind: 'disk-write', id: 2, slot: 1, sector: 2, address: 0, data: filled(2) }, () =>
      over.push('second'),
    );
    disk.perform({ kind: 'disk-write', id: 3, slot: 2, sector: 3, address: 0, data: filled(3) }, () =>
      over.push('elsewhere'),
    );
    while (timeline.step());
    expect(over).toEqual(['elsewhere', 'first', 'second']);
    expect(disk.bytes[2 * SECTOR_SIZE]).toBe(2);
  });

  it('is done with a flush when the writes before it are done', () => {
    const { disk, timeline } = makeDisk(9, 1);
    const over: string[] = [];
    disk.perform({ kind: 'disk-write', id: 1, slot: 0, sector: 0, address: 0, data: filled(1) }, () =>
      over.push('write'),
    );
    disk.perform({ kind: 'disk-flush', id: 2, slot: 1 }, () => over.push('flush'));
    while (timeline.step());
    expect(over).toEqual(['write', 'flush']);
  });

  it('ends a command outside the disk with an error', () => {
    const { disk, timeline } = makeDisk(1);
    const results: number[] = [];
    disk.perform({ kind: 'disk-read', id: 1, slot: 0, sector: 3, count: 2, address: 0 }, ({ result }) =>
      results.push(result),
    );
    disk.perform({ kind: 'disk-read', id: 2, slot: 0, sector: 3, count: 1, address: 0 }, ({ result }) =>
      results.push(result),
    );
    while (timeline.step());
    expect(results).toEqual([RESULT.ERROR, RESULT.DONE]);
  });
});
