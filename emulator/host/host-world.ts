/**
 * The world on a host: the disk is a file, the console is a sink such as stdout, the rod is simulated. One machine uses it
 * directly; the shared bus of a pair uses the same one for both.
 */
import { RESULT } from '../board.ts';
import type { Completion, Request } from '../devices/device.ts';
import { type ConsoleSink, ConsoleStream } from '../world/console-stream.ts';
import { ControlRod } from '../world/control-rod.ts';
import { DiskImage } from './disk-image.ts';
import { hostScheduler, type Scheduler } from '../world/scheduler.ts';
import type { World } from '../world/world.ts';

export interface HostWorldOptions {
  readonly sink: ConsoleSink;
  /** Path of the disk image; without one SECTORS is 0 and every disk command ends with RESULT 3. */
  readonly disk?: string;
  /** No other process that locks it, too, may have the disk image meanwhile. */
  readonly diskLock?: boolean;
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
  readonly #console: ConsoleStream;
  readonly #rod: ControlRod;
  readonly #disk: DiskImage | undefined;
  /** Requests accepted and not over, except EXIT, which waits for the others. */
  #unfinished = 0;
  #settled: (() => void)[] = [];

  private constructor(options: HostWorldOptions, scheduler: Scheduler, disk: DiskImage | undefined) {
    this.#console = new ConsoleStream(options.sink);
    this.#rod = new ControlRod(scheduler, options.actuatorMs ?? 0);
    this.#disk = disk;
    this.sectors = disk?.sectors ?? 0;
  }

  /** Opens the disk image, if there is one. Rejects with the host's error if that can't be done. */
  static async open(options: HostWorldOptions): Promise<HostWorld> {
    const scheduler = options.scheduler ?? hostScheduler;
    const { disk: path, diskMs: latencyMs = 0, diskLock: lock, onTrouble } = options;
    const disk = path === undefined ? undefined : await DiskImage.open(path, { scheduler, latencyMs, lock, onTrouble });
    return new HostWorld(options, scheduler, disk);
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    if (request.kind === 'exit') {
      this.#whenSettled(() => done({ id: request.id, result: RESULT.DONE }));
      return;
    }
    this.#unfinished++;
    this.#dispatch(request, (completion) => {
      this.#unfinished--;
      done(completion);
      if (this.#unfinished === 0) for (const settled of this.#settled.splice(0)) settled();
    });
  }

  #dispatch(request: Exclude<Request, { kind: 'exit' }>, done: (completion: Completion) => void): void {
    const { id } = request;
    const ended = (result: Completion['result']): void => done({ id, result });
    switch (request.kind) {
      case 'console-write':
        return this.#console.write(request.start, request.data, ended);
      case 'console-byte':
        return this.#console.byte(request.byte, ended);
      case 'disk-read':
      case 'disk-write':
      case 'disk-flush':
        if (this.#disk === undefined) return ended(RESULT.ERROR);
        return this.#disk.perform(request, (outcome) => done({ id, ...outcome }));
      case 'actuator-set':
        return this.#rod.set(request.position, ended);
      case 'actuator-move':
        return this.#rod.move(request.distance, ended);
      case 'invalid':
        return ended(RESULT.ERROR);
    }
  }

  consolePosition(): number {
    return this.#console.position();
  }

  actuatorPosition(): number {
    return this.#rod.position();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#whenSettled(resolve));
    await this.#disk?.close();
  }

  #whenSettled(action: () => void): void {
    if (this.#unfinished === 0) action();
    else this.#settled.push(action);
  }
}
