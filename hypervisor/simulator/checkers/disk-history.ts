/**
 * The disk's history is one that a single machine could have had: a sector holds what was written to it last; after an
 * uncertain write, that or what it held before. Every read, and the disk at the end, shows one of these.
 */
import { RESULT } from '../../../emulator/board.ts';
import { equalBytes } from '../../../emulator/bytes.ts';
import { SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import type { Request } from '../../../emulator/devices/device.ts';
import { checksum } from '../record/trace.ts';
import type { Checker } from './checker.ts';

export const diskHistory: Checker = (record, setting) => {
  if (typeof record.end !== 'object') return [];
  const guest = record.guests[record.survivor];
  const completions = new Map(guest.completions.map((completion) => [completion.id, completion]));
  const model = new Model(setting.disk);
  for (const { request } of guest.requests.values()) {
    const completion = completions.get(request.id);
    if (request.kind === 'disk-write') model.write(request, completion?.result === RESULT.DONE);
    else if (request.kind === 'disk-read' && completion?.data) model.read(request.sector, completion.data, request.id);
  }
  model.read(0, record.disk, 'the end');
  return model.findings;
};

class Model {
  readonly findings: string[] = [];
  readonly #disk: Uint8Array;
  /** By sector: checksums of what it may hold, unless it was never written. */
  readonly #possible = new Map<number, Set<number>>();

  constructor(disk: Uint8Array) {
    this.#disk = disk;
  }

  write({ sector, data }: Extract<Request, { kind: 'disk-write' }>, certain: boolean): void {
    for (const [at, sum] of sums(data)) {
      const before = certain ? [] : this.#mayHold(sector + at);
      this.#possible.set(sector + at, new Set([...before, sum]));
    }
  }

  /** What was read is what the sectors hold from now on. */
  read(sector: number, data: Uint8Array, when: number | string): void {
    for (let at = 0; at * SECTOR_SIZE < data.length; at += 1) {
      const bytes = data.subarray(at * SECTOR_SIZE, (at + 1) * SECTOR_SIZE);
      // Most sectors are as they were, and a look is cheaper than a checksum.
      if (!this.#possible.has(sector + at) && equalBytes(bytes, this.#original(sector + at))) continue;
      const sum = checksum(bytes);
      if (!this.#mayHold(sector + at).has(sum))
        this.findings.push(`sector ${sector + at} holds what it can't, as seen by ${when}`);
      this.#possible.set(sector + at, new Set([sum]));
    }
  }

  #mayHold(sector: number): Set<number> {
    return this.#possible.get(sector) ?? new Set([checksum(this.#original(sector))]);
  }

  #original(sector: number): Uint8Array {
    const original = this.#disk.subarray(sector * SECTOR_SIZE, (sector + 1) * SECTOR_SIZE);
    if (original.length === SECTOR_SIZE) return original;
    const padded = new Uint8Array(SECTOR_SIZE);
    padded.set(original);
    return padded;
  }
}

function sums(data: Uint8Array): [number, number][] {
  return Array.from({ length: data.length / SECTOR_SIZE }, (_, at) => [
    at,
    checksum(data.subarray(at * SECTOR_SIZE, (at + 1) * SECTOR_SIZE)),
  ]);
}
