/** The in-memory twin of a link between processes: two ends in one thread, for tests and simulations. */
import { Queue } from '../queue.ts';
import { MAX_FRAME, type Link } from './link.ts';

export class MemoryLink implements Link {
  readonly #queued = new Queue<Uint8Array>();
  readonly #inbox = new Queue<Uint8Array>();
  #peer: MemoryLink | undefined;
  #peerGone = false;
  #arrived = 0;
  /** Frames the other side's inbox may hold before {@link flush} refuses more. */
  capacity = Infinity;

  /** Two connected ends. */
  static pair(): [MemoryLink, MemoryLink] {
    const [a, b] = [new MemoryLink(), new MemoryLink()];
    a.#peer = b;
    b.#peer = a;
    return [a, b];
  }

  send(frame: Uint8Array): void {
    if (frame.length < 1 || frame.length > MAX_FRAME) throw new Error(`frame of ${frame.length} bytes`);
    this.#queued.push(frame.slice());
  }

  flush(): boolean {
    while (this.#queued.length > 0) {
      const peer = this.#peer;
      if (peer && peer.#inbox.length >= this.capacity) return false;
      const frame = this.#queued.shift()!;
      if (!peer) continue;
      peer.#inbox.push(frame);
      peer.#arrived += frame.length;
    }
    return true;
  }

  receive(): Uint8Array | undefined {
    return this.#inbox.shift();
  }

  closed(): boolean {
    return this.#peerGone;
  }

  ended(): boolean {
    return this.closed() && this.#inbox.length === 0;
  }

  arrived(): number {
    return this.#arrived;
  }

  close(): void {
    this.die();
  }

  /** This end dies: what it had flushed can still be received, what it had only queued is gone. */
  die(): void {
    if (this.#peer) {
      this.#peer.#peerGone = true;
      this.#peer.#peer = undefined;
    }
    this.#peer = undefined;
  }
}
