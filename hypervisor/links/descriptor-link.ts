/**
 * A link over file descriptors (a FIFO each way, or a socket pair): the processor thread writes with plain system calls,
 * a reader thread fills the ring from which it receives; a FIFO is read by turns (reading-turn.ts). No event loop turns anywhere.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Doorbell, SELDOM_MS } from './doorbell.ts';
import { FrameQueue, RingFrames } from './frames.ts';
import type { Link } from './link.ts';
import type { LinkReaderData } from './link-reader.ts';
import { ReadingTurn } from './reading-turn.ts';
import { RingConsumer, ringMemory, RingProducer } from './ring.ts';

export interface LinkEnds {
  /** A descriptor open for reading, or the path of a FIFO, which the reader thread opens. */
  readonly source: number | string;
  /** Where the reader thread's code is (the bundle of link-reader.ts). */
  readonly reader: URL;
  /** Rung when something arrives. */
  readonly doorbell: Doorbell;
}

export class DescriptorLink implements Link {
  readonly #queue = new FrameQueue();
  readonly #ring: RingConsumer;
  readonly #frames: RingFrames;
  readonly #doorbell: Doorbell;
  readonly #turn = new ReadingTurn();
  /** For what this thread reads itself. */
  readonly #producer: RingProducer;
  #lookedAt = 0;
  /** Did the last {@link receive} give a frame? */
  #given = false;
  readonly #source: number | string;
  #target: number | undefined;
  /** The FIFO that {@link connect} has opened. */
  #opened: number | undefined;

  /** Starts the reader thread. Frames may be queued at once, and are written after {@link connect}. */
  constructor({ source, reader, doorbell }: LinkEnds) {
    const memory = ringMemory(doorbell);
    this.#source = source;
    this.#ring = new RingConsumer(memory);
    this.#frames = new RingFrames(this.#ring);
    this.#doorbell = doorbell;
    // Nobody's bell: this thread need not be told of what it reads itself.
    this.#producer = new RingProducer({ ...memory, doorbell: new Doorbell().memory });
    const workerData: LinkReaderData = { source, memory, turn: this.#turn.memory };
    new Worker(reader, { workerData, stdin: false }).unref();
  }

  /**
   * Gives the link its writing side: a descriptor, or the path of a FIFO. False if nobody reads that FIFO, or it isn't there. A FIFO is
   * written without blocking: while its reader is stopped, the processor thread must still notice that.
   */
  connect(target: number | string): boolean {
    try {
      if (typeof target === 'string') this.#opened = openSync(target, constants.O_WRONLY | constants.O_NONBLOCK);
      this.#target = this.#opened ?? (target as number);
      return true;
    } catch (error) {
      // Nobody reads it; or it has gone with the machine that was to read it.
      if (errorCode(error) === 'ENXIO' || errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  send(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  flush(): boolean {
    const target = this.#target;
    if (target === undefined) return this.#queue.length === 0;
    try {
      while (this.#queue.length > 0) {
        this.#queue.drain((bytes) => writeSync(target, bytes, 0, bytes.length));
      }
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return false;
      // The reader has gone. Its death is noticed on the receiving side, after its last frame.
      this.#queue.clear();
    }
    return true;
  }

  /** A look that finds nothing is dear, so there is one at most before each time that this gives nothing. */
  receive(): Uint8Array | undefined {
    const frame = this.#frames.next() ?? this.#lookForFrame();
    this.#given = frame !== undefined;
    return frame;
  }

  closed(): boolean {
    return this.#frames.closed();
  }

  ended(): boolean {
    return this.#frames.ended();
  }

  arrived(): number {
    this.#look(SELDOM_MS);
    return this.#ring.written();
  }

  /** The reader thread ends, too: at once, or when the machine at the other end has. */
  close(): void {
    if (this.#opened !== undefined) closeSync(this.#opened);
    this.#target = this.#opened = undefined;
    this.#queue.clear();
    this.#freeReader();
  }

  /** It may still wait for somebody who opens the FIFO, or stand by. */
  #freeReader(): void {
    try {
      if (typeof this.#source === 'string')
        closeSync(openSync(this.#source, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // It does not wait, or the FIFO has gone.
    }
    if (!this.#doorbell.attended) return;
    this.#doorbell.leave();
    this.#doorbell.attend();
  }

  #lookForFrame(): Uint8Array | undefined {
    if (this.#given) return undefined;
    return this.#look(this.#doorbell.lookMs) ? this.#frames.next() : undefined;
  }

  /**
   * Reads what is there, if that is this thread's turn and the last look was `intervalMs` ago. True if it may have brought
   * something.
   */
  #look(intervalMs: number): boolean {
    if (!this.#doorbell.attended) return false;
    const now = performance.now();
    if (now - this.#lookedAt < intervalMs) return false;
    this.#lookedAt = now;
    const before = this.#ring.written();
    this.#turn.take((descriptor) => this.#read(descriptor));
    return this.#ring.written() !== before;
  }

  #read(descriptor: number): void {
    if (this.#producer.room() === 0) return;
    const { stackTraceLimit } = Error;
    // Nothing there is an exception, to Node; without a stack it costs half as much.
    Error.stackTraceLimit = 0;
    try {
      this.#producer.fill((piece) => readSync(descriptor, piece, 0, piece.length, null));
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') this.#producer.end();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
