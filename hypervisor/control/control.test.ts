import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STARTING } from '../bus/status.ts';
import { type Answer, type Ask, MAX_ASK, parseAnswer, parseAsk } from './control-messages.ts';
import { ControlServer } from './control-server.ts';
import { readLine } from './line-socket.ts';
import { askRunning, findRunning } from './running.ts';

const before = process.env.TMPDIR;
let folder: string;
let server: ControlServer | undefined;
let listeners: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-control-'));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  server?.close();
  server = undefined;
  for (const listener of listeners) listener.kill('SIGKILL');
  listeners = [];
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true });
});

const status: Answer = {
  type: 'status',
  status: {
    ...STARTING,
    ...{ hvrun: 17, image: 'kernel', uptimeSeconds: 1.5, protocol: 'queued', epochLength: 100, earlyEnds: true },
  },
};

async function open(answer: (ask: Ask) => Answer): Promise<void> {
  server = await ControlServer.open(answer);
}

/** What the socket says to these bytes, until it hangs up. */
async function say(bytes: string | Uint8Array): Promise<string> {
  const [run] = await findRunning();
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(join(run.directory, 'socket'));
    socket.on('data', (piece) => (heard += piece.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.write(bytes);
  });
}

describe('a run that can be asked', () => {
  it('is found by its process, answers, and leaves nothing behind', async () => {
    const asked: Ask[] = [];
    await open((ask) => {
      asked.push(ask);
      return ask === 'status' ? status : { type: 'refused', reason: 'two are enough' };
    });
    const [run, ...others] = await findRunning();
    expect([run.pid, others]).toEqual([process.pid, []]);
    expect(await askRunning(run, 'status')).toEqual(status);
    expect(await askRunning(run, 'join')).toEqual({ type: 'refused', reason: 'two are enough' });
    expect(asked).toEqual(['status', 'join']);
    server?.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(await findRunning()).toEqual([]);
  });

  it('lets nobody but its user in', async () => {
    await open(() => status);
    const [{ directory }] = await findRunning();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['nonsense', 'status please\n'],
    ['another question', '{"ask":"stop"}\n'],
    ['a line without end', 'x'.repeat(100_000)],
  ])('hangs up on %s, and goes on', async (_, bytes) => {
    await open(() => status);
    expect(await say(bytes)).toBe('');
    expect(await say('{"ask":"status"}\n')).toContain('"hvrun":17');
  });

  it('takes a question in pieces', async () => {
    await open(() => status);
    const [run] = await findRunning();
    const socket = connect(join(run.directory, 'socket'));
    const answer = readLine(socket, 1000);
    for (const piece of ['{"ask"', ':"sta', 'tus"}\n']) socket.write(piece);
    expect(parseAnswer((await answer) ?? '')).toEqual(status);
  });
});

describe('what is not asked', () => {
  it('is a directory that others may enter', async () => {
    await listenIn(`hvrun-control-${process.pid}-abcdef`, 0o755);
    expect(await findRunning()).toEqual([]);
  });

  it('is what a killed hvrun has left behind, which goes, whoever has its number now', async () => {
    const stale = await listenIn(`hvrun-control-${process.pid}-abcdef`);
    listeners[0].kill('SIGKILL');
    await once(listeners[0], 'close');
    expect(await findRunning()).toEqual([]);
    expect(existsSync(stale)).toBe(false);
  });

  it('is one that does not listen yet, which stays', async () => {
    const begun = join(folder, 'hvrun-control-2147483647-abcdef');
    mkdirSync(begun, { mode: 0o700 });
    expect(await findRunning()).toEqual([]);
    expect(existsSync(begun)).toBe(true);
  });
});

it('a run of another PID namespace, whose number is no process here, is found and stays', async () => {
  const directory = await listenIn('hvrun-control-2147483647-abcdef');
  expect(await findRunning()).toEqual([{ pid: 2147483647, directory }]);
  expect(existsSync(directory)).toBe(true);
});

/** Another process listens in a directory of this name. */
async function listenIn(name: string, mode = 0o700): Promise<string> {
  const directory = join(folder, name);
  mkdirSync(directory, { mode });
  const script = `require('net').createServer().listen(${JSON.stringify(join(directory, 'socket'))}, () => console.log('listening'))`;
  const child = spawn(process.execPath, ['-e', script]);
  listeners.push(child);
  await once(child.stdout, 'data');
  return directory;
}

describe('lines', () => {
  /** JSON of any kind, and of kinds that look like what is said here. */
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.record({ ask: fc.jsonValue(), type: fc.jsonValue() }).map((value) => JSON.stringify(value)),
    fc
      .record({ type: fc.constantFrom('status', 'refused', 'joining'), status: fc.jsonValue(), reason: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
  );

  it('of any kind are understood or not, and nothing else happens', () => {
    fc.assert(
      fc.property(text, (line) => {
        expect(['status', 'join', undefined]).toContain(parseAsk(line));
        const answer = parseAnswer(line);
        if (answer?.type === 'refused') expect(typeof answer.reason).toBe('string');
        if (answer?.type === 'status') expect(answer.status).toHaveProperty('term');
      }),
      { numRuns: 2000 },
    );
  });

  it('come in pieces of any bytes, and are never longer than they may be', async () => {
    await open(() => status);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 120 }), { maxLength: 5 }), async (pieces) => {
        const bytes = Buffer.concat([...pieces, Buffer.from('\n')]);
        const line = bytes.subarray(0, bytes.indexOf(0x0a)).toString();
        const heard = await say(bytes);
        expect(heard === '').toBe(line.length >= MAX_ASK || parseAsk(line) === undefined);
      }),
      { numRuns: 100 },
    );
    expect(await say('{"ask":"status"}\n')).toContain('"hvrun":17');
  });

  it('are questions, or nothing', () => {
    expect(parseAsk('{"ask":"join"}')).toBe('join');
    for (const line of ['', '7', 'null', '{}', '{"ask":7}', '[']) expect(parseAsk(line)).toBeUndefined();
  });

  it('are answers, or nothing', () => {
    expect(parseAnswer('{"type":"joining"}')).toEqual({ type: 'joining' });
    for (const line of ['', 'null', '{"type":"status"}', '{"type":"refused"}', '{"type":"status","status":null}']) {
      expect(parseAnswer(line)).toBeUndefined();
    }
  });
});
