import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Peer } from '../runner/peer.ts';
import { Doorbell } from './doorbell.ts';
import type { HostPort } from './host-port.ts';
import { MAX_FRAME } from './link.ts';
import { bundleWorker } from './testing/bundle.ts';
import { Wire } from './testing/wire.ts';
import { type TlsLink, TlsNetwork } from './tls-network.ts';
import { peerLinkName } from './tls-psk.ts';

const PATIENCE_MS = 30_000;
/** Fast enough for a test, with a silence that a busy machine does not fall into. */
const RHYTHM = { intervalMs: 100, silenceMs: 1500 };
const SECRET = randomBytes(32);

let folder: string;
let thread: URL;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-test-'));
  thread = await bundleWorker('tls-thread', folder);
});
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0)) await cleanUp();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A machine on the network: what its processor thread holds. */
function machine(secret: Uint8Array = SECRET): { network: TlsNetwork; doorbell: Doorbell } {
  const doorbell = new Doorbell();
  const network = new TlsNetwork({ thread, secret, doorbell });
  cleanups.push(() => network.close());
  return { network, doorbell };
}

/** Waits on this thread alone, as a replica does: the event loop never turns. */
function waitFor<T>(what: () => T | undefined): T {
  const deadline = Date.now() + PATIENCE_MS;
  const never = new Doorbell();
  for (;;) {
    const value = what();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('waited in vain');
    never.wait(0, 1);
  }
}

function listen(network: TlsNetwork): HostPort {
  network.listen({ host: '127.0.0.1', port: 0 });
  const at = waitFor(() => network.listening());
  if ('failed' in at) throw new Error(at.failed);
  return at;
}

/** The two ends of a link. */
function pair(): { near: TlsLink; far: TlsLink; at: HostPort; one: TlsNetwork; other: TlsNetwork } {
  const [{ network: one }, { network: other }] = [machine(), machine()];
  const at = listen(other);
  const name = peerLinkName('test');
  const far = other.link({ name });
  const near = one.link({ name, to: at });
  for (const link of [near, far]) waitFor(() => link.open() || undefined);
  return { near, far, at, one, other };
}

function sendAll(link: TlsLink): void {
  waitFor(() => link.flush() || undefined);
}

/** What comes, until the link has ended. */
function receiveAll(link: TlsLink): Uint8Array[] {
  const frames: Uint8Array[] = [];
  waitFor(() => {
    for (let frame = link.receive(); frame; frame = link.receive()) frames.push(frame.slice());
    return link.ended() || undefined;
  });
  return frames;
}

