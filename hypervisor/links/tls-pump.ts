/**
 * The network thread's end of a TLS link: bytes from the socket into one ring, and from the other ring into the socket. The
 * thread never blocks: while a ring is full its socket is paused, and while a socket takes nothing its ring fills up, so
 * that the sending side's `flush` says so.
 */
import type { TLSSocket } from 'node:tls';
import { CLOSED_HERE, explainFailure, HUNG_UP, SILENT } from '../words/links.ts';
import { KeepAlive, type Rhythm, SIGN_OF_LIFE } from './keep-alive.ts';
import { RingConsumer, type RingMemory, RingProducer } from './ring.ts';

/** Bytes in one write: some TLS records. */
const PIECE = 64 * 1024;
/** How long what was sent before the end may take to leave, in milliseconds. */
const FAREWELL_MS = 1000;

/** The rings of one link. */
export interface LinkRings {
  /** Filled by the network thread; its bell wakes the processor thread. */
  readonly incoming: RingMemory;
  /** Filled by the processor thread, whole frames at a time; its bell wakes the network thread. */
  readonly outgoing: RingMemory;
}

export interface TlsPumpOptions {
  readonly socket: TLSSocket;
  readonly rings: LinkRings;
  /** How the link is watched and kept alive here; absent: that is the affair of the processor threads. */
  readonly keepAlive: Rhythm | undefined;
  /** Something has arrived for the first time. */
  readonly opened: () => void;
  /** The link has ended; `how`, in words. Called once, before the end can be seen in the ring. */
  readonly ended: (how: string) => void;
}

export class TlsPump {
  readonly #socket: TLSSocket;
  readonly #opened: () => void;
  readonly #ended: (how: string) => void;
  readonly #incoming: RingProducer;
  readonly #outgoing: RingConsumer;
  readonly #keepAlive: KeepAlive | undefined;
  /** What the ring had no room for is being put into it. */
  #filling: Promise<void> | undefined;
  /** The socket takes no more for now. */
  #full = false;
  #open = true;

  constructor({ socket, rings, keepAlive, opened, ended }: TlsPumpOptions) {
    this.#socket = socket;
    this.#opened = opened;
    this.#ended = ended;
    this.#incoming = new RingProducer(rings.incoming);
    this.#outgoing = new RingConsumer(rings.outgoing);
    if (keepAlive) {
      const silent = (): void => this.close(SILENT);
      this.#keepAlive = new KeepAlive({ rhythm: keepAlive, say: () => this.#sayAlive(), silent });
    }
    // The other side knows by this that it is not only let in, but listened to.
    socket.write(SIGN_OF_LIFE);
    socket
      .once('data', () => this.#opened())
      .on('data', (chunk: Buffer) => this.#take(chunk))
      .on('drain', () => {
        this.#full = false;
        this.drain();
      })
      .on('error', (error: Error) => this.close(explainFailure(error)))
      .on('close', () => this.close(HUNG_UP));
    socket.resume();
    this.drain();
  }

  /** Sends what is in the outgoing ring. To be called when the bell has rung. */
  drain(): void {
    while (this.#open && !this.#full) {
      const length = Math.min(this.#outgoing.available(), PIECE);
      if (length === 0) return;
      // A copy: the ring's memory is the processor thread's again as soon as it is taken.
      const bytes = this.#outgoing.view(0, length).slice();
      this.#outgoing.take(length);
      this.#full = !this.#socket.write(bytes);
    }
  }

  /** From now on, the other side may be silent for so long. */
  allowSilence(ms: number): void {
    this.#keepAlive?.allowSilence(ms);
  }

  /** Sends what is in the outgoing ring, then ends the link. */
  finish(): void {
    this.drain();
    this.#socket.end();
    setTimeout(() => this.close(CLOSED_HERE), FAREWELL_MS);
  }

  /** Ends the link; what has arrived can still be received. */
  close(how: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#keepAlive?.stop();
    this.#socket.destroy();
    this.#ended(how);
    if (this.#filling) void this.#filling.then(() => this.#incoming.end());
    else this.#incoming.end();
  }

  #take(chunk: Uint8Array): void {
    this.#keepAlive?.heard();
    const count = this.#incoming.offer(chunk);
    if (count === chunk.length) return;
    this.#socket.pause();
    this.#filling = this.#fill(chunk.subarray(count));
  }

  async #fill(rest: Uint8Array): Promise<void> {
    while (rest.length > 0) {
      await this.#incoming.whenRoom();
      rest = rest.subarray(this.#incoming.offer(rest));
    }
    this.#filling = undefined;
    if (this.#open) this.#socket.resume();
  }

  /** The outgoing ring holds whole frames only, so that when it is empty, one has just ended. */
  #sayAlive(): void {
    this.drain();
    if (!this.#full && this.#outgoing.available() === 0) this.#socket.write(SIGN_OF_LIFE);
    // While our own processor thread does not take what has come, nobody listens, and silence means nothing.
    if (this.#filling) this.#keepAlive?.heard();
  }
}
