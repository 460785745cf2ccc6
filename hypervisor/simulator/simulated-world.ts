/**
 * The world of a simulated pair: a disk in memory, a console whose output is kept, a control rod, all in virtual time. The
 * rules of the stream port, of the rod, and of every device that brings its own hardware are the real world's own.
 */
import { RESULT } from '../../emulator/board.ts';
import { checkpointOfSet, type Rollback } from '../../emulator/checkpoint.ts';
import type { ConsoleRequest } from '../../emulator/devices/console.ts';
import type { Hardware } from '../../emulator/devices/definition.ts';
import { type Completion, deviceOf, type Request } from '../../emulator/devices/device.ts';
import type { PositionQuery } from '../../emulator/environment.ts';
import { ConsoleStream } from '../../emulator/world/console-stream.ts';
import { BoardHardware } from '../../emulator/world/hardware.ts';
import type { World } from '../../emulator/world/world.ts';
import type { Chance } from './plan/chance.ts';
import { MemoryDisk } from './memory-disk.ts';
import { commandMs, type HardwareModel } from './plan/hardware-model.ts';
import type { Range, WorldConditions } from './plan/plan.ts';
import type { RunRecord } from './record/run-record.ts';
import type { Timeline } from './timeline.ts';

export interface SimulatedWorldOptions {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly conditions: WorldConditions;
  /** Whose disk it is, if that was described. */
  readonly hardware: HardwareModel | undefined;
  /** What is on the disk at first. */
  readonly disk: Uint8Array;
  /** Where what is printed is kept. */
  readonly record: RunRecord;
}

export class SimulatedWorld implements World {
  readonly sectors: number;
  readonly disk: MemoryDisk;
  readonly #hardware: BoardHardware;
  readonly #record: RunRecord;
  /** Raw bytes that were printed, by the id of their request. */
  readonly #bytesPrinted = new Set<number>();

  constructor({ timeline, chance, conditions, hardware, disk, record }: SimulatedWorldOptions) {
    let commands = 0;
    const draw = ([min, max]: Range) => chance.between(min, max);
    this.disk = new MemoryDisk(disk, {
      timeline,
      latencyMs: ({ kind }) =>
        hardware === undefined
          ? draw(conditions.diskMs)
          : commandMs(hardware.disk, kind === 'disk-read' ? 'read' : 'write', commands++),
      fails: () => {
        const fails = chance.happens(conditions.diskErrors);
        if (fails) record.diskErrors += 1;
        return fails;
      },
    });
    this.#record = record;
    const console = new ConsoleStream({
      write: (_bytes, done) => timeline.after(draw(conditions.consoleMs), () => done(true)),
    });
    const random = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => chance.whole(0, 255));
    const surroundings = { scheduler: timeline, actuatorMs: conditions.actuatorMs, random };
    this.#hardware = new BoardHardware(surroundings, { console: this.#recorded(console), disk: this.disk });
    this.sectors = this.disk.sectors;
  }

  perform(request: Request, done: (completion: Completion) => void): void {
    if (request.kind === 'exit') return done({ id: request.id, result: RESULT.DONE });
    this.#hardware.perform(request, (completion) => {
      if (request.kind !== 'invalid' && deviceOf(request) === 'actuator') this.#noteStop();
      done(completion);
    });
  }

  position(query: PositionQuery): number {
    return this.#hardware.position(query);
  }

  /** Of devices in general: hardware that a model describes has none. */
  checkpoint(): Rollback {
    const printed = checkpointOfSet(this.#bytesPrinted);
    const hardware = this.#hardware.checkpoint();
    return () => {
      printed();
      hardware();
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The console, with a record of what it prints. */
  #recorded(console: ConsoleStream): Hardware<ConsoleRequest> {
    return {
      perform: (request, done) => {
        if (request.kind === 'console-byte') this.#notePrinted(request);
        const before = console.position();
        console.perform(request, done);
        if (request.kind === 'console-write') this.#noteWritten(request.data, console.position() - before);
      },
      position: () => console.position(),
      checkpoint: () => console.checkpoint(),
    };
  }

  /** What the stream takes of `data` is what it prints: nothing below its position. */
  #noteWritten(data: Uint8Array, taken: number): void {
    const fresh = data.subarray(data.length - taken);
    this.#record.streamed.push(...fresh);
    this.#record.console.push(...fresh);
    this.#record.paper.push(...fresh);
  }

  /** A machine that takes over prints bytes again whose fate it can't know. */
  #notePrinted({ id, byte }: Extract<ConsoleRequest, { kind: 'console-byte' }>): void {
    this.#record.printed.push(byte);
    this.#record.paper.push(byte);
    if (!this.#bytesPrinted.has(id)) this.#record.console.push(byte);
    this.#bytesPrinted.add(id);
  }

  #noteStop(): void {
    const { positions } = this.#record;
    const position = this.position('actuator-position');
    if (positions.at(-1) !== position) positions.push(position);
  }
}
