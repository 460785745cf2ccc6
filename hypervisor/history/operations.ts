/** Operations in words. */
import { SECTOR_SIZE } from '../../emulator/board.ts';
import type { Request } from '../../emulator/devices/device.ts';

/** "disk write of sectors 40 to 41" and the like. */
export function describeOperation(request: Request): string {
  switch (request.kind) {
    case 'console-write':
      return `console write of ${spanOf('byte', request.start, request.data.length)}`;
    case 'console-byte':
      return `console byte ${request.byte}`;
    case 'disk-read':
      return `disk read of ${spanOf('sector', request.sector, request.count)}`;
    case 'disk-write':
      return `disk write of ${spanOf('sector', request.sector, request.data.length / SECTOR_SIZE)}`;
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

/** "sector 40", "sectors 40 to 41": `count` of them from `first` on. */
export function spanOf(unit: 'sector' | 'byte', first: number, count: number): string {
  return count <= 1 ? `${unit} ${first}` : `${unit}s ${first} to ${first + count - 1}`;
}
