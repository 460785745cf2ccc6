/**
 * A port at which links arrive. Whoever comes has to prove in time that it knows the secret; until then it costs us one of a
 * bounded number of connections (unproved.ts) and nothing else. Who can't is refused, and told about.
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { explainFailure, LEFT_EARLY, SOMEBODY, SOMEWHERE } from '../words/links.ts';
import { formatHostPort, type HostPort } from './host-port.ts';
import { RefusalLog } from './refusal-log.ts';
import { serverOptions, TCP_PROBE_MS } from './tls-psk.ts';
import { Unproved, UNPROVED_LIMITS, type UnprovedLimits } from './unproved.ts';

export interface TlsListenerOptions {
  readonly at: HostPort;
  readonly secret: Uint8Array;
  /** Is the link of this name one that may come? */
  readonly expected: (name: string) => boolean;
  /** A link has come, from somebody who knows the secret. */
  readonly accepted: (name: string, socket: TLSSocket) => void;
  /** Prints one line, about who was refused. */
  readonly tell: (line: string) => void;
  readonly limits?: UnprovedLimits;
}

/** A time-out that keeps no process alive. */
const SCHEDULER = { after: (delayMs: number, action: () => void) => void setTimeout(action, delayMs).unref() };

export class TlsListener {
  readonly #options: TlsListenerOptions;
  readonly #server: Server;
  readonly #log: RefusalLog;
  readonly #unproved: Unproved<Socket>;
  /** Those that have proved nothing, by address and port of the other side. */
  readonly #sockets = new Map<string, Socket>();
  /** Which name each connection has shown; nothing is proved by it. */
  readonly #names = new WeakMap<TLSSocket, string>();

  private constructor(options: TlsListenerOptions) {
    this.#options = options;
    this.#log = new RefusalLog({ tell: options.tell, now: () => performance.now() });
    const { limits = UNPROVED_LIMITS } = options;
    this.#unproved = new Unproved(limits, SCHEDULER, (socket, reason) => this.#refuse(addressOf(socket), reason));
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
    listener.#server.on('error', (error: Error) => listener.#log.refused(SOMEBODY, explainFailure(error)));
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
    for (const key of [...this.#sockets.keys()]) this.#forget(key)?.destroy();
  }

  #receive(socket: Socket): void {
    const key = addressOf(socket);
    // An error means its end, which is told to the TLS socket above it.
    socket.on('error', () => {});
    this.#sockets.set(key, socket);
    this.#unproved.add(socket, socket.remoteAddress ?? SOMEWHERE);
    socket.once('close', () => this.#refuse(key, LEFT_EARLY));
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
    const socket = this.#sockets.get(key);
    if (socket) this.#unproved.delete(socket);
    this.#sockets.delete(key);
    return socket;
  }
}

/** Of one that was reset before it was looked at nothing is known any more. */
function addressOf({ remoteAddress, remotePort }: Socket): string {
  if (remoteAddress === undefined || remotePort === undefined) return SOMEWHERE;
  return formatHostPort({ host: remoteAddress, port: remotePort });
}
