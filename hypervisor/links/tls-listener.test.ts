import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { TlsListener, type TlsListenerOptions } from './tls-listener.ts';
import { clientOptions } from './tls-psk.ts';
import { UNPROVED_LIMITS } from './unproved.ts';

const SECRET = randomBytes(32);
let listener: TlsListener;
let accepted: { name: string; socket: TLSSocket }[] = [];
let told: string[] = [];
let sockets: Socket[] = [];

async function listen(options: Partial<TlsListenerOptions> = {}): Promise<void> {
  listener = await TlsListener.open({
    at: { host: '127.0.0.1', port: 0 },
    secret: SECRET,
    expected: (name) => name === 'known' || name === 'also known',
    accepted: (name, socket) => accepted.push({ name, socket }),
    tell: (line) => told.push(line),
    ...options,
  });
}

afterEach(() => {
  listener.close();
  for (const { socket } of accepted) socket.destroy();
  for (const socket of sockets) socket.destroy();
  [accepted, told, sockets] = [[], [], []];
});

/** Somebody who connects; resolves when the connection has ended, or has been let in. */
function call(options: ConnectionOptions): Promise<'let in' | 'refused'> {
  const socket = connect({ ...listener.address, ...options });
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.on('secureConnect', () => resolve('let in'));
    socket.on('error', () => {}).on('close', () => resolve('refused'));
  });
}

/** Somebody who says `pieces`, one every 20 ms, and no TLS; resolves when the other side has hung up. */
function shout(...pieces: Uint8Array[]): Promise<void> {
  const { host, port } = listener.address;
  const socket = connectPlain(port, host);
  sockets.push(socket);
  pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), 20 * index));
  return new Promise((resolve) =>
    socket
      .on('error', () => {})
      .on('close', () => resolve())
      .resume(),
  );
}

