import { randomBytes } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChunkFrames, FrameQueue } from '../links/frames.ts';
import { parseHostPort } from '../links/host-port.ts';
import { BUS_LINK, clientOptions } from '../links/tls-psk.ts';
import { decodeToReplica, encodeToBus } from './codec.ts';
import { Lobby, LobbyError } from './lobby.ts';
import type { StartOptions } from './machines.ts';
import type { ToBus, ToReplica } from './messages.ts';

const SECRET = randomBytes(32);
let lobby: Lobby;
let told: string[];
let callers: Caller[];

beforeEach(async () => {
  [told, callers] = [[], []];
  lobby = await Lobby.open({
    at: { host: '127.0.0.1', port: 0 },
    secret: SECRET,
    version: '1.2.3',
    silenceMs: 5000,
    tell: (line) => told.push(line),
  });
});
afterEach(() => {
  lobby.close('the test is over');
  for (const caller of callers) caller.socket.destroy();
});

/** Somebody who knows the secret, and says what it likes. */
class Caller {
  readonly socket: TLSSocket;
  readonly heard: ToReplica[] = [];
  readonly closed: Promise<void>;

  constructor() {
    callers.push(this);
    this.socket = connect({ ...parseHostPort(lobby.address)!, ...clientOptions(SECRET, BUS_LINK) });
    const frames = new ChunkFrames();
    this.socket.on('data', (chunk: Buffer) => frames.push(chunk, (frame) => this.heard.push(decodeToReplica(frame)!)));
    this.closed = new Promise((resolve) => this.socket.on('error', () => {}).on('close', () => resolve()));
  }

  say(...frames: Uint8Array[]): this {
    const queue = new FrameQueue();
    for (const frame of frames) queue.push(frame);
    queue.drain((bytes) => (this.socket.write(bytes.slice()), bytes.length));
    return this;
  }
}

function announce(change: Partial<Extract<ToBus, { type: 'announce' }>> = {}): Uint8Array {
  return encodeToBus({ type: 'announce', version: '1.2.3', pid: 77, listen: '0.0.0.0:9', ...change });
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition();) {
    if (Date.now() > deadline) throw new Error(`waited in vain; told: ${told.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the lobby', () => {
  it('gives replicas seats in the order in which they came, and the primary the address of the backup', async () => {
    const first = new Caller().say(announce());
    await until(() => told.includes('replica 77@127.0.0.1 is here'));
    const second = new Caller().say(announce({ pid: 78, listen: '[::]:7001' }));
    await lobby.gather(2);
    const [one, two] = [lobby.next()!, lobby.next()!];
    expect(lobby.next()).toBeUndefined();
    const link = lobby.link(one, two);
    const { accept } = link.of('backup') as { accept: string };
    expect(link.of('primary')).toEqual({ connect: '127.0.0.1:7001', name: accept });
    expect(lobby.link(one, two).of('backup')).not.toEqual({ accept });
    const seat = { ...nothing, image: new Uint8Array(300_000) };
    expect([one.start(seat).pid, two.start(seat).pid]).toEqual(['77@127.0.0.1', '78@127.0.0.1']);
    for (const { heard } of [first, second]) {
      await until(() => heard.length === 4);
      expect(heard.map(({ type }) => type)).toEqual(['configuration', 'image', 'image', 'image']);
    }
  });

  it('forgets one that leaves, and nobody else', async () => {
    const callers = [77, 78, 79].map((pid) => new Caller().say(announce({ pid })));
    await lobby.gather(3);
    callers[0].socket.destroy();
    await until(() => told.some((line) => line.startsWith('replica 77@127.0.0.1 has left')));
    const left = [lobby.next(), lobby.next()].map((machine) => machine?.start(nothing).pid);
    expect(left.toSorted()).toEqual(['78@127.0.0.1', '79@127.0.0.1']);
    expect(lobby.next()).toBeUndefined();
  });

  it('tells who waits for one when it is there', async () => {
    let calls = 0;
    lobby.whenThere(() => (calls += 1));
    expect(calls).toBe(0);
    new Caller().say(announce());
    await until(() => calls === 1);
    lobby.whenThere(() => (calls += 1));
    expect(calls).toBe(2);
  });

  it('hangs up on a replica that is given up, hears nothing from it any more, and tells it', async () => {
    const caller = new Caller().say(announce());
    await lobby.gather(1);
    const received: ToBus[] = [];
    const gone: string[] = [];
    const replica = lobby.next()!.start({
      ...nothing,
      received: (message) => received.push(message),
      gone: (how) => gone.push(how),
    });
    caller.say(encodeToBus({ type: 'ready' }));
    await until(() => received.length === 1);
    replica.kill();
    caller.say(encodeToBus({ type: 'claim-term', term: 2 }));
    await replica.ended;
    expect(received).toEqual([{ type: 'ready' }]);
    expect(gone).toEqual(['its connection was closed']);
    await caller.closed;
    expect(caller.heard.at(-1)).toEqual({
      type: 'dismissed',
      over: false,
      reason: 'the bus has given this replica up',
    });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['of another version', announce({ version: '9\x1b[31m' }), /it is of version 9\?\[31m, and this bus of 1\.2\.3/],
    ['of a version without an end', announce({ version: '9'.repeat(50) }), /it is of version 9{40}, and/],
    ['that does not say where it listens', announce({ listen: 'somewhere' }), /does not say where it listens/],
    ['that says something else first', encodeToBus({ type: 'ready' }), /it says ready when it should not/],
  ])('refuses a replica %s', async (_, frame, reason) => {
    const caller = new Caller().say(frame);
    await caller.closed;
    expect(caller.heard.at(-1)).toMatchObject({ type: 'dismissed', over: false });
    expect(told.at(-1)).toMatch(reason);
    expect(lobby.next()).toBeUndefined();
  });

  it('keeps a bounded number of replicas', async () => {
    for (let i = 0; i < 8; i++) new Caller().say(announce());
    await lobby.gather(8);
    const ninth = new Caller().say(announce());
    await ninth.closed;
    expect(told.at(-1)).toMatch(/there are enough replicas here/);
  });

  it('dismisses all when the run is over', async () => {
    const caller = new Caller().say(announce());
    await lobby.gather(1);
    lobby.close('the guest exited with status 0');
    await caller.closed;
    expect(caller.heard).toEqual([{ type: 'dismissed', over: true, reason: 'the guest exited with status 0' }]);
  });

  it('survives any bytes of one that knows the secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const caller = new Caller();
        caller.socket.end(bytes);
        await caller.closed;
      }),
      { numRuns: 20 },
    );
    new Caller().say(announce());
    await lobby.gather(1);
  });

  it('says why it cannot open its port', async () => {
    const at = parseHostPort(lobby.address)!;
    const second = Lobby.open({ at, secret: SECRET, version: '', silenceMs: 5000, tell: () => {} });
    await expect(second).rejects.toThrow(LobbyError);
    await expect(second).rejects.toThrow(/cannot listen at 127\.0\.0\.1:\d+: the port is taken by another process/);
  });
});

const nothing: StartOptions = {
  configuration: {
    ...{ role: 'primary', start: 'boot', ram: 0, tlbEntries: 0, tlbSeed: 0, append: '', sectors: 0, epochLength: 1 },
    ...{ earlyEnds: true, maxLag: 1, tlbExposed: false, hashEpochs: false, record: false, observe: false },
    ...{ protocol: 'revised', timeoutMs: 1, ringsExposed: false, link: null, reportEpochs: [] },
    engine: { primary: 'auto', backup: 'auto' },
  },
  image: new Uint8Array(0),
  received: () => {},
  gone: () => {},
};
