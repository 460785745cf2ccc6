import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openInboxes } from '../links/inbox.ts';
import type { StartOptions } from './machines.ts';
import type { ToBus } from './messages.ts';
import { birth } from './replica-birth.ts';
import { ReplicaProcess } from './replica-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'hvft-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** By which a replica hears the bus: another than a socket there is on Linux alone. */
const WAYS = process.platform === 'linux' ? (['inbox', 'socket'] as const) : (['socket'] as const);
type Way = (typeof WAYS)[number];

/**
 * Runs a program in a replica's place, until it is heard; returns what was heard and how it ended. It is given its run after what is
 * to happen `before` that.
 */
async function run(
  by: Way,
  program: string,
  before: (replica: ReplicaProcess) => unknown = () => {},
): Promise<{ received: ToBus[]; how: string; end: string[] }> {
  const module = join(folder, 'program.mjs');
  writeFileSync(module, `${BEGIN}\n${program}`);
  const received: ToBus[] = [];
  let how = '';
  const end: string[] = [];
  const [inbox] = by === 'inbox' ? openInboxes(1) : [];
  const replica = new ReplicaProcess(birth(module, randomBytes(32), 'backup', inbox));
  await before(replica);
  replica.start({
    image: new Uint8Array(300_000),
    configuration: {
      role: 'backup',
      start: 'boot',
      engine: { primary: 'auto', backup: 'auto' },
      ...{ ram: 0, tlbEntries: 0, tlbSeed: 0, append: '', sectors: 0, epochLength: 1, earlyEnds: true },
      ...{
        protocol: 'revised',
        maxLag: 1,
        timeoutMs: 1,
        ringsExposed: false,
        tlbExposed: false,
        hashEpochs: false,
        record: false,
        observe: false,
        link: null,
        reportEpochs: [],
      },
    },
    received: (message) => {
      received.push(message);
      replica.kill();
    },
    silent: () => end.push('silent'),
    gone: (words) => {
      how = words;
      end.push('gone');
    },
  });
  await replica.ended;
  return { received, how, end };
}

const BEGIN = `
import { openSync, readFileSync, readSync, writeSync } from 'node:fs';
const inbox = process.argv[3] === 'inbox' ? openSync('/proc/self/fd/4') : 3;
`;
const STAY = 'setTimeout(() => {}, 60_000);';
/** Answers the challenge as a replica does: the frame is the length, the message's kind, the nonce's length, the nonce. */
const HELLO = `
import { createHmac } from 'node:crypto';
const secret = readFileSync(0);
const frame = new Uint8Array(25);
for (let at = 0; at < frame.length;) at += readSync(inbox, frame, at, frame.length - at);
const hmac = createHmac('sha256', secret).update('hvft hello 1\\0').update(frame.subarray(9)).update(process.argv[2]);
writeSync(3, Buffer.concat([Buffer.from([0, 0, 0, 37, 0, 0, 0, 0, 32]), hmac.digest()]));
`;

describe.each(WAYS)("a replica's process that hears by %s", (by) => {
  it('is heard once it has proved that it knows the secret', async () => {
    const { received, how, end } = await run(by, `${HELLO}\nwriteSync(3, Uint8Array.of(0, 0, 0, 1, 1));\n${STAY}`);
    expect(received).toEqual([{ type: 'ready' }]);
    expect(end).toEqual(['silent', 'gone']);
    expect(how).toBe('killed by SIGKILL');
  });

  it('is silent when it is dead, though somebody holds its socket open', async () => {
    const helper = join(folder, 'helper');
    // Its last words have not been read yet when it is killed.
    const program = `${HELLO}
      import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['60'], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 3] });
      (await import('node:fs')).writeFileSync(${JSON.stringify(helper)}, String(child.pid));
      writeSync(3, Buffer.alloc(100_000, Uint8Array.of(0, 0, 0, 1, 1)));
      ${STAY}`;
    try {
      const { received, end } = await run(by, program);
      expect(received).toHaveLength(20_000);
      expect(end).toEqual(['silent', 'gone']);
    } finally {
      process.kill(Number(readFileSync(helper, 'utf8')), 'SIGKILL');
    }
  });

  it('is ended if its proof is wrong', async () => {
    const proof = 'writeSync(3, Buffer.concat([Buffer.from([0, 0, 0, 37, 0, 0, 0, 0, 32]), Buffer.alloc(32)]));';
    const { received, how } = await run(by, `${proof}\n${STAY}`);
    expect(received).toEqual([]);
    expect(how).toBe('killed by SIGKILL');
  });

  it('is ended if it speaks before it has proved anything', async () => {
    const { received, how } = await run(by, `writeSync(3, Uint8Array.of(0, 0, 0, 1, 1));\n${STAY}`);
    expect(received).toEqual([]);
    expect(how).toBe('killed by SIGKILL');
  });

  it.each([
    ['a message of no kind', [0, 0, 0, 1, 99]],
    ['a frame that is too long', [255, 255, 255, 255]],
  ])('is ended if it sends %s', async (_, bytes) => {
    const { received, how } = await run(by, `${HELLO}\nwriteSync(3, Uint8Array.of(${bytes.join()}));\n${STAY}`);
    expect(received).toEqual([]);
    expect(how).toBe('killed by SIGKILL');
  });

  it('is configured when it has both proved itself and got a run, in either order', async () => {
    const proved = join(folder, 'proved');
    const program = `${HELLO}
      import('node:fs').then(({ writeFileSync }) => {
        writeFileSync(${JSON.stringify(proved)}, '');
        const first = new Uint8Array(5);
        readSync(inbox, first);
        writeSync(3, Uint8Array.of(0, 0, 0, 1, 1));
      });${STAY}`;
    const late = await run(by, program, () =>
      vi.waitFor(() => expect(existsSync(proved)).toBe(true), { timeout: 20_000 }),
    );
    expect(late).toMatchObject({ received: [{ type: 'ready' }], how: 'killed by SIGKILL' });
    expect(await run(by, program)).toEqual(late);
  });

  it('tells how it ended, though that was before it got a run', async () => {
    let ended = false;
    const { how } = await run(by, 'process.exit(3);', async ({ pid }) => {
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 });
      ended = true;
    });
    expect({ ended, how }).toEqual({ ended: true, how: 'exit status 3' });
  });

  it('refuses a run in another role', () => {
    const replica = new ReplicaProcess(birth(join(folder, 'none'), randomBytes(32), 'primary', openInboxes(1)[0]));
    const run = { configuration: { role: 'backup' } } as StartOptions;
    expect(() => replica.start(run)).toThrow('the process was started as a primary');
    replica.kill();
  });

  it('tells how it ended', async () => {
    expect((await run(by, 'process.exit(3);')).how).toBe('exit status 3');
  });
});
