/** Every command that reads a file, given paths that lead to no file of that kind: told in words, and never waited for. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

const before = process.env.TMPDIR;
const folder = mkdtempSync(join(tmpdir(), 'hvft-paths-'));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  // Each command listens to its own, for as long as its process lives.
  for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
  execFileSync('mkfifo', [at('fifo')]);
  writeFileSync(at('file'), '');
  // Replicas may be born before it is known that there is no image for them.
  writeFileSync(at('replica.cjs'), '');
  symlinkSync(at('loop'), at('loop'));
});
afterEach(() => {
  vi.restoreAllMocks();
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What hvrun says, and its status. */
async function hvrun(...args: readonly string[]): Promise<{ said: string; status: number }> {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const status = await run(args, { module: at('replica.cjs'), secret: new Uint8Array(), births: [] });
  return { said, status };
}

const COMMANDS: readonly (readonly [what: string, args: (path: string) => string[]])[] = [
  ['image', (path) => ['--bare', path]],
  ['image', (path) => [path]],
  ['image', (path) => ['bus', '--listen', '127.0.0.1:0', '--secret-file', at('key'), path]],
  ['secret file', (path) => ['bus', '--listen', '127.0.0.1:0', '--secret-file', path, at('file')]],
  ['secret file', (path) => ['replica', '--bus', '127.0.0.1:1', '--secret-file', path]],
  ['recording', (path) => ['replay', path]],
  ['recording', (path) => ['diff', path, path]],
  ['image', (path) => ['simulate', path]],
  ['disk', (path) => ['simulate', at('file'), '--disk', path]],
  ['input', (path) => ['simulate', at('file'), '--input', path]],
];

describe.each([
  ['a device', () => '/dev/zero', 'it is a character device, not a regular file'],
  ['a FIFO', () => at('fifo'), 'it is a FIFO, not a regular file'],
  ['a folder', () => folder, 'it is a directory, not a regular file'],
  ['what is beneath a file', () => at('file/below'), 'what should be a folder is a file'],
  ['links that go round', () => at('loop'), 'too many symbolic links encountered'],
  ['too long a name', () => at('x'.repeat(300)), 'name too long'],
  ['nothing', () => at('nothing'), 'there is no such file'],
])('%s', (_, path, reason) => {
  it.each(COMMANDS.map(([what, args]) => [what, args('PATH').join(' '), args] as const))(
    'is no %s of `hvrun %s`',
    async (what, _, args) => {
      writeFileSync(at('key'), 'x'.repeat(64), { mode: 0o600 });
      const { said, status } = await hvrun(...args(path()));
      expect(said).toBe(`hvrun: cannot open ${what} '${path()}': ${reason}\n`);
      expect(status).toBe(66);
    },
  );
});

describe('the folder of temporary files', () => {
  it.each([
    ['file', 'not a directory'],
    ['nothing', 'no such file or directory'],
  ])('that is %s has no runs that could be asked', async (name, reason) => {
    process.env.TMPDIR = at(name);
    for (const command of ['status', 'join']) {
      expect(await hvrun(command)).toEqual({
        said: `hvrun: cannot look for it in the folder '${at(name)}' (TMPDIR): ${reason}\n`,
        status: 66,
      });
    }
  });
});

it('a secret that is too long is no secret', async () => {
  writeFileSync(at('long'), 'x'.repeat(100_000), { mode: 0o600 });
  const { said, status } = await hvrun('replica', '--bus', '127.0.0.1:1', '--secret-file', at('long'));
  expect(said).toContain('has more than 4096, not 32 to 4096 bytes');
  expect(status).toBe(66);
});
