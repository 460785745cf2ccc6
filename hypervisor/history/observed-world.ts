/** The world of a bare machine, with a history of the commands that it is given. (A pair's bus keeps its own.) */
import { type Completion, type ExitRequest, hasResult, type Request } from '../../emulator/devices/device.ts';
import type { PositionQuery } from '../../emulator/environment.ts';
import type { Fate, World } from '../../emulator/world/world.ts';
import type { CommandHistory } from './command-history.ts';

export class ObservedWorld implements World {
  readonly sectors: number;
  readonly #world: World;
  readonly #history: CommandHistory;
  readonly #onOutput: (request: Exclude<Request, ExitRequest>) => void;

  /**
   * What the machine's guest learns, and when, is the machine's to tell: see MachineOptions. `onOutput` is told of requests
   * that are no commands.
   */
  constructor(world: World, history: CommandHistory, onOutput: (request: Exclude<Request, ExitRequest>) => void) {
    this.sectors = world.sectors;
    this.#world = world;
    this.#history = history;
    this.#onOutput = onOutput;
  }

  perform(request: Request, done: (completion: Completion, fate?: Fate) => void): void {
    if (hasResult(request)) this.#history.commanded(request);
    else if (request.kind !== 'exit') this.#onOutput(request);
    this.#world.perform(request, (completion, fate) => {
      this.#history.performed(request.id, completion, fate);
      done(completion, fate);
    });
  }

  position(query: PositionQuery): number {
    return this.#world.position(query);
  }

  close(): Promise<void> {
    return this.#world.close();
  }
}
