import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import threads from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DescriptorLink } from './descriptor-link.ts';
import { Doorbell, SELDOM_MS } from './doorbell.ts';
import { FifoDirectory } from './fifo-directory.ts';
import { FrameQueue } from './frames.ts';
import { openInboxes } from './inbox.ts';
import { MAX_FRAME } from './link.ts';
import { openFiles } from '../testing/open-files.ts';
import { bundleWorker } from './testing/bundle.ts';

const { Worker } = threads;

/** From now on the host has no more threads, or has some again. */
function refuseThreads(refuse: boolean): void {
  class NoWorker {
    constructor() {
      throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
    }
  }
  Object.assign(threads, { Worker: refuse ? NoWorker : Worker });
  syncBuiltinESMExports();
}

let work: string;
let reader: URL;
let fifos: FifoDirectory;
const children: ChildProcess[] = [];

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'hvft-test-'));
  reader = await bundleWorker('link-reader', work);
});
afterAll(() => rmSync(work, { recursive: true }));
beforeEach(() => {
  fifos = new FifoDirectory(['to-backup', 'to-primary']);
});
afterEach(() => {
  refuseThreads(false);
  for (const child of children.splice(0)) child.kill('SIGKILL');
  fifos.remove();
});

/** A peer in a process of its own: `cat`, from our one FIFO to the other, gives back what we send. */
function startEcho(): ChildProcess {
  const child = spawn('sh', ['-c', 'exec cat < "$0" > "$1"', fifos.at('to-backup'), fifos.at('to-primary')], {
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

function newLink(doorbell = new Doorbell(), byTurns = true): DescriptorLink {
  return new DescriptorLink({ source: { fifo: fifos.at('to-primary') }, byTurns, reader, doorbell });
}

function connect(byTurns = true): { link: DescriptorLink; doorbell: Doorbell } {
  const doorbell = new Doorbell();
  const link = newLink(doorbell, byTurns);
  const deadline = Date.now() + 20_000;
  while (!link.connect(fifos.at('to-backup'))) {
    if (Date.now() > deadline) throw new Error('nobody opened the FIFO');
    doorbell.wait(doorbell.count(), 1);
  }
  link.startReader();
  return { link, doorbell };
}

/** Waits on the processor thread alone, as a replica does: the event loop never turns. */
function waitFor<T>(doorbell: Doorbell, what: () => T | undefined): T {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const count = doorbell.count();
    const value = what();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('waited in vain');
    doorbell.wait(count, 1000);
  }
}

describe('a link over FIFOs', () => {
  it('is not open while nobody reads them, or when they are gone', () => {
    const link = newLink();
    expect(link.connect(fifos.at('to-backup'))).toBe(false);
    fifos.remove();
    expect(link.connect(fifos.at('to-backup'))).toBe(false);
  });

  it.runIf(process.platform === 'linux')('goes on without a thread where the host has none to spare', () => {
    refuseThreads(true);
    const echo = startEcho();
    const { link, doorbell } = connect();
    link.startReader();
    expect(doorbell.threadsAwaited).toBe(true);
    link.send(Uint8Array.of(1, 2, 3));
    waitFor(doorbell, () => link.flush() || undefined);
    expect([...waitFor(doorbell, () => link.receive())]).toEqual([1, 2, 3]);
    echo.kill('SIGKILL');
    waitFor(doorbell, () => link.ended() || link.receive() || undefined);
    link.close();
    expect(doorbell.threadsAwaited).toBe(false);
  });

  it('carries frames of every size, in order, without a turn of the event loop', () => {
    startEcho();
    const { link, doorbell } = connect();
    for (const size of [1, 2, 1000, 70_000, MAX_FRAME, 3]) {
      const frame = new Uint8Array(size).fill(size & 0xff);
      link.send(frame);
      link.send(Uint8Array.of(size & 0xff, 0));
      waitFor(doorbell, () => link.flush() || undefined);
      expect(
        Buffer.compare(
          frame,
          waitFor(doorbell, () => link.receive()),
        ),
      ).toBe(0);
      expect([...waitFor(doorbell, () => link.receive())]).toEqual([size & 0xff, 0]);
    }
    expect(link.ended()).toBe(false);
  });

  it('gives all that a killed peer had written, then ends', () => {
    const queue = new FrameQueue();
    for (let i = 1; i <= 100; i++) queue.push(new Uint8Array(i).fill(i));
    let script = '';
    queue.drain((bytes) => ((script = Buffer.from(bytes).toString('base64')), bytes.length));
    const child = spawn('sh', [
      '-c',
      'exec < "$0" > "$1"; echo "$2" | base64 -d; kill -9 $$',
      fifos.at('to-backup'),
      fifos.at('to-primary'),
      script,
    ]);
    children.push(child);
    const { link, doorbell } = connect();
    for (let i = 1; i <= 100; i++) {
      expect([...waitFor(doorbell, () => link.receive())]).toEqual(new Array(i).fill(i));
    }
    expect(waitFor(doorbell, () => link.ended() || undefined)).toBe(true);
    link.send(Uint8Array.of(1));
    expect(link.flush()).toBe(true);
  });

  it('does not block its sender while the peer is not reading', () => {
    const script = 'exec < "$0" > "$1"; printf "\\0\\0\\0\\1!"; exec sleep 100';
    const child = spawn('sh', ['-c', script, fifos.at('to-backup'), fifos.at('to-primary')]);
    children.push(child);
    const { link, doorbell } = connect();
    expect([...waitFor(doorbell, () => link.receive())]).toEqual([0x21]);
    for (let i = 0; i < 4; i++) link.send(new Uint8Array(MAX_FRAME));
    expect(link.flush()).toBe(false);
    expect(link.ended()).toBe(false);
    child.kill('SIGKILL');
    expect(waitFor(doorbell, () => link.ended() || undefined)).toBe(true);
  });
});

describe.skipIf(process.platform !== 'linux')('a link over a FIFO without a name', () => {
  /** An inbox, and the link of the process that has it. */
  function hear(): { link: DescriptorLink; writer: number; doorbell: Doorbell } {
    const [{ reader: fifo, writer }] = openInboxes(1);
    const doorbell = new Doorbell();
    return { link: new DescriptorLink({ source: { fifo }, byTurns: false, reader, doorbell }), writer, doorbell };
  }

  function say(writer: number, bytes: number[]): void {
    const queue = new FrameQueue();
    queue.push(Uint8Array.from(bytes));
    queue.drain((frames) => writeSync(writer, frames));
  }

  it('is heard without a thread, waiting or not, and with one', () => {
    const { link, writer, doorbell } = hear();
    expect(link.receive()).toBeUndefined();
    say(writer, [1]);
    link.waitInRead();
    expect([...link.receive()!]).toEqual([1]);
    say(writer, [2]);
    expect([...waitFor(doorbell, () => link.receive())]).toEqual([2]);
    link.startReader();
    waitFor(doorbell, () => !doorbell.threadsAwaited || undefined);
    say(writer, [3]);
    expect([...waitFor(doorbell, () => link.receive())]).toEqual([3]);
    closeSync(writer);
    expect(waitFor(doorbell, () => link.ended() || undefined)).toBe(true);
    link.close();
  });

  it('has ended when who was to write goes without a word', () => {
    const { link, writer } = hear();
    expect(link.ended()).toBe(false);
    closeSync(writer);
    link.waitInRead();
    expect(link.ended()).toBe(true);
    link.close();
  });
});

describe('a link over FIFOs whose processor thread attends', () => {
  /** Looks until `what` gives something, and sleeps neither here nor there. */
  function lookFor<T>(what: () => T | undefined): T {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const value = what();
      if (value !== undefined) return value;
      if (Date.now() > deadline) throw new Error('looked in vain');
    }
  }

  /** Sends a number of random length as a frame, and expects it back. */
  function echo(link: DescriptorLink, number: number, wait: (what: () => unknown) => unknown): void {
    const frame = new Uint8Array(1 + ((number * 7919) % 300)).fill(number & 0xff);
    link.send(frame);
    wait(() => link.flush() || undefined);
    expect([...(wait(() => link.receive()) as Uint8Array)]).toEqual([...frame]);
  }

  it('rings no bell: the reader thread stands by', () => {
    startEcho();
    const { link, doorbell } = connect();
    doorbell.attend();
    doorbell.lookMs = 0;
    // The thread is still in its read, and rings once more.
    echo(link, 0, lookFor);
    const rings = doorbell.count();
    for (let number = 1; number <= 50; number += 1) {
      const arrived = link.arrived();
      echo(link, number, lookFor);
      expect(link.arrived()).not.toBe(arrived);
    }
    expect(doorbell.count()).toBe(rings);
    doorbell.leave();
    for (let number = 51; number <= 60; number += 1) echo(link, number, (what) => waitFor(doorbell, what));
  });

  it.each([
    ['', 'read by turns', true, 0],
    [' all the same', 'not read by turns', false, 1],
  ] as const)('is%s rung for where a link is %s', (_how, _what, byTurns, times) => {
    startEcho();
    const { link, doorbell } = connect(byTurns);
    doorbell.attend();
    doorbell.lookMs = 0;
    lookFor(() => !doorbell.threadsAwaited || undefined);
    // The thread may be still in its read, and ring once more.
    for (const number of [0, 1]) echo(link, number, lookFor);
    const rings = doorbell.count();
    echo(link, 2, lookFor);
    expect(Math.min(doorbell.count() - rings, 1)).toBe(times);
  });

  it.each(['a frame', 'the end'])('rings when it brings %s to somebody who only asks for signs of life', (what) => {
    const child = startEcho();
    const { link, doorbell } = connect();
    doorbell.attend();
    doorbell.lookMs = 0;
    echo(link, 0, lookFor);
    const rings = doorbell.count();
    if (what === 'a frame') link.send(Uint8Array.of(1));
    else child.kill('SIGKILL');
    link.flush();
    lookFor(() => (link.arrived(), doorbell.count() !== rings || undefined));
    if (what === 'a frame') expect([...link.receive()!]).toEqual([1]);
    else expect(link.ended()).toBe(true);
  });

  it('loses nothing and doubles nothing, however often it begins to attend and leaves', () => {
    startEcho();
    const { link, doorbell } = connect();
    for (let number = 0; number < 400; number += 1) {
      if (number % 3 === 0) {
        doorbell.attend();
        doorbell.lookMs = number % 2 === 0 ? 0 : SELDOM_MS;
      }
      if (doorbell.attended) echo(link, number, lookFor);
      else echo(link, number, (what) => waitFor(doorbell, what));
      if (number % 5 === 0) doorbell.leave();
    }
  });

  it('notices the end itself, after all that was written before', () => {
    const child = startEcho();
    const { link, doorbell } = connect();
    doorbell.attend();
    for (let number = 0; number < 5; number += 1) echo(link, number, lookFor);
    link.send(Uint8Array.of(9));
    link.flush();
    child.kill('SIGKILL');
    const rest: number[][] = [];
    lookFor(() => {
      const frame = link.receive();
      if (frame) rest.push([...frame]);
      return link.ended() || undefined;
    });
    expect(rest.length).toBeLessThanOrEqual(1);
    expect(link.receive()).toBeUndefined();
  });
});

describe.skipIf(process.platform !== 'linux')('a link whose peer is exiting', () => {
  /** A peer that writes frames of 1 to 50 bytes, then exits; somebody else holds its FIFO open, as its host does for a while. */
  function exiting(threaded: boolean): { link: DescriptorLink; doorbell: Doorbell; host: number } {
    const queue = new FrameQueue();
    for (let i = 1; i <= 50; i++) queue.push(new Uint8Array(i).fill(i));
    let script = '';
    queue.drain((bytes) => ((script = Buffer.from(bytes).toString('base64')), bytes.length));
    const doorbell = new Doorbell();
    const ends = { source: { fifo: fifos.at('to-primary') }, byTurns: true, reader, doorbell };
    const child = spawn('sh', ['-c', 'echo "$1" | base64 -d > "$0"', fifos.at('to-primary'), script]);
    children.push(child);
    const link = new DescriptorLink({ ...ends, pid: child.pid });
    const host = openSync(fifos.at('to-primary'), constants.O_WRONLY | constants.O_NONBLOCK);
    if (threaded) {
      doorbell.attend();
      link.startReader();
      waitFor(doorbell, () => !doorbell.threadsAwaited || undefined);
    }
    return { link, doorbell, host };
  }

  it.each([
    ['without a thread', false],
    ['with one that stands by', true],
  ])('has ended, after all that was written before, %s', (_, threaded) => {
    const { link, doorbell, host } = exiting(threaded);
    // Nobody buries the child before this thread's event loop turns.
    waitFor(doorbell, () => (link.endIfExiting(), link.closed() || undefined));
    for (let i = 1; i <= 50; i++) {
      expect(link.ended()).toBe(false);
      expect([...link.receive()!]).toEqual(new Array(i).fill(i));
    }
    expect([link.receive(), link.ended()]).toEqual([undefined, true]);
    closeSync(host);
    link.close();
  });

  it('goes on while the other thread reads', () => {
    const { link, doorbell, host } = exiting(true);
    doorbell.leave();
    for (let i = 1; i <= 50; i++) {
      expect([...waitFor(doorbell, () => link.receive())]).toEqual(new Array(i).fill(i));
    }
    for (let looks = 0; looks < 100; looks += 1) link.endIfExiting();
    expect(link.ended()).toBe(false);
    closeSync(host);
    expect(waitFor(doorbell, () => link.ended() || undefined)).toBe(true);
    link.close();
  });
});

describe.skipIf(!existsSync('/proc/self/fd'))('a link that is closed', () => {
  /** How many descriptors of this process are open on the two FIFOs. */
  function held(): number {
    return openFiles('self').filter((path) => path.startsWith(fifos.path)).length;
  }

  it('gives all its descriptors back when the peer has died, whoever is reading then', () => {
    for (const attended of [false, true]) {
      const child = startEcho();
      const { link, doorbell } = connect();
      link.send(Uint8Array.of(1));
      link.flush();
      waitFor(doorbell, () => link.receive());
      expect(held()).toBeGreaterThanOrEqual(2);
      if (attended) doorbell.attend();
      child.kill('SIGKILL');
      waitFor(doorbell, () => link.ended() || link.receive() || undefined);
      link.close();
      waitFor(doorbell, () => held() === 0 || undefined);
    }
  });

  it('does not wait for a peer that has never come', () => {
    const link = newLink();
    expect(link.connect(fifos.at('to-backup'))).toBe(false);
    waitFor(new Doorbell(), () => {
      link.close();
      return link.ended() || undefined;
    });
    expect(held()).toBe(0);
  });

  it('is seen to end by a peer that lives', async () => {
    const child = startEcho();
    const { link, doorbell } = connect();
    link.close();
    waitFor(doorbell, () => link.ended() || undefined);
    waitFor(doorbell, () => held() === 0 || undefined);
    // `cat` has come to the end of what it reads.
    const [status] = child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode];
    expect(status).toBe(0);
  });
});

describe('the FIFO directory', () => {
  it('is closed to other users, and leaves nothing behind', () => {
    expect(statSync(fifos.path).mode & 0o777).toBe(0o700);
    expect(statSync(fifos.at('to-backup')).isFIFO()).toBe(true);
    expect(statSync(fifos.at('to-backup')).mode & 0o777).toBe(0o600);
    fifos.remove();
    expect(existsSync(fifos.path)).toBe(false);
    fifos.remove();
  });
});
