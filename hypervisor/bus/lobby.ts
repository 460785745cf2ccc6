/**
 * Where replicas of other hosts arrive, and wait until they are needed: the first two for the pair, whoever comes later to
 * take the place of one that is lost. Each has proved that it knows the secret before it is heard at all.
 */
import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { formatHostPort, type HostPort, isWildcard, parseHostPort } from '../links/host-port.ts';
import { TlsListener } from '../links/tls-listener.ts';
import { printable } from '../wire/printable.ts';
import { BUS_LINK, peerLinkName } from '../links/tls-psk.ts';
import { cannotListen, explainFailure, SOMEWHERE } from '../words/links.ts';
import {
  ENOUGH,
  hasLeft,
  isHere,
  NAMELESS,
  NO_ADDRESS,
  otherProgram,
  refusedReplica,
  speaksOutOfTurn,
  waitingFor,
} from '../words/replicas.ts';
import type { SpareMachine, Machines, PeerLink } from './machines.ts';
import type { ToBus } from './messages.ts';
import { RemoteReplica } from './remote-replica.ts';

/** How long a replica may take to say who it is, in milliseconds. */
const ANNOUNCE_MS = 10_000;
/** Replicas that may be connected at the same time: running, waiting, or about to say who they are. */
const MAX_CONNECTED = 8;
const TICKET_BYTES = 16;
/** Characters of another version that are told. */
const MAX_VERSION = 40;

export interface LobbyOptions {
  readonly at: HostPort;
  readonly secret: Uint8Array;
  /** This program's; a replica of another version would not run the same machine. */
  readonly version: string;
  /** How long a replica may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** Prints one line. */
  readonly tell: (line: string) => void;
}

/** The port can't be opened; the message says why, for people. */
export class LobbyError extends Error {
  override readonly name = 'LobbyError';
}

export class Lobby implements Machines {
  readonly #options: LobbyOptions;
  #listener: TlsListener | undefined;
  /** Those that have said who they are, in the order in which they came. */
  #waiting: RemoteReplica[] = [];
  /** Where each replica waits for a peer. */
  readonly #addresses = new WeakMap<SpareMachine, HostPort>();
  /** All that are connected: waiting, running, or still to say who they are. */
  readonly #connected = new Set<RemoteReplica>();
  #arrived: (() => void)[] = [];

  private constructor(options: LobbyOptions) {
    this.#options = options;
  }

  /** Opens the port. Rejects with a {@link LobbyError}. */
  static async open(options: LobbyOptions): Promise<Lobby> {
    const lobby = new Lobby(options);
    const { at, secret, tell } = options;
    const accepted = (_name: string, socket: TLSSocket): void => lobby.#receive(socket);
    try {
      const expected = (name: string): boolean => name === BUS_LINK;
      lobby.#listener = await TlsListener.open({ at, secret, expected, accepted, tell });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new LobbyError(cannotListen(formatHostPort(at), explainFailure(error)), { cause: error });
    }
    return lobby;
  }

  /** HOST:PORT where it really listens. */
  get address(): string {
    return formatHostPort(this.#listener?.address ?? this.#options.at);
  }

  /** Resolves when so many replicas wait. */
  async gather(count: number): Promise<void> {
    while (this.#waiting.length < count) {
      const missing = count - this.#waiting.length;
      this.#options.tell(waitingFor(missing, this.address));
      const before = this.#waiting.length;
      while (this.#waiting.length === before) await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  next(): SpareMachine | undefined {
    return this.#waiting.shift();
  }

  whenThere(callback: () => void): void {
    if (this.#waiting.length > 0) callback();
    else this.#arrived.push(() => this.whenThere(callback));
  }

  /** The backup waits at its own port, where it was told to; the primary, whoever that is, goes there. */
  link(_primary: unknown, backup: SpareMachine): PeerLink {
    const address = this.#addresses.get(backup);
    if (!address) throw new Error('the backup is not one of the replicas that wait here');
    const name = peerLinkName(randomBytes(TICKET_BYTES).toString('hex'));
    return {
      of: (role) => (role === 'backup' ? { accept: name } : { connect: formatHostPort(address), name }),
      remove: () => {},
    };
  }

  /** Lets nobody in any more, and dismisses all. */
  close(why: string): void {
    this.#listener?.close();
    for (const replica of this.#connected) replica.dismiss(why, true);
  }

  #receive(socket: TLSSocket): void {
    const host = (socket.remoteAddress ?? SOMEWHERE).replace(/^::ffff:(?=\d+\.)/, '');
    const { silenceMs } = this.#options;
    const replica: RemoteReplica = new RemoteReplica({
      socket,
      silenceMs,
      received: (message) => this.#hear(replica, host, message, timer),
      gone: (how) => this.#leave(replica, how, timer),
    });
    void replica.ended.then(() => this.#connected.delete(replica));
    const timer = setTimeout(() => this.#refuse(replica, host, NAMELESS), ANNOUNCE_MS);
    this.#connected.add(replica);
    if (this.#connected.size > MAX_CONNECTED) this.#refuse(replica, host, ENOUGH);
  }

  /** What a replica says before it has a seat: who it is, and nothing else. */
  #hear(replica: RemoteReplica, host: string, message: ToBus, timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    const { version, tell } = this.#options;
    if (message.type !== 'announce' || this.#addresses.has(replica)) {
      return this.#refuse(replica, host, speaksOutOfTurn(message.type));
    }
    const listen = parseHostPort(message.listen);
    if (message.version !== version) {
      return this.#refuse(replica, host, otherProgram(printable(message.version, MAX_VERSION), version));
    }
    if (!listen) return this.#refuse(replica, host, NO_ADDRESS);
    replica.pid = `${message.pid}@${host}`;
    this.#addresses.set(replica, isWildcard(listen.host) ? { host, port: listen.port } : listen);
    this.#waiting.push(replica);
    tell(isHere(replica.pid));
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const callback of arrived) callback();
  }

  #leave(replica: RemoteReplica, how: string, timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    const index = this.#waiting.indexOf(replica);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#options.tell(hasLeft(replica.pid, how));
  }

  #refuse(replica: RemoteReplica, host: string, reason: string): void {
    this.#options.tell(refusedReplica(host, reason));
    replica.dismiss(reason, false);
  }
}
