/**
 * The network thread of a replica whose links leave the host: TLS needs an event loop, which a processor thread never
 * returns to. It holds all links of its process and the port at which a peer's link arrives, and moves bytes between
 * sockets and rings. Runs as a worker, from a bundle of its own, with {@link TlsThreadData}; see tls-network.ts.
 */
import { writeSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import { type MessagePort, workerData } from 'node:worker_threads';
import { ABANDONED, CLOSED_IT, explainFailure, NO_ANSWER } from '../words/links.ts';
import { internalError } from '../words/run.ts';
import { AGAIN_MS, CONNECT_MS, callsAgain } from './calling.ts';
import { Doorbell } from './doorbell.ts';
import type { HostPort } from './host-port.ts';
import type { Rhythm } from './keep-alive.ts';
import { type LinkRings, TlsPump } from './tls-pump.ts';
import { RingProducer } from './ring.ts';
import { TlsListener } from './tls-listener.ts';
import { clientOptions, isPeerLinkName, mayPass, TCP_PROBE_MS } from './tls-psk.ts';

export interface TlsThreadData {
  readonly secret: Uint8Array;
  /** Where {@link ToNetwork} comes from, and {@link FromNetwork} goes. */
  readonly port: MessagePort;
  /** Wakes this thread. */
  readonly wake: SharedArrayBuffer;
  /** Wakes the processor thread. */
  readonly doorbell: SharedArrayBuffer;
}

export type ToNetwork =
  | { readonly type: 'listen'; readonly at: HostPort }
  /** Make the link called `name`, and call it `id` from now on: connect to `to`, or wait for it at our own port. */
  | {
      readonly type: 'open';
      readonly id: number;
      readonly name: string;
      readonly to: HostPort | undefined;
      readonly rings: LinkRings;
      readonly keepAlive: Rhythm | undefined;
    }
  | { readonly type: 'allow-silence'; readonly id: number; readonly ms: number }
  | { readonly type: 'close'; readonly id: number };

export type FromNetwork =
  | { readonly type: 'listening'; readonly at: HostPort }
  | { readonly type: 'not-listening'; readonly reason: string }
  /** The other side listens to this link; our own address on it. */
  | { readonly type: 'opened'; readonly id: number; readonly from: HostPort }
  /** A link has ended, or could not be opened; `passing`: another attempt may succeed. */
  | { readonly type: 'ended'; readonly id: number; readonly reason: string; readonly passing: boolean };

/** How long a link that has arrived waits until it is asked for: this replica may be still powering its machine on. */
const PARK_MS = 30_000;
const MAX_PARKED = 4;

type Opening = Extract<ToNetwork, { type: 'open' }>;

const { secret, port, wake, doorbell } = workerData as TlsThreadData;
const wakeBell = new Doorbell(wake);
const processorBell = new Doorbell(doorbell);
const pumps = new Map<number, TlsPump>();
/** Links that are waited for, by name. */
const awaited = new Map<string, Opening>();
/** Links on the way to their other side, by id, and how to give them up; a passing reason may have another try. */
type GiveUp = (reason: string, passing: boolean) => void;
const connecting = new Map<number, GiveUp>();
/** Links that have arrived before anybody waited for them, by name. */
const parked = new Map<string, TLSSocket>();

function tell(message: FromNetwork): void {
  port.postMessage(message);
  processorBell.ring();
}

/** Prints a line. The stream of that name would go through the processor thread, which does not look. */
function say(line: string): void {
  writeSync(2, `hvrun: ${line}\n`);
}

async function listen(at: HostPort): Promise<void> {
  try {
    const listener = await TlsListener.open({ at, secret, expected: isPeerLinkName, accepted: arrive, tell: say });
    tell({ type: 'listening', at: listener.address });
  } catch (error) {
    tell({ type: 'not-listening', reason: explainFailure(error as Error) });
  }
}

/** A peer that knows the secret has come for the link called `name`. */
function arrive(name: string, socket: TLSSocket): void {
  const opening = awaited.get(name);
  if (opening) {
    awaited.delete(name);
    pump(opening, socket);
    return;
  }
  socket.on('error', () => {});
  // One link is one connection: a second one is not the first gone on.
  if (parked.has(name) || parked.size >= MAX_PARKED) {
    socket.destroy();
    return;
  }
  parked.set(name, socket);
  const forget = (): void => {
    if (parked.get(name) === socket) parked.delete(name);
  };
  socket.once('close', forget);
  setTimeout(() => {
    if (parked.get(name) !== socket) return;
    forget();
    socket.destroy();
  }, PARK_MS);
}

function open(opening: Opening): void {
  const { name, to } = opening;
  if (to) return connectTo(to, opening);
  const socket = parked.get(name);
  if (!socket) {
    awaited.set(name, opening);
    return;
  }
  parked.delete(name);
  pump(opening, socket);
}

/**
 * Connects to the other side of a link. One that is there but hangs up before it has proved anything may have strangers at
 * its port, and a peer's is called again; the bus's, by whoever wants to reach it.
 */
function connectTo(to: HostPort, opening: Opening, began = performance.now()): void {
  const { id, name } = opening;
  const socket = connect({ ...to, ...clientOptions(secret, name) });
  let reached = false;
  const fail: GiveUp = (reason, passing) => {
    if (connecting.get(id) !== fail) return;
    connecting.delete(id);
    clearTimeout(timer);
    socket.destroy();
    const forMs = performance.now() - began;
    const again = isPeerLinkName(name) && callsAgain({ reached, passing, forMs, connectMs: CONNECT_MS });
    if (again) connectSoon(to, opening, began);
    else end(opening, reason, passing);
  };
  connecting.set(id, fail);
  const timer = setTimeout(() => fail(NO_ANSWER, true), began + CONNECT_MS - performance.now());
  socket.setNoDelay(true).setKeepAlive(true, TCP_PROBE_MS);
  socket.once('connect', () => (reached = true));
  socket.on('error', (error: Error) => fail(explainFailure(error), mayPass(error)));
  socket.on('close', () => fail(CLOSED_IT, true));
  socket.once('secureConnect', () => {
    if (connecting.get(id) !== fail) return;
    connecting.delete(id);
    clearTimeout(timer);
    socket.disableRenegotiation();
    pump(opening, socket);
  });
}

function connectSoon(to: HostPort, opening: Opening, began: number): void {
  const timer = setTimeout(() => connectTo(to, opening, began), AGAIN_MS);
  connecting.set(opening.id, (reason, passing) => {
    connecting.delete(opening.id);
    clearTimeout(timer);
    end(opening, reason, passing);
  });
}

function pump({ id, rings, keepAlive }: Opening, socket: TLSSocket): void {
  let open = false;
  const from = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  const opened = (): void => {
    open = true;
    tell({ type: 'opened', id, from });
  };
  const ended = (reason: string): void => {
    pumps.delete(id);
    tell({ type: 'ended', id, reason, passing: !open });
  };
  pumps.set(id, new TlsPump({ socket, rings, keepAlive, opened, ended }));
}

/** A link that never was. */
function end({ id, rings }: Opening, reason: string, passing: boolean): void {
  tell({ type: 'ended', id, reason, passing });
  new RingProducer(rings.incoming).end();
}

function close(id: number): void {
  for (const opening of awaited.values()) {
    if (opening.id !== id) continue;
    awaited.delete(opening.name);
    end(opening, ABANDONED, false);
  }
  connecting.get(id)?.(ABANDONED, false);
  pumps.get(id)?.finish();
}

function obey(message: ToNetwork): void {
  switch (message.type) {
    case 'listen':
      return void listen(message.at);
    case 'open':
      return open(message);
    case 'allow-silence':
      return pumps.get(message.id)?.allowSilence(message.ms);
    case 'close':
      return close(message.id);
  }
}

// Nobody would notice that this thread has gone: the processor thread hears nothing but its rings. Failstop.
process.on('uncaughtException', (error) => {
  say(internalError(error.stack));
  process.kill(process.pid, 'SIGKILL');
});
port.on('message', obey);
for (;;) {
  const count = wakeBell.count();
  for (const each of [...pumps.values()]) each.drain();
  await wakeBell.heard(count);
}
