/**
 * The world on a host: the disk is a file, the console is a sink such as stdout, the rod is simulated. One machine uses it
 * directly; the shared bus of a pair uses the same one for both.
 */
import { RESULT } from '../board.ts';
import { hostRandom } from '../devices/entropy-source.ts';
import type { Completion, Request } from '../devices/device.ts';
import { type ConsoleSink, ConsoleStream } from '../world/console-stream.ts';
import type { PositionQuery } from '../environment.ts';
import { DiskImage } from './disk-image.ts';
import { BoardHardware } from '../world/hardware.ts';
import { hostScheduler, type Scheduler } from '../scheduler.ts';
import type { World } from '../world/world.ts';

export interface HostWorldOptions {
  readonly sink: ConsoleSink;
  /** Path of the disk image; without one SECTORS is 0 and every disk command ends with RESULT 3. */
  readonly disk?: string;
  /** No other process that locks it, too, may have the disk image meanwhile. */
  readonly diskLock?: boolean;
  /** Nobody will look for the disk image after the run. */
  readonly diskIsTemporary?: boolean;
  /** May whoever gives requests be kept waiting by the disk? See DiskImageOptions. */
  readonly mayWait?: boolean;
  /** Milliseconds that each disk command takes at least; 0 unless given. */
  readonly diskMs?: number;
  /** Milliseconds of the rod's whole way from 0 to 4000 mm; 0 unless given. */
  readonly actuatorMs?: number;
  readonly scheduler?: Scheduler;
  /** Told of each disk command that the host could not perform: see DiskImageOptions. */
  readonly onTrouble?: (what: string, kind: string) => void;
}

export class HostWorld implements World {
  readonly sectors: number;
  readonly #hardware: BoardHardware;
  /** Requests accepted and not over, except EXIT, which waits for the others. */
  #unfinished = 0;
  #settled: (() => void)[] = [];

  private constructor(options: HostWorldOptions, scheduler: Scheduler, disk: DiskImage | undefined) {
    const { sink, actuatorMs = 0 } = options;
    this.#hardware = new BoardHardware(
      { scheduler, actuatorMs, random: hostRandom },
      { console: new ConsoleStream(sink), disk },
    );
    this.sectors = disk?.sectors ?? 0;
  }

  /** Opens the disk image, if there is one. Rejects with the host's error if that can't be done. */
  static async open(options: HostWorldOptions): Promise<HostWorld> {
    const scheduler = options.scheduler ?? hostScheduler;
    const {
      disk: path,
      diskMs: latencyMs = 0,
      diskLock: lock,
      diskIsTemporary: isTemporary,
      mayWait,
      onTrouble,
    } = options;
    const disk =
      path === undefined
        ? undefined
        : await DiskImage.open(path, { scheduler, latencyMs, lock, isTemporary, mayWait, onTrouble });
    return new HostWorld(options, scheduler, disk);
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    if (request.kind === 'exit') {
      this.#whenSettled(() => done({ id: request.id, result: RESULT.DONE }));
      return;
    }
    this.#unfinished++;
    this.#hardware.perform(request, (completion) => {
      this.#unfinished--;
      done(completion);
      if (this.#unfinished === 0) for (const settled of this.#settled.splice(0)) settled();
    });
  }

  position(query: PositionQuery): number {
    return this.#hardware.position(query);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#whenSettled(resolve));
    await this.#hardware.close();
  }

  #whenSettled(action: () => void): void {
    if (this.#unfinished === 0) action();
    else this.#settled.push(action);
  }
}
