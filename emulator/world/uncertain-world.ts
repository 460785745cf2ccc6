/**
 * A world whose commands end *uncertain* at random (RESULT 4, rule IO2): some were performed, some were not, some writes
 * in part. Drivers that cope with it cope with a failover. A SCSI bus reset does the same to real drivers.
 */
import { RESULT } from '../board.ts';
import {
  commandDefinitionOf,
  type CommandRequest,
  type Completion,
  hasResult,
  type Request,
  unitsOf,
} from '../devices/device.ts';
import type { AnyRequest, CommandDefinition } from '../devices/definition.ts';
import type { PositionQuery } from '../environment.ts';
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
    const definition = hasResult(request) ? commandDefinitionOf(request) : undefined;
    const possible = definition?.possible?.(request, this.sectors) ?? true;
    if (!hasResult(request) || !definition || !possible || this.#random.fraction() >= this.#probability) {
      this.#world.perform(request, done);
      return;
    }
    this.#perhaps(request, definition, (performed) =>
      done({ id: request.id, result: RESULT.UNCERTAIN }, { performed, units: unitsOf(request) }),
    );
  }

  /** Performs all of `request`, or nothing, or of one that has a beginning that; then tells `over` how much. */
  #perhaps(
    request: CommandRequest,
    definition: CommandDefinition<AnyRequest>,
    over: (performed: number) => void,
  ): void {
    if (definition.beginning === undefined) {
      if (definition.unseen === undefined && this.#random.fraction() >= 0.5) return over(0);
      return this.#performPart(request, unitsOf(request), over);
    }
    const units = this.#random.upTo(unitsOf(request));
    const part = definition.beginning(request, units) as Request;
    if (definition.inItsPlace === undefined) return this.#performPart(part, units, over);
    let performed = 0;
    if (units > 0) this.#performPart(part, units, (done) => (performed = done));
    // Overlapping commands complete in order even if one was not performed.
    this.#world.perform(definition.inItsPlace(request) as Request, () => over(performed));
  }

  /** Tells `over` that `units` are performed, or none. */
  #performPart(part: Request, units: number, over: (performed: number) => void): void {
    this.#world.perform(part, ({ result }) => over(result === RESULT.DONE ? units : 0));
  }

  position(query: PositionQuery): number {
    return this.#world.position(query);
  }

  close(): Promise<void> {
    return this.#world.close();
  }
}
