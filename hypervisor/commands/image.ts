/** The image that a run boots: an executable, or what is made of a kernel by emulator/firmware.ts. */
import { fileURLToPath } from 'node:url';
import { BootError } from '../../emulator/boot.ts';
import { firmwareImage } from '../../emulator/firmware.ts';
import { fileAt } from '../words/files.ts';
import { bootFailure } from './build-machine.ts';
import { readFileFor } from './files.ts';
import type { FirmwareOptions } from './firmware-options.ts';

/** Where the build puts the firmware, beside hvrun's own bundle. */
const FIRMWARE = new URL('./firmware/', import.meta.url);

export interface ImageOptions extends FirmwareOptions {
  /** Path of the executable. */
  readonly image: string;
  readonly ram: number;
  readonly append: string;
}

/** Throws a {@link Failure} if a file can't be read, or the files don't fit together. */
export async function readImage(options: ImageOptions): Promise<Uint8Array> {
  const { image, firmware, initrd, idleMark = false, ram, append } = options;
  const executable = await readFileFor(fileAt('image', image), image);
  if (firmware === undefined) return executable;
  const parts = {
    firmware: await readFileFor(fileAt('firmware', firmware), fileURLToPath(new URL(firmware, FIRMWARE))),
    kernel: executable,
    ...(initrd !== undefined && { initrd: await readFileFor(fileAt('--initrd', initrd), initrd) }),
  };
  try {
    return firmwareImage({ ...parts, idleMark, ram, append });
  } catch (error) {
    throw error instanceof BootError ? bootFailure(image, error.message) : error;
  }
}
