/** Operations in words. */
import { definitionOf, type Request } from '../../emulator/devices/device.ts';

/** "disk write of sectors 40 to 41" and the like: as the device's definition has it. */
export function describeOperation(request: Request): string {
  if (request.kind === 'invalid') return `invalid ${request.device} command`;
  if (request.kind === 'exit') return `exit with status ${request.status}`;
  return definitionOf(request)!.describe(request);
}
