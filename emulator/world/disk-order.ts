/**
 * Which disk commands must wait for which: the order that emulator/board.md promises, whatever holds the sectors.
 * Overlapping commands are performed and completed in the order of their COMMAND stores; a flush waits for the writes
 * before it, and nothing waits for a flush.
 */
import type { DiskRange } from '../devices/disk.ts';

/** Must `earlier` be over before `later` begins? */
export function mustPrecede(earlier: DiskRange, later: DiskRange): boolean {
  if (later.kind === 'disk-flush') return earlier.kind === 'disk-write';
  if (earlier.kind === 'disk-flush') return false;
  return earlier.first < later.end && later.first < earlier.end;
}
