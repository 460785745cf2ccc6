/** The files that a run begins with, and the world with its disk. */
import { EXIT_STATUS, MAX_RAM } from '../../emulator/board.ts';
import { FileInUse } from '../../emulator/host/file-lock.ts';
import { readRegular, UnfitFile } from '../../emulator/host/regular-file.ts';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';
import { HostWorld } from '../../emulator/host/host-world.ts';
import { UncertainWorld } from '../../emulator/world/uncertain-world.ts';
import type { World } from '../../emulator/world/world.ts';
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

/** The world that these options describe. Throws a {@link Failure} if the disk image can't be opened. */
export async function openWorld(
  options: Pick<RunOptions, 'disk' | 'diskLock' | 'diskMs' | 'actuatorMs' | 'uncertain'>,
  sink: ConsoleSink,
): Promise<World> {
  const { disk, diskLock, diskMs, actuatorMs, uncertain } = options;
  try {
    const onTrouble = (what: string, kind: string): void =>
      tellTrouble(`disk '${disk}': cannot ${what}`, `disk '${disk}': cannot ${kind}`);
    const world = await HostWorld.open({ sink, disk, diskLock, diskMs, actuatorMs, onTrouble });
    return uncertain === undefined ? world : new UncertainWorld(world, uncertain.probability, uncertain.seed);
  } catch (error) {
    throw fileFailure(`disk '${disk}'`, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  EROFS: 'its file system is read-only',
  EEXIST: 'there is such a file already',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be a folder is a file',
};

/** The {@link Failure} that tells why a file can't be opened; what is no error of the file system, unchanged. */
export function fileFailure(what: string, error: unknown): unknown {
  if (error instanceof FileInUse) {
    return new Failure(EXIT_STATUS.IN_USE, `cannot open ${what}: ${error.message}; --disk-lock off goes without`);
  }
  if (error instanceof UnfitFile) return new Failure(EXIT_STATUS.NO_INPUT, `cannot open ${what}: ${error.message}`);
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Failure(EXIT_STATUS.NO_INPUT, `cannot open ${what}: ${reasonOf(error)}`);
}

/** Why the host refused something, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? describeSystemError(error);
}
