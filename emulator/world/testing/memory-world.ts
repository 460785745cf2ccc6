/** A world in memory, in which commands are performed when a test says so. */
import { createHash } from 'node:crypto';
import { RESULT } from '../../board.ts';
import type { Completion, Request } from '../../devices/device.ts';
import type { PositionQuery } from '../../environment.ts';
import type { World } from '../world.ts';

export class MemoryWorld implements World {
  readonly sectors = 64;
  /** What the stream port and the raw port have printed. */
  stream = '';
  raw = '';
  readonly disk = new Uint8Array(this.sectors * 512);
  readonly #waiting: (() => void)[] = [];

  perform(request: Request, done: (completion: Completion) => void): void {
    this.#waiting.push(() => done(this.#do(request)));
  }

  /** Performs the oldest command that waits, if one does. */
  work(): void {
    this.#waiting.shift()?.();
  }

  position(query: PositionQuery): number {
    return query === 'console-position' ? this.stream.length : 4000;
  }

  /** A hash of the disk's contents. */
  diskHash(): string {
    return createHash('sha256').update(this.disk).digest('hex');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #do(request: Request): Completion {
    const { id } = request;
    switch (request.kind) {
      case 'console-write':
        if (request.start > this.stream.length) return { id, result: RESULT.ERROR };
        this.stream += Buffer.from(request.data.subarray(this.stream.length - request.start)).toString();
        break;
      case 'console-byte':
        this.raw += String.fromCharCode(request.byte);
        break;
      case 'disk-write':
        this.disk.set(request.data, request.sector * 512);
        break;
      case 'exit':
        break;
      default:
        throw new Error(`the test's guest does not command ${request.kind}`);
    }
    return { id, result: RESULT.DONE };
  }
}
