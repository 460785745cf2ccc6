/**
 * The bus's end of a TLS link: frames through Node's event loop. What the other side does not take is kept; it is little,
 * since the bus answers questions and hands out input by the window.
 */
import type { TLSSocket } from 'node:tls';
import { explainFailure, HUNG_UP, sentNonsense, SILENT } from '../words/links.ts';
import { ChunkFrames } from './frames.ts';
import { BUS_RHYTHM, KeepAlive, SIGN_OF_LIFE } from './keep-alive.ts';
import { writeFrame } from './write-frame.ts';

/** How long last words may take to arrive, in milliseconds. */
const FAREWELL_MS = 1000;

export interface FrameSocketOptions {
  readonly socket: TLSSocket;
  /** Takes a frame, which is valid during the call. */
  readonly received: (frame: Uint8Array) => void;
  /** The link has ended, and every whole frame was received; `how`, in words. Called once. */
  readonly closed: (how: string) => void;
}

export class FrameSocket {
  readonly #options: FrameSocketOptions;
  readonly #frames = new ChunkFrames();
  readonly #keepAlive: KeepAlive;
  #open = true;
  /** Resolves when nothing more is under way, either; after `closed`, and at the latest a second later. */
  readonly finished: Promise<void>;

  constructor(options: FrameSocketOptions) {
    this.#options = options;
    this.#keepAlive = new KeepAlive({
      rhythm: BUS_RHYTHM,
      say: () => this.#sayAlive(),
      silent: () => this.#lose(SILENT),
    });
    this.finished = new Promise((resolve) => options.socket.once('close', () => resolve()));
    // The other side knows by this that it is not only let in, but listened to.
    options.socket.write(SIGN_OF_LIFE);
    options.socket
      .on('data', (chunk: Buffer) => this.#hear(chunk))
      .on('error', (error: Error) => this.#lose(explainFailure(error)))
      .on('close', () => this.#lose(HUNG_UP));
  }

  /** What is sent in one turn of the event loop leaves in one piece. */
  send(frame: Uint8Array): void {
    if (this.#open) writeFrame(this.#options.socket, frame);
  }

  /** From now on, the other side may be silent for so long. */
  allowSilence(ms: number): void {
    this.#keepAlive.allowSilence(ms);
  }

  /**
   * Ends the link from this side: nothing that still arrives is heard, `lastFrame` is sent if it can be, and `closed` is
   * told `how` soon after, whether the other side notices or not. Nothing happens if the link has ended.
   */
  close(how: string, lastFrame?: Uint8Array): void {
    if (!this.#open) return;
    const { socket } = this.#options;
    if (lastFrame) writeFrame(socket, lastFrame);
    this.#open = false;
    this.#keepAlive.stop();
    socket.end();
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    process.nextTick(() => this.#options.closed(how));
  }

  #hear(chunk: Uint8Array): void {
    if (!this.#open) return;
    this.#keepAlive.heard();
    const valid = this.#frames.push(chunk, (frame) => {
      if (this.#open) this.#options.received(frame);
    });
    if (!valid) this.#lose(sentNonsense());
  }

  #sayAlive(): void {
    const { socket } = this.#options;
    if (socket.writable) socket.write(SIGN_OF_LIFE);
  }

  #lose(how: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#keepAlive.stop();
    this.#options.socket.destroy();
    this.#options.closed(how);
  }
}
