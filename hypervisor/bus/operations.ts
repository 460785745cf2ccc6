/** Operations in words, and which operation is another one over again: for the story that hvrun tells. */
import { SECTOR_SIZE } from '../../emulator/board.ts';
import type { Request } from '../../emulator/devices/device.ts';

/** "disk write of sectors 40 to 41" and the like. */
export function describeOperation(request: Request): string {
  switch (request.kind) {
    case 'console-write':
      return `console write of bytes ${range(request.start, request.data.length)}`;
    case 'console-byte':
      return `console byte ${request.byte}`;
    case 'disk-read':
      return `disk read of ${sectors(request.sector, request.count)}`;
    case 'disk-write':
      return `disk write of ${sectors(request.sector, request.data.length / SECTOR_SIZE)}`;
    case 'disk-flush':
      return `disk flush in slot ${request.slot}`;
    case 'actuator-set':
      return `setting the actuator to ${request.position} mm`;
    case 'actuator-move':
      return `moving the actuator by ${request.distance} mm`;
    case 'invalid':
      return `invalid ${request.device} command`;
    case 'exit':
      return `exit with status ${request.status}`;
  }
}

/** Would `later` do what `earlier` was to do? Then a driver that got *uncertain* for `earlier` has repeated it. */
export function repeats(earlier: Request, later: Request): boolean {
  return (
    earlier.kind === later.kind && earlier.id !== later.id && describeOperation(earlier) === describeOperation(later)
  );
}

function sectors(first: number, count: number): string {
  return count === 1 ? `sector ${first}` : `sectors ${range(first, count)}`;
}

function range(first: number, count: number): string {
  return count <= 1 ? `${first}` : `${first} to ${first + count - 1}`;
}
