/** The world of a machine that dies when it has given a certain command: what it asks for afterwards is never heard. */
import { hasResult, type Completion, type Request } from '../../emulator/devices/device.ts';
import type { PositionQuery } from '../../emulator/environment.ts';
import type { World } from '../../emulator/world/world.ts';

export class MortalWorld implements World {
  readonly sectors: number;
  readonly #world: World;
  readonly #lastCommand: number;
  readonly #onDeath: () => void;
  #commands = 0;

  /** The machine dies, of which `onDeath` is told, with its command number `lastCommand`, which is still performed. */
  constructor(world: World, lastCommand: number, onDeath: () => void) {
    this.sectors = world.sectors;
    this.#world = world;
    this.#lastCommand = lastCommand;
    this.#onDeath = onDeath;
  }

  /** Commands with a RESULT that the machine has given, while it lived. */
  get commands(): number {
    return this.#commands;
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    // A dead machine's processor runs on to the end of its slice. The end itself is no wish of its own.
    if (this.#commands >= this.#lastCommand && request.kind !== 'exit') return;
    this.#world.perform(request, done);
    if (!hasResult(request)) return;
    this.#commands += 1;
    if (this.#commands === this.#lastCommand) this.#onDeath();
  }

  position(query: PositionQuery): number {
    return this.#world.position(query);
  }

  close(): Promise<void> {
    return this.#world.close();
  }
}
