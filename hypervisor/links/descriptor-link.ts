/**
 * A link over file descriptors (a FIFO each way, or a socket pair): the processor thread writes with plain system calls,
 * a reader thread fills the ring from which it receives; a FIFO may be read by turns (reading-turn.ts). No event loop turns anywhere.
 *
 * A thread takes long to start, so a FIFO has none at first: until {@link DescriptorLink.startReader} the processor thread reads it
 * alone. A socket it could only read blocking, and elsewhere than on Linux a FIFO can't be opened again without its name, which goes
 * when both sides have opened it: those have their thread from the start.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { steadyMs } from '../../emulator/steady-clock.ts';
import { Doorbell, SELDOM_MS } from './doorbell.ts';
import { isExiting } from './exiting.ts';
import { FrameQueue, RingFrames } from './frames.ts';
import type { Link } from './link.ts';
import type { LinkReaderData } from './link-reader.ts';
import { openFifo } from './open-fifo.ts';
import { ReadingTurn } from './reading-turn.ts';
import { RingConsumer, type RingMemory, ringMemory, RingProducer } from './ring.ts';

export interface LinkEnds {
  /** A descriptor of a socket; or a FIFO by its path, or by a descriptor that does not block, of one which somebody writes already. */
  readonly source: { readonly socket: number } | { readonly fifo: string | number };
  /**
   * Is a FIFO read by this thread, too, when it has its reader thread? That pays if much comes: where little does, looks find nothing,
   * and are dearer than to be woken.
   */
  readonly byTurns: boolean;
  /** Where the reader thread's code is (the bundle of link-reader.ts). */
  readonly reader: URL;
  /** Rung when something arrives. */
  readonly doorbell: Doorbell;
  /** The process at the other end, on this host. */
  readonly pid?: number;
}

/** Nobody has written to the FIFO yet. */
const NOTHING_YET = new Error('nothing yet');

export class DescriptorLink implements Link {
  readonly #queue = new FrameQueue();
  readonly #memory: RingMemory;
  readonly #ring: RingConsumer;
  readonly #frames: RingFrames;
  readonly #ends: LinkEnds;
  readonly #doorbell: Doorbell;
  readonly #turn = new ReadingTurn();
  /** For what this thread reads itself. */
  readonly #producer: RingProducer;
  #lookedAt = 0;
  /** Did the last {@link receive} give a frame? */
  #given = false;
  /** Of a FIFO: from which this thread reads it, without blocking; the reader thread closes it, if there is one. */
  readonly #fifo: number | undefined;
  /** The same FIFO, to be read blocking. */
  #blocking: number | undefined;
  #reading: 'here' | 'threaded' | 'nowhere' = 'here';
  /** Has the host refused a reader thread? Then this thread goes on reading, and is told that it still has to look. */
  #refused = false;
  #target: number | undefined;
  /** The FIFO that {@link connect} has opened. */
  #opened: number | undefined;

