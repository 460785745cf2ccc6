/**
 * A world whose commands end *uncertain* at random (RESULT 4, rule IO2): some were performed, some were not, some writes
 * in part. Drivers that cope with it cope with a failover. A SCSI bus reset does the same to real drivers.
 */
import { RESULT, SECTOR_SIZE } from '../board.ts';
import { type Completion, hasResult, type Request } from '../devices/device.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

export class UncertainWorld implements World {
  readonly sectors: number;
  readonly #world: World;
  readonly #probability: number;
  readonly #random: Random;

  /** `probability`, 0 to 1, of each command that has a RESULT; `seed`, any 32-bit number, determines which. */
  constructor(world: World, probability: number, seed: number) {
    this.#world = world;
    this.sectors = world.sectors;
    this.#probability = probability;
    this.#random = new Random(seed);
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    if (!this.#possible(request) || this.#random.fraction() >= this.#probability) {
      this.#world.perform(request, done);
      return;
    }
    this.#perhaps(request, () => done({ id: request.id, result: RESULT.UNCERTAIN }));
  }

  /** Has the request a RESULT, and could it be performed? A range error must not write the part that is in range. */
  #possible(request: Request): boolean {
    if (request.kind === 'disk-write') return request.sector + request.data.length / SECTOR_SIZE <= this.sectors;
    return hasResult(request) && request.kind !== 'invalid';
  }

  /** Performs all of `request`, or nothing, or of a write its beginning; then calls `over`. */
  #perhaps(request: Request, over: () => void): void {
    switch (request.kind) {
      case 'disk-write': {
        const { id, slot, sector, data } = request;
        const count = data.length / SECTOR_SIZE;
        const written = data.subarray(0, this.#random.upTo(count) * SECTOR_SIZE);
        if (written.length > 0) this.#world.perform({ ...request, data: written }, () => {});
        // Overlapping commands complete in order even if one was not performed: a read of the same sectors, whose data
        // nobody gets, takes its place in the queue.
        this.#world.perform({ kind: 'disk-read', id, slot, sector, count }, over);
        return;
      }
      case 'console-write': {
        const printed = request.data.subarray(0, this.#random.upTo(request.data.length));
        this.#world.perform({ ...request, data: printed }, over);
        return;
      }
      case 'disk-read':
        this.#world.perform(request, over);
        return;
      default:
        if (this.#random.fraction() < 0.5) this.#world.perform(request, over);
        else over();
    }
  }

  consolePosition(): number {
    return this.#world.consolePosition();
  }

  actuatorPosition(): number {
    return this.#world.actuatorPosition();
  }

  close(): Promise<void> {
    return this.#world.close();
  }
}