/** Somebody who has connected, from this address, and says nothing. */
async function silent(localAddress = '127.0.0.1'): Promise<Socket> {
  const { host, port } = listener.address;
  const socket = connectPlain({ host, port, localAddress });
  sockets.push(socket);
  await new Promise<void>((resolve) =>
    socket
      .on('error', () => {})
      .once('connect', resolve)
      .once('close', () => resolve()),
  );
  return socket.resume();
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition();) {
    if (Date.now() > deadline) throw new Error(`waited in vain; told: ${told.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a listener', () => {
  it('lets in who knows the secret, by name, with a key agreed for this connection alone', async () => {
    await listen();
    expect(await call(clientOptions(SECRET, 'known'))).toBe('let in');
    expect(await call(clientOptions(SECRET, 'also known'))).toBe('let in');
    await until(() => accepted.length === 2);
    expect(accepted.map(({ name }) => name)).toEqual(['known', 'also known']);
    for (const { socket } of accepted) {
      expect(socket.getProtocol()).toBe('TLSv1.2');
      expect(socket.getCipher().standardName).toBe('TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256');
      expect(socket.isSessionReused()).toBe(false);
    }
    expect(told).toEqual([]);
  });

  it.each<[string, ConnectionOptions, RegExp]>([
    ['another secret', clientOptions(randomBytes(32), 'known'), /does not know the secret/],
    ['a name that is not expected', clientOptions(SECRET, 'unknown'), /asked for a link that does not exist/],
    [
      "another name's key",
      {
        ...clientOptions(SECRET, 'also known'),
        pskCallback: () => ({ ...clientOptions(SECRET, 'also known').pskCallback!('')!, identity: 'known' }),
      },
      /does not know the secret/,
    ],
    [
      'a cipher without forward secrecy',
      { ...clientOptions(SECRET, 'known'), ciphers: 'PSK-CHACHA20-POLY1305' },
      /does not speak our TLS/,
    ],
    ['TLS 1.3', { ...clientOptions(SECRET, 'known'), minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, /our TLS/],
    ['certificates', { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' }, /does not speak our TLS/],
  ])('refuses %s', async (_, options, reason) => {
    await listen();
    expect(await call(options)).toBe('refused');
    await until(() => told.length > 0);
    expect(told[0]).toMatch(/^refused a connection from 127\.0\.0\.1:\d+: /);
    expect(told[0]).toMatch(reason);
    expect(accepted).toEqual([]);
  });

  it('hangs up on garbage', async () => {
    await listen({ limits: { ...UNPROVED_LIMITS, proofMs: 300 } });
    await Promise.all([shout(Buffer.from('GET / HTTP/1.0\r\n\r\n')), shout(Buffer.alloc(3000, 0xff))]);
    // A TLS record that announces more than it has, and an impossible handshake.
    await Promise.all([shout(Uint8Array.of(22, 3, 3, 64, 0, 1)), shout(Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 0))]);
    expect(accepted).toEqual([]);
    expect(await call(clientOptions(SECRET, 'known'))).toBe('let in');
  });

  it('tells of one that was reset before it was looked at, of which no address is known', async () => {
    await listen();
    const { host, port } = listener.address;
    const caller = `const s = require('node:net').connect(${port}, '${host}', () => s.resetAndDestroy())`;
    // Meanwhile this thread looks at nothing.
    spawnSync(process.execPath, ['-e', caller]);
    await until(() => told.length > 0);
    expect(told[0]).toMatch(/^refused a connection from (?:somewhere|127\.0\.0\.1:\d+): /);
    expect(told[0]).not.toContain(':0:');
  });

  it('hangs up on who says nothing, or a byte at a time, when the time for a proof is over', async () => {
    await listen({ limits: { ...UNPROVED_LIMITS, proofMs: 200 } });
    const slowly = Array.from({ length: 100 }, () => Uint8Array.of(22));
    await Promise.all([shout(), shout(...slowly)]);
    expect(told[0]).toMatch(/it did not prove in time that it knows the secret|it does not speak our TLS/);
  });

  it('keeps no more than so many who have proved nothing: when another one comes, the oldest goes', async () => {
    await listen({ limits: { ...UNPROVED_LIMITS, most: 3 } });
    const idle = await Promise.all([silent(), silent(), silent()]);
    expect(await call(clientOptions(SECRET, 'known'))).toBe('let in');
    await until(() => idle[0].closed);
    expect(idle.map(({ closed }) => closed)).toEqual([true, false, false]);
    expect(told[0]).toMatch(/it had proved nothing when too many others came/);
    // Who was let in is not one of them any more, and stays.
    await Promise.all([silent(), silent(), silent(), silent()]);
    await until(() => idle[2].closed);
    expect(accepted[0].socket.destroyed).toBe(false);
  });

  it('keeps fewer of one address, and makes room for others where most come from', async () => {
    await listen({ limits: { ...UNPROVED_LIMITS, most: 5, mostFromAddress: 3 } });
    const quiet = await silent('127.0.0.2');
    const crowd = [await silent(), await silent(), await silent(), await silent()];
    await until(() => crowd[0].closed);
    const others = [await silent('127.0.0.3'), await silent('127.0.0.4')];
    await until(() => crowd[1].closed);
    expect([quiet, ...crowd, ...others].map(({ closed }) => closed)).toEqual([
      ...[false, true, true, false, false, false, false],
    ]);
  });

  it('lets in who knows the secret while strangers call again as soon as they are hung up on', async () => {
    await listen({ limits: { ...UNPROVED_LIMITS, most: 32, mostFromAddress: 32 } });
    const besiege = (socket: Socket): void => {
      socket.once('close', () => listening && void silent().then(besiege));
    };
    let listening = true;
    for (const stranger of await Promise.all(Array.from({ length: 64 }, () => silent()))) besiege(stranger);
    let calls = 1;
    while ((await call(clientOptions(SECRET, 'known'))) !== 'let in') calls += 1;
    listening = false;
    expect(calls).toBeLessThan(20);
  });

  it('says why it cannot open a port', async () => {
    await listen();
    await expect(TlsListener.open({ ...noOptions, at: listener.address })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

const noOptions: Omit<TlsListenerOptions, 'at'> = {
  secret: SECRET,
  expected: () => false,
  accepted: () => {},
  tell: () => {},
};
