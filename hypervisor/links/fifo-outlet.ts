/**
 * Frames on their way out into a FIFO that does not block, of somebody who has an event loop: what is sent in one turn of it leaves with one
 * plain system call, which costs a tenth of what it takes a stream; what the other side does not take then is left to a stream, which
 * waits for it.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { FrameQueue } from './frames.ts';

export class FifoOutlet {
  readonly #descriptor: number;
  readonly #queue = new FrameQueue();
  readonly #stream: Socket;

  /** Takes over the descriptor, which is closed with {@link close}. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    // A broken pipe means that the reader has gone, which is noticed elsewhere.
    this.#stream = new Socket({ fd: descriptor, readable: false }).on('error', () => {});
  }

  /** Sends a frame, whose bytes are copied; nothing, if nobody is there any more to read it. */
  send(frame: Uint8Array): void {
    if (!this.#stream.writable) return;
    if (this.#queue.length === 0) process.nextTick(() => this.#flush());
    this.#queue.push(frame);
  }

  close(): void {
    this.#stream.destroy();
  }

  #flush(): void {
    if (!this.#stream.writable) return this.#queue.clear();
    try {
      while (this.#queue.length > 0 && this.#stream.writableLength === 0) {
        this.#queue.drain((bytes) => writeSync(this.#descriptor, bytes, 0, bytes.length));
      }
    } catch {
      // It is full, or the reader has gone: the stream finds out which.
    }
    if (this.#queue.length === 0) return;
    this.#queue.drain((bytes) => {
      this.#stream.write(bytes.slice());
      return bytes.length;
    });
  }
}
