/**
 * A replica's links that leave the host, as its processor thread sees them: it asks the network thread (tls-thread.ts) for
 * a link, and talks to it through two rings. Nothing here waits or needs a turn of the event loop.
 *
 * A link is one connection. When that is lost, the link has ended, and what comes later is another link: streams are never
 * spliced, so that nothing within one can be missing. That is why the heartbeats on it need no number.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Doorbell } from './doorbell.ts';
import { FrameQueue, RingFrames, wholeFrames } from './frames.ts';
import type { HostPort } from './host-port.ts';
import type { Rhythm } from './keep-alive.ts';
import type { Link } from './link.ts';
import { RingConsumer, ringMemory, RingProducer } from './ring.ts';
import type { LinkRings } from './tls-pump.ts';
import type { FromNetwork, TlsThreadData, ToNetwork } from './tls-thread.ts';

export interface TlsNetworkOptions {
  /** Where the network thread's code is (the bundle of tls-thread.ts). */
  readonly thread: URL;
  readonly secret: Uint8Array;
  /** Rung when something arrives. */
  readonly doorbell: Doorbell;
}

/** Which link to make. */
export interface TlsLinkOptions {
  readonly name: string;
  /** Whom to connect to; absent: the other side comes to the port at which we {@link TlsNetwork.listen}. */
  readonly to?: HostPort;
  /** Watch it and keep it alive like this; the other side must do so, too. */
  readonly keepAlive?: Rhythm;
}

export class TlsNetwork {
  readonly #port: MessagePort;
  readonly #doorbell: Doorbell;
  readonly #wake = new Doorbell();
  readonly #worker: Worker;
  /** Those that have not ended. */
  readonly #links = new Map<number, TlsLink>();
  #lastId = 0;
  #listening: HostPort | { readonly failed: string } | undefined;

  /** Starts the network thread. It ends with the process, or with {@link close}. */
  constructor({ thread, secret, doorbell }: TlsNetworkOptions) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#doorbell = doorbell;
    const workerData: TlsThreadData = { secret, port: port2, wake: this.#wake.memory, doorbell: doorbell.memory };
    this.#worker = new Worker(thread, { workerData, transferList: [port2], stdin: false });
    this.#worker.unref();
    port1.unref();
  }

  /** Begins to listen. {@link listening} tells the outcome. */
  listen(at: HostPort): void {
    this.#listening = undefined;
    this.#tell({ type: 'listen', at });
  }

  /** Where this process listens, or why it can't; undefined while that is not known. */
  listening(): HostPort | { readonly failed: string } | undefined {
    this.#look();
    return this.#listening;
  }

  /** Begins to make a link. Frames may be sent at once; {@link TlsLink.open} tells when the other side is there. */
  link({ name, to, keepAlive }: TlsLinkOptions): TlsLink {
    const rings = { incoming: ringMemory(this.#doorbell), outgoing: ringMemory(this.#wake) };
    const id = ++this.#lastId;
    const link = new TlsLink(rings, {
      look: () => this.#look(),
      allowSilence: (ms) => this.#tell({ type: 'allow-silence', id, ms }),
      close: () => this.#tell({ type: 'close', id }),
    });
    this.#links.set(id, link);
    this.#tell({ type: 'open', id, name, to, rings, keepAlive });
    return link;
  }

  /** Ends all links and the network thread; resolves when it is gone. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #setState(id: number, state: TlsLink['state']): void {
    const link = this.#links.get(id);
    if (link) link.state = state;
  }

  #tell(message: ToNetwork): void {
    this.#port.postMessage(message);
  }

  /** Takes what the network thread has told. */
  #look(): void {
    for (let item = receiveMessageOnPort(this.#port); item; item = receiveMessageOnPort(this.#port)) {
      const message = item.message as FromNetwork;
      switch (message.type) {
        case 'listening':
          this.#listening = message.at;
          break;
        case 'not-listening':
          this.#listening = { failed: message.reason };
          break;
        case 'opened':
          this.#setState(message.id, { from: message.from });
          break;
        case 'ended':
          this.#setState(message.id, { ended: message.reason, passing: message.passing });
          this.#links.delete(message.id);
          break;
      }
    }
  }
}

/** What a link asks of its network. */
interface LinkControl {
  readonly look: () => void;
  readonly allowSilence: (ms: number) => void;
  readonly close: () => void;
}

export class TlsLink implements Link {
  readonly #queue = new FrameQueue();
  readonly #outgoing: RingProducer;
  readonly #incoming: RingConsumer;
  readonly #frames: RingFrames;
  readonly #control: LinkControl;
  /** Kept by the network: our address on this link once it is open, the reason once it has ended. */
  state: 'opening' | { readonly from: HostPort } | { readonly ended: string; readonly passing: boolean } = 'opening';

  constructor({ incoming, outgoing }: LinkRings, control: LinkControl) {
    this.#incoming = new RingConsumer(incoming);
    this.#outgoing = new RingProducer(outgoing);
    this.#frames = new RingFrames(this.#incoming);
    this.#control = control;
  }

  /** Is it known whether the other side is there? If it can't be reached, the link is open and has {@link ended}. */
  open(): boolean {
    this.#control.look();
    return this.state !== 'opening';
  }

  /** Our own address on this link, once it is open. */
  get from(): HostPort | undefined {
    return typeof this.state === 'object' && 'from' in this.state ? this.state.from : undefined;
  }

  /** Why the link has ended, in words, once it has. */
  get reason(): string | undefined {
    this.#control.look();
    return typeof this.state === 'object' && 'ended' in this.state ? this.state.ended : undefined;
  }

  /** May another attempt succeed, if this link could not be made? */
  get mayComeLater(): boolean {
    return typeof this.state === 'object' && 'ended' in this.state && this.state.passing;
  }

  send(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  flush(): boolean {
    if (this.#queue.length === 0) return true;
    // The end is noticed on the receiving side; until all is received there, nobody takes anything any more.
    if (this.#incoming.ended()) this.#queue.clear();
    else this.#queue.drain((bytes) => this.#outgoing.offer(this.#fitting(bytes)));
    return this.#queue.length === 0;
  }

  receive(): Uint8Array | undefined {
    return this.#frames.next();
  }

  closed(): boolean {
    return this.#frames.closed();
  }

  ended(): boolean {
    return this.#frames.ended();
  }

  arrived(): number {
    return this.#incoming.written();
  }

  /** From now on, the other side may be silent for so long, in milliseconds; for a link that is kept alive. */
  allowSilence(ms: number): void {
    this.#control.allowSilence(ms);
  }

  /** Ends the link from this side; what has arrived can still be received. */
  close(): void {
    this.#control.close();
  }

  /** The whole frames of `bytes` for which there is room: the network thread may say something between two frames. */
  #fitting(bytes: Uint8Array): Uint8Array {
    const room = this.#outgoing.room();
    return bytes.length <= room ? bytes : bytes.subarray(0, wholeFrames(bytes, room));
  }
}
