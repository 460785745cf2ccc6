/**
 * The hardware behind all devices of the board: what performs their requests. Most devices bring their own
 * (devices/definition.ts); a world gives what it has in its own way, such as a file for the disk.
 */
import { RESULT } from '../board.ts';
import type { Rollback } from '../checkpoint.ts';
import type { Hardware, Surroundings } from '../devices/definition.ts';
import { type Completion, deviceOf, type ExitRequest, type Request } from '../devices/device.ts';
import { DEVICES } from '../devices/known-devices.ts';
import type { PositionQuery } from '../environment.ts';

export class BoardHardware {
  readonly #byDevice: ReadonlyMap<string, Hardware>;

  /** `own`: the world's own, by the name of the device. */
  constructor(surroundings: Surroundings, own: Readonly<Record<string, Hardware | undefined>>) {
    const parts = DEVICES.map(({ name, hardware }) => [name, own[name] ?? hardware?.(surroundings)] as const);
    this.#byDevice = new Map(parts.flatMap(([name, part]) => (part === undefined ? [] : [[name, part]])));
  }

  /** As World.perform. A device with nothing behind it, such as a disk without a file, ends every command with RESULT 3. */
  perform(request: Exclude<Request, ExitRequest>, done: (completion: Completion) => void): void {
    const { id } = request;
    const hardware = request.kind === 'invalid' ? undefined : this.#byDevice.get(deviceOf(request));
    if (hardware === undefined) return done({ id, result: RESULT.ERROR });
    hardware.perform(request, (outcome) => done({ id, ...outcome }));
  }

  /** As World.position. */
  position(query: PositionQuery): number {
    const position = this.#byDevice.get(query.slice(0, -'-position'.length))?.position?.();
    if (position === undefined) throw new Error(`nothing answers ${query}`);
    return position;
  }

  /** Of every part that has a state. */
  checkpoint(): Rollback {
    const rollbacks = [...this.#byDevice.values()].map((hardware) => hardware.checkpoint?.());
    return () => {
      for (const rollback of rollbacks) rollback?.();
    };
  }

  /** Closes what is to be closed, when all requests are over. */
  async close(): Promise<void> {
    for (const hardware of this.#byDevice.values()) await hardware.close?.();
  }
}
