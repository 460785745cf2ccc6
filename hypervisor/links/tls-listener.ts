/**
 * A port at which links arrive. Whoever comes has to prove within two seconds that it knows the secret; until then it costs
 * us one of a bounded number of connections and nothing else. Who can't is refused, and told about. Nobody can keep others
 * out by holding these connections: when there are too many, the oldest goes, and whoever knows the secret needs only some
 * milliseconds, and calls again if they were not enough.
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { formatHostPort, type HostPort } from './host-port.ts';
import { RefusalLog } from './refusal-log.ts';
import { explainFailure, serverOptions, TCP_PROBE_MS } from './tls-psk.ts';

/** Connections that may be on the way to a proof at the same time. */
const MAX_UNPROVED = 256;
/** How many of them may come from one address. */
const MAX_FROM_ADDRESS = 64;
/** How long each may take, in milliseconds. */
const PROOF_MS = 2000;

export interface TlsListenerOptions {
  readonly at: HostPort;
  readonly secret: Uint8Array;
  /** Is the link of this name one that may come? */
  readonly expected: (name: string) => boolean;
  /** A link has come, from somebody who knows the secret. */
  readonly accepted: (name: string, socket: TLSSocket) => void;
  /** Prints one line, about who was refused. */
  readonly tell: (line: string) => void;
  readonly maxUnproved?: number;
  readonly maxFromAddress?: number;
  readonly proofMs?: number;
}

/** A connection on the way to a proof. */
interface Unproved {
  readonly socket: Socket;
  /** The address from which it comes, without its port. */
  readonly from: string;
  readonly timer: NodeJS.Timeout;
}

export class TlsListener {
  readonly #options: TlsListenerOptions;
  readonly #server: Server;
  readonly #log: RefusalLog;
  /** By address and port of the other side, the oldest first. */
  readonly #unproved = new Map<string, Unproved>();
  /** Which name each connection has shown; nothing is proved by it. */
  readonly #names = new WeakMap<TLSSocket, string>();

  private constructor(options: TlsListenerOptions) {
    this.#options = options;
    this.#log = new RefusalLog({ tell: options.tell, now: () => performance.now() });
    const tls = serverOptions(options.secret, options.expected, (socket, name) => this.#names.set(socket, name));
    this.#server = createServer(tls);
    this.#server.on('connection', (socket: Socket) => this.#receive(socket));
    this.#server.on('secureConnection', (socket) => this.#accept(socket));
    this.#server.on('tlsClientError', (error, socket) => {
      this.#refuse(addressOf(socket), explainFailure(error));
      // It may have vanished from our list already, but must not linger.
      socket.destroy();
    });
  }

  /** Opens the port. Rejects with the network's error. */
  static async open(options: TlsListenerOptions): Promise<TlsListener> {
    const listener = new TlsListener(options);
    const { host, port } = options.at;
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject).listen({ host, port }, resolve);
    });
    // Such as too many open files: those who come are not let in, and the others stay.
    listener.#server.on('error', (error: Error) => listener.#log.refused('somebody', explainFailure(error)));
    return listener;
  }

  /** Where it really listens. */
  get address(): HostPort {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** Lets nobody in any more; links that have come stay. */
  close(): void {
    this.#server.close();
    for (const key of [...this.#unproved.keys()]) this.#forget(key)?.destroy();
  }

  #receive(socket: Socket): void {
    const { proofMs = PROOF_MS } = this.#options;
    const key = addressOf(socket);
    const from = socket.remoteAddress ?? 'somewhere';
    // An error means its end, which is told to the TLS socket above it.
    socket.on('error', () => {});
    this.#makeRoom(from);
    const timer = setTimeout(() => this.#refuse(key, 'it did not prove in time that it knows the secret'), proofMs);
    this.#unproved.set(key, { socket, from, timer });
    socket.once('close', () => this.#refuse(key, 'it left before it had proved anything'));
  }

  /** One more may come, from this address: the oldest from there goes if there are too many, or else from the busiest one. */
  #makeRoom(address: string): void {
    const { maxUnproved = MAX_UNPROVED, maxFromAddress = MAX_FROM_ADDRESS } = this.#options;
    const byAddress = this.#unprovedByAddress();
    const neighbours = byAddress.get(address) ?? [];
    const crowded = neighbours.length >= maxFromAddress;
    if (!crowded && this.#unproved.size < maxUnproved) return;
    const most = [...byAddress.values()].reduce((most, others) => (others.length > most.length ? others : most));
    const [oldest] = crowded ? neighbours : most;
    this.#refuse(oldest, 'it had proved nothing when too many others came');
  }

  /** The keys of {@link #unproved} that come from each address, the oldest first. */
  #unprovedByAddress(): Map<string, string[]> {
    const byAddress = new Map<string, string[]>();
    for (const [key, { from }] of this.#unproved) {
      const keys = byAddress.get(from);
      if (keys) keys.push(key);
      else byAddress.set(from, [key]);
    }
    return byAddress;
  }

  #accept(socket: TLSSocket): void {
    this.#forget(addressOf(socket));
    const name = this.#names.get(socket);
    if (name === undefined) {
      socket.destroy();
      return;
    }
    socket.disableRenegotiation();
    socket.setNoDelay(true).setKeepAlive(true, TCP_PROBE_MS);
    this.#options.accepted(name, socket);
  }

  /** Ends a connection that has proved nothing; nothing happens if it is not one of those any more. */
  #refuse(key: string, reason: string): void {
    const socket = this.#forget(key);
    if (!socket) return;
    this.#log.refused(key, reason);
    socket.destroy();
  }

  #forget(key: string): Socket | undefined {
    const entry = this.#unproved.get(key);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    this.#unproved.delete(key);
    return entry.socket;
  }
}

function addressOf({ remoteAddress, remotePort }: Socket): string {
  return formatHostPort({ host: remoteAddress ?? 'somewhere', port: remotePort ?? 0 });
}
