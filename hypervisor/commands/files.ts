/** The files that a run begins with, and the world with its disk. */
import { EXIT_STATUS, MAX_RAM } from '../../emulator/board.ts';
import { FileInUse } from '../../emulator/host/file-lock.ts';
import { readRegular, UnfitFile } from '../../emulator/host/regular-file.ts';
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';
import { HostWorld, type HostWorldOptions } from '../../emulator/host/host-world.ts';
import { UncertainWorld } from '../../emulator/world/uncertain-world.ts';
import type { World } from '../../emulator/world/world.ts';
import { cannotOpen, diskTrouble, fileAt, isInUse, reasonOf } from '../words/files.ts';
import { Failure } from './failure.ts';
import { tellTrouble } from './host-trouble.ts';
import type { RunOptions } from './options.ts';

/** All bytes of a file. Throws a {@link Failure} that says what could not be opened, and why. */
export async function readFileFor(what: string, path: string): Promise<Buffer> {
  try {
    return await readRegular(path, MAX_RAM);
  } catch (error) {
    throw fileFailure(what, error);
  }
}

/**
 * The world that these options describe; `mayWait`: nothing but the world is kept waiting by its disk. Throws a {@link Failure} if the
 * disk image can't be opened.
 */
export async function openWorld(
  options: Pick<RunOptions, 'disk' | 'diskLock' | 'diskMs' | 'actuatorMs' | 'uncertain'> &
    Pick<HostWorldOptions, 'diskIsTemporary'>,
  sink: ConsoleSink,
  mayWait = false,
): Promise<World> {
  const { disk, diskLock, diskIsTemporary, diskMs, actuatorMs, uncertain } = options;
  const image = disk === undefined ? '' : fileAt('disk', disk);
  try {
    const onTrouble = (what: string, kind: string): void =>
      tellTrouble(diskTrouble(image, what), diskTrouble(image, kind));
    const world = await HostWorld.open({
      sink,
      disk,
      diskLock,
      diskIsTemporary,
      mayWait,
      diskMs,
      actuatorMs,
      onTrouble,
    });
    return uncertain === undefined ? world : new UncertainWorld(world, uncertain.probability, uncertain.seed);
  } catch (error) {
    throw fileFailure(image, error);
  }
}

/** The {@link Failure} that tells why a file can't be opened; what is no error of the file system, unchanged. */
export function fileFailure(what: string, error: unknown): unknown {
  if (error instanceof FileInUse) {
    return new Failure(EXIT_STATUS.IN_USE, isInUse(what, error.message));
  }
  if (error instanceof UnfitFile) return new Failure(EXIT_STATUS.NO_INPUT, cannotOpen(what, error.message));
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Failure(EXIT_STATUS.NO_INPUT, cannotOpen(what, reasonOf(error)));
}
