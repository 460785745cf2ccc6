/** A bare machine from hvrun's options. */
import { randomInt } from 'node:crypto';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { BootError, checkBootable } from '../../emulator/boot.ts';
import { Machine, type MachineOptions } from '../../emulator/machine.ts';
import { cannotBoot, noRoomForRam } from '../words/run.ts';
import { Failure } from './failure.ts';
import type { RunOptions } from './options.ts';

/** What of a machine is not told by the options. */
export type MachineParts = Pick<
  MachineOptions,
  'image' | 'world' | 'onInputPopped' | 'onCompletion' | 'trace' | 'engine'
>;

/** Throws a {@link Failure} if the image can't be booted on the machine of these options. */
export function checkImage(image: Uint8Array, { image: path, ram, append }: RunOptions): void {
  try {
    checkBootable(image, ram, append);
  } catch (error) {
    throw error instanceof BootError ? bootFailure(path, error.message) : error;
  }
}

/** Why a guest does not start. */
export function bootFailure(path: string, reason: string): Failure {
  return new Failure(EXIT_STATUS.BAD_IMAGE, cannotBoot(path, reason));
}

/** Throws a {@link Failure} if the image can't be booted, or the host has no room for the machine. */
export function buildMachine(options: RunOptions, parts: MachineParts): Machine {
  const { append, ram, tlbEntries, limitInstructions } = options;
  try {
    const hardware = { ram, tlbEntries, tlbSeed: randomInt(2 ** 32) };
    return new Machine({ ...parts, ...hardware, bootArguments: append, limitInstructions });
  } catch (error) {
    if (error instanceof BootError) throw bootFailure(options.image, error.message);
    // V8's word for memory it can't get; the sizes themselves were checked with the options.
    if (error instanceof RangeError) {
      throw new Failure(EXIT_STATUS.USAGE, noRoomForRam(options.ram));
    }
    throw error;
  }
}
