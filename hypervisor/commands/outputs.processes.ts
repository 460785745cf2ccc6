import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SYSTEM_PAGE } from '../../emulator/devices/system.ts';
import { buildElf, words } from '../../emulator/elf/testing/build-elf.ts';
import { encode } from '../../emulator/isa/encode.ts';

const HVRUN = join(import.meta.dirname, '../../dist/hvrun.js');
/** Stores 0 to EXIT. */
const EXIT = [
  encode('ldil', [SYSTEM_PAGE >>> 11, 31]),
  encode('stw', [0, 0, 0, 31]),
  encode('bl', [-8, 0]),
  0x08000240,
];

let folder: string;
const file = (name: string, contents: string | Uint8Array): void => writeFileSync(join(folder, name), contents);
const text = (name: string): string => readFileSync(join(folder, name), 'latin1');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvrun-outputs-'));
  file('img', buildElf({ entry: 0x1000, segments: [{ address: 0x1000, data: words(...EXIT) }] }));
  file('disk', new Uint8Array(2048).fill(7));
  writeFileSync(join(folder, 'key'), 'k'.repeat(64), { mode: 0o600 });
  file('old', 'of an earlier run');
  symlinkSync('img', join(folder, 'symbolic'));
  linkSync(join(folder, 'disk'), join(folder, 'hard'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function shell(command: string): { status: number | null; stdout: string; stderr: string } {
  if (!existsSync(HVRUN)) throw new Error(`${HVRUN} is missing: run \`npm run build\` first`);
  const script = `hvrun() { "${process.execPath}" "${HVRUN}" "$@"; }\n${command}`;
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, TMPDIR: folder } });
}

/** All files with their contents. */
function everything(): string[][] {
  return readdirSync(folder).map((name) => [name, text(name)]);
}

describe('an output of hvrun that is an input, or another output', () => {
  it.each([
    ['hvrun --record img img', "--record 'img' is the same file as the image 'img'"],
    ['hvrun --solo --record ./symbolic img', "--record './symbolic' is the same file as the image 'img'"],
    ['hvrun --trace img img', "--trace 'img' is the same file as the image 'img'"],
    ['hvrun --disk disk --record disk img', "--record 'disk' is the same file as --disk 'disk'"],
    ['hvrun --disk disk --trace hard img', "--trace 'hard' is the same file as --disk 'disk'"],
    ['hvrun --record new --trace ./new img', "--trace './new' is the same file as --record 'new'"],
    ['hvrun --bare --trace-instructions=img img', "--trace-instructions 'img' is the same file as the image 'img'"],
    [
      'hvrun --bare --disk disk --trace-instructions=hard img',
      "--trace-instructions 'hard' is the same file as --disk",
    ],
    ['hvrun --trace img', "--trace 'img' would overwrite a file of another kind"],
    ['hvrun --record disk img', "--record 'disk' would overwrite a file of another kind"],
    ['hvrun --solo --record old img < old', "--record 'old' is the same file as standard input"],
    ['hvrun --bare --disk hard img >> disk', "standard output is the same file as --disk 'hard'"],
    ['hvrun --protocol none --disk disk img >> disk', "standard output is the same file as --disk 'disk'"],
    ['hvrun --solo --record log img >> log', "--record 'log' is the same file as standard output"],
    [
      'hvrun bus --listen 127.0.0.1:0 --secret-file key --record key img',
      "--record 'key' is the same file as --secret-file 'key'",
    ],
    ['hvrun replay old >> old', "standard output is the same file as the recording 'old'"],
    ['hvrun diff old img >> old', "standard output is the same file as the recording 'old'"],
    ['hvrun simulate img --disk disk >> hard', "standard output is the same file as the input 'disk'"],
  ])('is refused, and nothing is touched: %s', (command, told) => {
    if (command.includes('>> log')) file('log', '');
    const before = everything();
    const { status, stderr } = shell(command);
    expect(stderr).toContain(`hvrun: ${told}`);
    expect(status).toBe(64);
    expect(everything()).toEqual(before);
  });

  it('is not what the shell connects to one file, nor what keeps nothing', () => {
    expect(shell('hvrun --solo --trace /dev/null img > log 2>&1').status).toBe(0);
  });
});

describe('a run of hvrun that cannot start', () => {
  it.each([
    ['hvrun --solo --record old old', 64],
    ['hvrun --solo --record old --trace old.json none', 66],
    ['hvrun --solo --record old --trace old.json bad', 65],
    ['hvrun --solo --record old --trace old.json --disk none img', 66],
    ['hvrun --bare --trace-instructions=old bad', 65],
    ['hvrun --bare --trace-instructions=old --disk none img', 66],
    ['hvrun secret old', 73],
    ['hvrun --solo --record none/new img', 73],
    ['hvrun --solo --trace . img', 73],
    ['hvrun --bare --trace-instructions=none/new img', 73],
    ['hvrun --solo --record old/new img', 73],
    ['hvrun --solo --trace old/new img', 73],
    ['hvrun --bare --history old/new img', 73],
    ['hvrun --bare --trace-instructions=old/new img', 73],
    ['hvrun explore --report old/new img', 73],
  ])('leaves older files as they are: %s', (command, status) => {
    file('bad', 'no program');
    file('old.json', '[]');
    const before = everything();
    const ended = shell(command);
    expect(ended.stderr).toMatch(/^hvrun: .*\n$/);
    expect(ended.status).toBe(status);
    expect(everything()).toEqual(before);
  });
});

describe('outputs of hvrun', () => {
  it('replace what an earlier run has left, of an earlier version too', () => {
    file('old', 'hvftrec0\0\0\0\x01');
    expect(shell('hvrun --solo --record old --trace new img').status).toBe(0);
    expect(text('old')).toMatch(/^hvftrec/);
    expect(shell('hvrun replay old').stderr).toMatch(/^hvrun: replayed \d+ epochs/);
    expect(shell('hvrun --solo --record old img && hvrun replay old').status).toBe(0);
    expect(JSON.parse(text('new'))).not.toHaveLength(0);
  });

  it('are refused where they cannot be read again: a recording in a pipe', () => {
    const { status, stderr } = shell('mkfifo fifo && hvrun --solo --record fifo img');
    expect(stderr).toBe("hvrun: cannot write recording 'fifo': it must be a regular file\n");
    expect(status).toBe(73);
  });

  it('leave no half secret on a full disk', () => {
    const { status, stderr } = shell('ulimit -f 0; hvrun secret new');
    expect(stderr).toMatch(/^hvrun: cannot write secret file 'new': /);
    expect(status).toBe(73);
    expect(existsSync(join(folder, 'new'))).toBe(false);
    expect(shell('hvrun secret new').status).toBe(0);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o600);
  });
});
