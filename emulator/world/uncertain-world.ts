/**
 * A world whose commands end *uncertain* at random (RESULT 4, rule IO2): some were performed, some were not, some writes
 * in part. Drivers that cope with it cope with a failover. A SCSI bus reset does the same to real drivers.
 */
import { RESULT, SECTOR_SIZE } from '../board.ts';
import { type Completion, hasResult, type Request } from '../devices/device.ts';
import { Random } from './random.ts';
import type { Fate, World } from './world.ts';

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

  perform(request: Request, done: (completion: Completion, fate?: Fate) => void): void {
    if (!this.#possible(request) || this.#random.fraction() >= this.#probability) {
      this.#world.perform(request, done);
      return;
    }
    this.#perhaps(request, (performed, units) =>
      done({ id: request.id, result: RESULT.UNCERTAIN }, { performed, units }),
    );
  }

  /** Has the request a RESULT, and could it be performed? A range error must not write the part that is in range. */
  #possible(request: Request): boolean {
    if (request.kind === 'disk-write') return request.sector + request.data.length / SECTOR_SIZE <= this.sectors;
    return hasResult(request) && request.kind !== 'invalid';
  }

  /** Performs all of `request`, or nothing, or of a write its beginning; then tells `over` how much of how much. */
  #perhaps(request: Request, over: (performed: number, units: number) => void): void {
    switch (request.kind) {
      case 'disk-write': {
        const { id, slot, sector, address, data } = request;
        const count = data.length / SECTOR_SIZE;
        let written = this.#random.upTo(count);
        if (written > 0) {
          const beginning = data.subarray(0, written * SECTOR_SIZE);
          this.#world.perform({ ...request, data: beginning }, ({ result }) => {
            if (result !== RESULT.DONE) written = 0;
          });
        }
        // Overlapping commands complete in order even if one was not performed: a read of the same sectors, whose data
        // nobody gets, takes its place in the queue.
        this.#world.perform({ kind: 'disk-read', id, slot, sector, count, address }, () => over(written, count));
        return;
      }
      case 'console-write': {
        const { length } = request.data;
        const printed = this.#random.upTo(length);
        const beginning = { ...request, data: request.data.subarray(0, printed) };
        this.#world.perform(beginning, ({ result }) => over(result === RESULT.DONE ? printed : 0, length));
        return;
      }
      case 'disk-read': {
        const { count } = request;
        this.#world.perform(request, ({ result }) => over(result === RESULT.DONE ? count : 0, count));
        return;
      }
      default:
        if (this.#random.fraction() >= 0.5) return over(0, 1);
        this.#world.perform(request, ({ result }) => over(result === RESULT.DONE ? 1 : 0, 1));
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
