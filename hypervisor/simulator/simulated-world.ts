/**
 * The world of a simulated pair: a disk in memory, a console whose output is kept, a control rod, all in virtual time. The
 * stream port's and the rod's rules are the real world's own.
 */
import { RESULT } from '../../emulator/board.ts';
import type { Completion, Request } from '../../emulator/devices/device.ts';
import { ConsoleStream } from '../../emulator/world/console-stream.ts';
import { ControlRod } from '../../emulator/world/control-rod.ts';
import type { World } from '../../emulator/world/world.ts';
import type { Chance } from './plan/chance.ts';
import { MemoryDisk } from './memory-disk.ts';
import type { Range, WorldConditions } from './plan/plan.ts';
import type { RunRecord } from './record/run-record.ts';
import type { Timeline } from './timeline.ts';

export interface SimulatedWorldOptions {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly conditions: WorldConditions;
  /** What is on the disk at first. */
  readonly disk: Uint8Array;
  /** Where what is printed is kept. */
  readonly record: RunRecord;
}

export class SimulatedWorld implements World {
  readonly sectors: number;
  readonly disk: MemoryDisk;
  readonly #console: ConsoleStream;
  readonly #rod: ControlRod;
  readonly #record: RunRecord;
  /** Raw bytes that were printed, by the id of their request. */
  readonly #bytesPrinted = new Set<number>();

  constructor({ timeline, chance, conditions, disk, record }: SimulatedWorldOptions) {
    const draw = ([min, max]: Range) => chance.between(min, max);
    this.disk = new MemoryDisk(disk, {
      timeline,
      latencyMs: () => draw(conditions.diskMs),
      fails: () => {
        const fails = chance.happens(conditions.diskErrors);
        if (fails) record.diskErrors += 1;
        return fails;
      },
    });
    this.#console = new ConsoleStream({
      write: (_bytes, done) => timeline.after(draw(conditions.consoleMs), () => done(true)),
    });
    this.#rod = new ControlRod(timeline, conditions.actuatorMs);
    this.#record = record;
    this.sectors = this.disk.sectors;
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    const { id } = request;
    const ended = (result: Completion['result']): void => done({ id, result });
    const stopped = (result: Completion['result']): void => {
      this.#noteStop();
      ended(result);
    };
    switch (request.kind) {
      case 'console-write':
        return this.#writeConsole(request.start, request.data, ended);
      case 'console-byte':
        this.#printByte(id, request.byte);
        return this.#console.byte(request.byte, ended);
      case 'disk-read':
      case 'disk-write':
      case 'disk-flush':
        return this.disk.perform(request, (outcome) => done({ id, ...outcome }));
      case 'actuator-set':
        return this.#rod.set(request.position, stopped);
      case 'actuator-move':
        return this.#rod.move(request.distance, stopped);
      case 'invalid':
        return ended(RESULT.ERROR);
      case 'exit':
        return ended(RESULT.DONE);
    }
  }

  consolePosition(): number {
    return this.#console.position();
  }

  actuatorPosition(): number {
    return this.#rod.position();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** What the stream takes of `data` is what it prints: nothing below its position. */
  #writeConsole(start: number, data: Uint8Array, ended: (result: Completion['result']) => void): void {
    const before = this.#console.position();
    this.#console.write(start, data, ended);
    const taken = this.#console.position() - before;
    const fresh = data.subarray(data.length - taken);
    this.#record.streamed.push(...fresh);
    this.#record.console.push(...fresh);
  }

  /** A machine that takes over prints bytes again whose fate it can't know. */
  #printByte(id: number, byte: number): void {
    this.#record.printed.push(byte);
    if (!this.#bytesPrinted.has(id)) this.#record.console.push(byte);
    this.#bytesPrinted.add(id);
  }

  #noteStop(): void {
    const { positions } = this.#record;
    const position = this.#rod.position();
    if (positions.at(-1) !== position) positions.push(position);
  }
}