describe('a TLS link', () => {
  it('carries frames of every size, both ways, in order, without a turn of the event loop', () => {
    const { near, far } = pair();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      for (const size of [1, 2, 1000, 70_000, MAX_FRAME, 3]) {
        const frame = randomBytes(size);
        from.send(frame);
        from.send(Uint8Array.of(size & 0xff, 0));
        sendAll(from);
        expect(
          Buffer.compare(
            frame,
            waitFor(() => to.receive()),
          ),
        ).toBe(0);
        expect([...waitFor(() => to.receive())]).toEqual([size & 0xff, 0]);
      }
    }
    expect([near.ended(), far.ended()]).toEqual([false, false]);
  });

  it('refuses more when the other side takes nothing, and loses none of what it took', () => {
    const { near, far } = pair();
    const frames = Array.from({ length: 80 }, (_, index) => Buffer.alloc(MAX_FRAME, index));
    let sent = 0;
    // A full ring alone is emptied by the network thread at once.
    const refused = (): boolean => {
      for (const deadline = Date.now() + 300; !near.flush();) if (Date.now() > deadline) return true;
      return false;
    };
    do near.send(frames[sent++]);
    while (!refused() && sent < frames.length);
    // 20 MiB are more than two rings, two sockets and the network between them hold.
    expect(sent).toBeLessThan(frames.length);
    expect(near.ended()).toBe(false);
    for (; sent < frames.length; sent++) near.send(frames[sent]);
    for (const frame of frames) {
      const got = waitFor(() => (near.flush(), far.receive()));
      expect(Buffer.compare(got, frame)).toBe(0);
    }
    expect(near.flush()).toBe(true);
  });

  it('gives all that was sent before the other side closed it, then ends at once', () => {
    const { near, far } = pair();
    for (let i = 1; i <= 100; i++) near.send(new Uint8Array(i).fill(i));
    sendAll(near);
    waitFor(() => (far.receive()?.length === 100 ? true : undefined));
    far.send(Uint8Array.of(7));
    sendAll(far);
    expect([...waitFor(() => near.receive())]).toEqual([7]);
    near.close();
    expect(receiveAll(far)).toEqual([]);
    expect(waitFor(() => far.reason)).toBe('its connection was closed');
    far.send(Uint8Array.of(1));
    expect(far.flush()).toBe(true);
    expect(receiveAll(near)).toEqual([]);
  });

  it('is one connection: who comes a second time under its name is not heard on it', () => {
    const { near, far, one, at } = pair();
    const second = one.link({ name: peerLinkName('test'), to: at });
    second.send(Uint8Array.of(66));
    sendAll(second);
    new Doorbell().wait(0, 500);
    near.send(Uint8Array.of(1));
    sendAll(near);
    expect([...waitFor(() => far.receive())]).toEqual([1]);
    near.close();
    expect(receiveAll(far)).toEqual([]);
    expect(second.open()).toBe(false);
  });

  it('may arrive before it is waited for, and is not open before', () => {
    const [{ network: one }, { network: other }] = [machine(), machine()];
    const near = one.link({ name: peerLinkName('early'), to: listen(other) });
    near.send(Uint8Array.of(5));
    sendAll(near);
    new Doorbell().wait(0, 300);
    expect(near.open()).toBe(false);
    const far = other.link({ name: peerLinkName('early') });
    waitFor(() => near.open() || undefined);
    expect([...waitFor(() => far.receive())]).toEqual([5]);
  });

  it('is not made by who does not know the secret', () => {
    const [{ network: one }, { network: other }] = [machine(randomBytes(32)), machine()];
    const far = other.link({ name: peerLinkName('test') });
    const near = one.link({ name: peerLinkName('test'), to: listen(other) });
    expect(receiveAll(near)).toEqual([]);
    expect(near.reason).toBe('it has another secret');
    expect(far.open()).toBe(false);
  });

  it('tells why it cannot be made', () => {
    const { network } = machine();
    const { port } = listen(network);
    const refused = machine().network.link({ name: 'replica', to: { host: '127.0.0.1', port } });
    expect(receiveAll(refused)).toEqual([]);
    expect(refused.reason).toBe('it does not expect this link');
    network.listen({ host: '127.0.0.1', port });
    expect(waitFor(() => network.listening())).toEqual({ failed: 'the port is taken by another process' });
    network.listen({ host: '192.0.2.1', port: 0 });
    expect(waitFor(() => network.listening())).toEqual({ failed: 'this host does not have that address' });
  });

  it('is made though strangers crowd its port, and is tried again if they were too many', async () => {
    const { network: other } = machine();
    const at = listen(other);
    const strangers = await Promise.all(Array.from({ length: 300 }, () => squat(at)));
    // The first call is hung up on, as if so many had come at once that it was the oldest.
    let calls = 0;
    const wire = createServer((socket) => {
      if ((calls += 1) === 1) socket.destroy();
      else
        socket
          .on('error', () => {})
          .pipe(connect(at.port, at.host).on('error', () => {}))
          .pipe(socket);
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    const { port } = wire.address() as AddressInfo;
    const name = peerLinkName('crowded');
    const far = other.link({ name });
    const near = machine().network.link({ name, to: { host: '127.0.0.1', port } });
    cleanups.push(
      () => wire.close(),
      () => strangers.forEach((stranger) => stranger.destroy()),
    );
    // The wire needs this thread's event loop.
    while (!near.open() || !far.open()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toBe(2);
    expect([near.reason, far.reason]).toEqual([undefined, undefined]);
  });

  it('is not tried again when nobody is there, or who is there has another secret', () => {
    const [{ network: one }, { network: other }] = [machine(), machine(randomBytes(32))];
    const at = listen(other);
    const started = performance.now();
    for (const to of [at, { host: '127.0.0.1', port: 1 }]) {
      const link = one.link({ name: peerLinkName('test'), to });
      waitFor(() => link.reason);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is not disturbed by garbage at the port', async () => {
    const { near, far, at } = pair();
    const callers = Array.from({ length: 40 }, () => shout(at, randomBytes(2000)));
    near.send(Uint8Array.of(1));
    sendAll(near);
    expect([...waitFor(() => far.receive())]).toEqual([1]);
    await Promise.all(callers);
    far.send(Uint8Array.of(2));
    sendAll(far);
    expect([...waitFor(() => near.receive())]).toEqual([2]);
  });
});

describe('silence on a TLS link', () => {
  it('is noticed by the failure detector of the peers, though the connection stands', () => {
    const { near, far } = pair();
    const peer = new Peer({ link: near, timeoutMs: 200, now: () => performance.now() });
    far.send(Uint8Array.of(1));
    expect(waitFor(() => (peer.receive(), peer.tend(), peer.lostBecause))).toBe('it has been silent for too long');
    expect(near.ended()).toBe(false);
  });

  it('ends a link that is kept alive, on both sides, when its cable is pulled; not before', async () => {
    const [{ network: one }, { network: other }] = [machine(), machine()];
    const { port } = listen(other);
    const wire = await Wire.to(port);
    cleanups.push(() => wire.remove());
    const name = peerLinkName('wire');
    const [near, far] = [
      one.link({ name, to: { host: '127.0.0.1', port: wire.port }, keepAlive: RHYTHM }),
      other.link({ name, keepAlive: RHYTHM }),
    ];
    const heard = waitFor(() => (near.open() && far.open() ? near.arrived() : undefined));
    waitFor(() => (near.arrived() - heard >= 80 && far.arrived() >= 80 ? true : undefined));
    expect([near.ended(), far.ended(), near.receive(), far.receive()]).toEqual([false, false, undefined, undefined]);
    wire.pull();
    for (const link of [near, far]) {
      expect(receiveAll(link)).toEqual([]);
      expect(link.reason).toBe('it has been silent for too long');
    }
  });
});

/** Somebody who has connected, and says nothing. */
function squat({ host, port }: HostPort): Promise<Socket> {
  const socket = connect(port, host);
  return new Promise((resolve) => socket.on('error', () => {}).once('connect', () => resolve(socket)));
}

/** Connects, says `bytes`, and waits until the other side has had enough. */
function shout({ host, port }: HostPort, bytes: Uint8Array): Promise<void> {
  const socket: Socket = connect(port, host, () => socket.write(bytes));
  return new Promise((resolve) =>
    socket
      .on('error', () => {})
      .on('close', () => resolve())
      .resume(),
  );
}
