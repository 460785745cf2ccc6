/** A checksum of a request with all its data: by it the same request on two machines is recognised. */
import type { Request } from '../../../emulator/devices/device.ts';
import { writeRequest } from '../../wire/request-codec.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { checksum } from './trace.ts';

/** Of requests that were seen already: a machine that goes by memory makes the same ones in each run. */
const known = new WeakMap<Request, number>();

/** A 32-bit number without sign. */
export function checksumOfRequest(request: Request): number {
  const sum = known.get(request) ?? computed(request);
  known.set(request, sum);
  return sum;
}

function computed(request: Request): number {
  const writer = new ByteWriter();
  writeRequest(writer, request);
  return checksum(writer.finish()) >>> 0;
}
