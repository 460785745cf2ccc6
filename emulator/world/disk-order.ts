/**
 * Which disk commands must wait for which: the order that emulator/board.md promises, whatever holds the sectors.
 * Overlapping commands are performed and completed in the order of their COMMAND stores; a flush waits for the writes
 * before it, and nothing waits for a flush.
 */
import { SECTOR_SIZE, type RESULT } from '../board.ts';
import type { Request } from '../devices/device.ts';

export type DiskRequest = Extract<Request, { readonly kind: 'disk-read' | 'disk-write' | 'disk-flush' }>;

/** How a command ended, and what it read. */
export interface DiskOutcome {
  readonly result: typeof RESULT.DONE | typeof RESULT.ERROR;
  readonly data?: Uint8Array;
}

/** The sectors that a command is about: from `first` up to, not including, `end`. A flush covers the whole disk. */
export interface DiskRange {
  readonly kind: DiskRequest['kind'];
  readonly first: number;
  readonly end: number;
}

export function rangeOf(request: DiskRequest): DiskRange {
  const { kind } = request;
  switch (kind) {
    case 'disk-read':
      return { kind, first: request.sector, end: request.sector + request.count };
    case 'disk-write':
      return { kind, first: request.sector, end: request.sector + request.data.length / SECTOR_SIZE };
    case 'disk-flush':
      return { kind, first: 0, end: Infinity };
  }
}

/** Must `earlier` be over before `later` begins? */
export function mustPrecede(earlier: DiskRange, later: DiskRange): boolean {
  if (later.kind === 'disk-flush') return earlier.kind === 'disk-write';
  if (earlier.kind === 'disk-flush') return false;
  return earlier.first < later.end && later.first < earlier.end;
}
