/** The files that a run begins with: the image, and the world with its disk. */
import { readFile } from 'node:fs/promises';
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { ConsoleSink } from '../../emulator/world/console-stream.ts';
import { HostWorld } from '../../emulator/world/host-world.ts';
import { UncertainWorld } from '../../emulator/world/uncertain-world.ts';
import type { World } from '../../emulator/world/world.ts';
import { Failure } from './failure.ts';
import type { RunOptions } from './options.ts';

/** The bytes of the image. Throws a {@link Failure} if it can't be read. */
export async function readImage({ image }: Pick<RunOptions, 'image'>): Promise<Uint8Array> {
  return readFileFor(`image '${image}'`, () => readFile(image));
}

/** What `read` gives. Throws a {@link Failure} that says what could not be opened, and why. */
export async function readFileFor<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw fileFailure(what, error);
  }
}

/** The world that these options describe. Throws a {@link Failure} if the disk image can't be opened. */
export async function openWorld(
  options: Pick<RunOptions, 'disk' | 'diskMs' | 'actuatorMs' | 'uncertain'>,
  sink: ConsoleSink,
): Promise<World> {
  const { disk, diskMs, actuatorMs, uncertain } = options;
  try {
    const world = await HostWorld.open({ sink, disk, diskMs, actuatorMs });
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
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Failure(EXIT_STATUS.NO_INPUT, `cannot open ${what}: ${reasonOf(error)}`);
}

/** The file system's reason, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : undefined;
  return code === undefined ? error.message : (REASONS[code] ?? code);
}
