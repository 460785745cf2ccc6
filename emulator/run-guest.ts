/** A guest on the bare machine, with a world that is in memory: what it prints and writes is in the result. */
import { concatenate } from './bytes.ts';
import { DEFAULT_RAM, RESULT } from './board.ts';
import type { Completion, Request } from './devices/device.ts';
import { hostRandom } from './devices/entropy-source.ts';
import type { PositionQuery } from './environment.ts';
import { describeEnding } from './diagnosis/describe-stop.ts';
import { ImagePlaces } from './diagnosis/image-places.ts';
import { Machine } from './machine.ts';
import { checkOptions, isRecord, type Kind, type Kinds } from './options/check-options.ts';
import { BYTES, count, IMAGE, LIMITS_OF_INSTRUCTIONS, number, RAM, SEEDS, TEXT } from './options/kinds.ts';
import { ConsoleStream } from './world/console-stream.ts';
import { DiskContents } from './world/disk-contents.ts';
import { BoardHardware } from './world/hardware.ts';
import { hostScheduler } from './scheduler.ts';
import { UncertainWorld } from './world/uncertain-world.ts';
import type { World } from './world/world.ts';

export interface GuestOptions {
  /** An ELF executable. */
  readonly image: Uint8Array;
  /** What is on the disk at first; without it there is none. */
  readonly disk?: Uint8Array;
  /** What is typed at the console; its end is typed, too. */
  readonly input?: Uint8Array;
  /** Boot arguments. */
  readonly append?: string;
  /** Bytes of RAM: 1 MiB to 1 GiB, a multiple of 4 KiB; 16 MiB unless given. */
  readonly ram?: number;
  /** The probability that a command with a RESULT ends uncertain, and the seed by which it does. */
  readonly uncertain?: { readonly probability: number; readonly seed: number };
  /** The run ends after so many instructions, with status 81; without, only by itself. */
  readonly limitInstructions?: number;
}

export interface GuestResult {
  /** The guest's exit status, or the machine's, as `hvrun --help` lists them. */
  readonly status: number;
  /** All that was printed. */
  readonly console: Uint8Array;
  /** What is on the disk at last. */
  readonly disk: Uint8Array;
  readonly instructions: number;
  /** Why the run ended without the guest's asking for it, in lines; otherwise none. */
  readonly report: readonly string[];
}

const UNCERTAIN: Kind = {
  words: 'an object with a probability and a seed, as in { probability: 0.1, seed: 42 }',
  type: isRecord,
};

const KINDS: Kinds<GuestOptions> = {
  ...{ image: IMAGE, disk: BYTES, input: BYTES, append: TEXT, ram: RAM, uncertain: UNCERTAIN },
  limitInstructions: count(LIMITS_OF_INSTRUCTIONS),
};

const UNCERTAIN_KINDS: Kinds<Required<GuestOptions>['uncertain']> = {
  probability: number(0, 1, 'a number from 0 to 1'),
  seed: count(SEEDS),
};

/**
 * Runs a guest to its end. Rejects with a BootError if the image can't be booted, and with a TypeError or a RangeError if an
 * option is none.
 */
export async function runGuest(options: GuestOptions): Promise<GuestResult> {
  checkOptions('runGuest', options, KINDS, ['image']);
  const { image, input = new Uint8Array(0), append = '', ram = DEFAULT_RAM, uncertain, limitInstructions } = options;
  if (uncertain) checkOptions("runGuest, option 'uncertain'", uncertain, UNCERTAIN_KINDS, ['probability', 'seed']);
  const own = new WorldInMemory(options.disk ?? new Uint8Array(0));
  const world = uncertain ? new UncertainWorld(own, uncertain.probability, uncertain.seed) : own;
  const machine = new Machine({ world, image, bootArguments: append, ram, tlbSeed: 1, limitInstructions });
  machine.receive(0, input, true);
  const ending = await machine.run();
  return {
    status: ending.status,
    console: concatenate(own.printed),
    disk: own.disk.bytes,
    instructions: machine.instructions,
    report: describeEnding(ending, new ImagePlaces(image)),
  };
}

class WorldInMemory implements World {
  readonly printed: Uint8Array[] = [];
  readonly disk: DiskContents;
  readonly sectors: number;
  readonly #hardware: BoardHardware;

  constructor(disk: Uint8Array) {
    this.disk = new DiskContents(disk);
    this.sectors = this.disk.sectors;
    const sink = {
      write: (bytes: Uint8Array, done: (taken: boolean) => void): void => {
        this.printed.push(bytes.slice());
        done(true);
      },
    };
    this.#hardware = new BoardHardware(
      { scheduler: hostScheduler, actuatorMs: 0, random: hostRandom },
      {
        console: new ConsoleStream(sink),
        disk: this.disk,
      },
    );
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    if (request.kind === 'exit') done({ id: request.id, result: RESULT.DONE });
    else this.#hardware.perform(request, done);
  }

  position(query: PositionQuery): number {
    return this.#hardware.position(query);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