  /** Frames may be queued at once, and are written after {@link connect}. */
  constructor(ends: LinkEnds) {
    this.#ends = ends;
    this.#doorbell = ends.doorbell;
    this.#memory = ringMemory(ends.doorbell);
    this.#ring = new RingConsumer(this.#memory);
    this.#frames = new RingFrames(this.#ring);
    // Nobody's bell: this thread need not be told of what it reads itself.
    this.#producer = new RingProducer({ ...this.#memory, doorbell: new Doorbell().memory });
    if ('fifo' in ends.source) {
      const { fifo } = ends.source;
      this.#fifo = typeof fifo === 'number' ? fifo : this.#openFifo(fifo);
    }
    if (!this.#canReadHere) this.startReader();
  }

  /**
   * From now on a thread rings the doorbell when something arrives; what arrives until it can is noticed by {@link receive}, and so is all if
   * the host has no thread to spare. Throws the host's error where only a thread can read.
   */
  startReader(): void {
    if (this.#reading !== 'here' || this.#refused) return;
    this.#doorbell.awaitThread();
    const { source, byTurns } = this.#ends;
    const workerData: LinkReaderData = {
      source: 'socket' in source ? source.socket : this.#nameOfFifo(),
      memory: this.#memory,
      turn: this.#turn.memory,
      byTurns: byTurns && this.#fifo !== undefined,
      lent: this.#fifo,
    };
    try {
      // It closes what it was lent.
      new Worker(this.#ends.reader, { workerData, stdin: false, trackUnmanagedFds: false }).unref();
    } catch (error) {
      if (errorCode(error) !== 'ERR_WORKER_INIT_FAILED' || !this.#canReadHere) throw error;
      this.#refused = true;
      return;
    }
    this.#reading = 'threaded';
    this.#closeBlocking();
  }

  get #canReadHere(): boolean {
    return 'fifo' in this.#ends.source && process.platform === 'linux';
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

  waitInRead(): void {
    if (this.#reading !== 'here' || this.#fifo === undefined) return;
    this.#blocking ??= openFifo(this.#nameOfFifo());
    this.#read(this.#blocking);
  }

  /** Only while this thread is the one that reads: the other may be about to tell what it has read. */
  endIfExiting(): void {
    const fifo = this.#fifo;
    const { pid } = this.#ends;
    if (fifo === undefined || pid === undefined || this.#reading === 'nowhere') return;
    this.#turn.take(() => {
      if (isExiting(pid)) this.#readLast(fifo);
    });
  }

  closed(): boolean {
    return this.#frames.closed();
  }

  ended(): boolean {
    return this.#frames.ended();
  }

  arrived(): number {
    // Whoever has just received nothing is about to sleep, and nobody else tells it of what this thread reads.
    if (this.#look(Math.max(SELDOM_MS, this.#doorbell.lookMs))) this.#doorbell.ring();
    return this.#ring.written();
  }

  /** The reader thread ends, too: at once, or when the machine at the other end has. */
  close(): void {
    if (this.#opened !== undefined) closeSync(this.#opened);
    this.#target = this.#opened = undefined;
    this.#queue.clear();
    if (this.#reading === 'here') this.#endHere();
    else if (this.#reading === 'threaded') this.#freeReader();
  }

  #endHere(): void {
    this.#reading = 'nowhere';
    if (this.#refused) this.#turn.settle(this.#doorbell);
    this.#closeBlocking();
    if (this.#fifo !== undefined) closeSync(this.#fifo);
    this.#producer.end();
  }

  /** It may still wait for somebody who opens the FIFO, or stand by. */
  #freeReader(): void {
    this.#turn.settle(this.#doorbell);
    try {
      if (this.#fifo !== undefined) closeSync(openSync(this.#nameOfFifo(), constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // It does not wait, or the FIFO has gone.
    }
    this.#turn.end(this.#doorbell);
  }

  #closeBlocking(): void {
    if (this.#blocking !== undefined) closeSync(this.#blocking);
    this.#blocking = undefined;
  }

  /** May it be that nobody has opened the other end yet? */
  get #mayBeAlone(): boolean {
    const { source } = this.#ends;
    return 'fifo' in source && typeof source.fifo === 'string';
  }

  /** Undefined if the FIFO is gone, with the machine that was to write it: then the link has ended. */
  #openFifo(path: string): number | undefined {
    try {
      return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      this.#producer.end();
      return undefined;
    }
  }

  /** By which the FIFO, of which we have a descriptor, can be opened once more. */
  #nameOfFifo(): string {
    const { source } = this.#ends;
    const path = 'fifo' in source ? String(source.fifo) : '';
    return process.platform === 'linux' && this.#fifo !== undefined ? `/proc/self/fd/${this.#fifo}` : path;
  }

  #lookForFrame(): Uint8Array | undefined {
    if (this.#given) return undefined;
    return this.#look(this.#doorbell.lookMs) ? this.#frames.next() : undefined;
  }

  /**
   * Reads what is there, if that is this thread's turn and the last look was `intervalMs` ago. True if it has brought
   * something, or the end.
   */
  #look(intervalMs: number): boolean {
    const fifo = this.#fifo;
    if (fifo === undefined || this.#reading === 'nowhere') return false;
    const { byTurns } = this.#ends;
    if (this.#turn.threadIsThere && !(byTurns && this.#doorbell.attended)) return false;
    const now = steadyMs();
    if (now - this.#lookedAt < intervalMs) return false;
    this.#lookedAt = now;
    const before = this.#ring.written();
    this.#turn.take(() => this.#read(fifo));
    return this.#ring.written() !== before || this.#ring.ended();
  }

  /** Reads all that is there, of a FIFO to which nobody writes any more; not yet, if the ring has no room for it. */
  #readLast(fifo: number): void {
    for (let before: number | undefined; before !== this.#ring.written();) {
      if (this.#producer.room() === 0) return;
      before = this.#ring.written();
      this.#read(fifo);
    }
    this.#producer.end();
  }

  #read(descriptor: number): void {
    if (this.#producer.room() === 0) return;
    const { stackTraceLimit } = Error;
    // Nothing there is an exception, to Node; without a stack it costs half as much.
    Error.stackTraceLimit = 0;
    try {
      this.#producer.fill((piece) => {
        const count = readSync(descriptor, piece, 0, piece.length, null);
        // A FIFO that nobody writes reads as one that has ended; whoever has written once has been there.
        if (count === 0 && this.#ring.written() === 0 && this.#mayBeAlone) throw NOTHING_YET;
        return count;
      });
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN' && error !== NOTHING_YET) this.#producer.end();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
