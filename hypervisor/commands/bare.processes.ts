import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IDLE_HINT } from '../../emulator/board.ts';
import { CONSOLE, CONSOLE_INTERRUPT, CONSOLE_PAGE } from '../../emulator/devices/console.ts';
import { DISK_PAGE } from '../../emulator/devices/disk.ts';
import { SYSTEM_PAGE } from '../../emulator/devices/system.ts';
import { buildElf, words } from '../../emulator/elf/testing/build-elf.ts';
import { encode } from '../../emulator/isa/encode.ts';

const HVRUN = join(import.meta.dirname, '../../dist/hvrun.js');
const NOP = encode('or', [0, 0, 0]);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvrun-bare-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes an executable whose code stands at 0x1000, and returns its path. */
function imageOf(name: string, ...code: number[]): string {
  const path = join(folder, name);
  writeFileSync(path, buildElf({ entry: 0x1000, segments: [{ address: 0x1000, data: words(...code) }] }));
  return path;
}

/** Stores the low byte of %r4 to EXIT. */
const EXIT_WITH_R4 = [
  encode('ldil', [SYSTEM_PAGE >>> 11, 31]),
  encode('stw', [4, 0, 0, 31]),
  encode('bl', [-8, 0]),
  NOP,
];
/** A guest that prints a line feed, then computes for ever. */
const loop = () =>
  imageOf(
    'loop',
    encode('ldil', [CONSOLE_PAGE >>> 11, 2]),
    encode('ldo', [10, 0, 4]),
    encode('stw', [4, 0, 0, 2]),
    encode('bl', [-8, 0]),
    NOP,
  );

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled hvrun; `input` is its stdin, and `signal` is sent to it once its guest has printed something. */
function hvrun(args: string[], input = '', signal?: NodeJS.Signals) {
  return new Promise<Run>((resolve) => {
    const child = spawn(process.execPath, [HVRUN, '--bare', ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('latin1').on('data', (text: string) => (stderr += text));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
    if (signal !== undefined) child.stdout.once('data', () => child.kill(signal));
  });
}

describe('hvrun --bare', () => {
  test("gives the guest's console to stdout, and its status", async () => {
    const image = imageOf(
      'print',
      encode('ldil', [CONSOLE_PAGE >>> 11, 2]),
      ...[...'hello\n'].flatMap((letter) => [encode('ldo', [letter.charCodeAt(0), 0, 4]), encode('stw', [4, 0, 0, 2])]),
      ...EXIT_WITH_R4,
    );
    expect(await hvrun([image])).toEqual({ status: 10, stdout: 'hello\n', stderr: '' });
  });

  test('gives stdin to the guest, which rests until there is some', async () => {
    const image = imageOf(
      'first-byte',
      encode('ldil', [CONSOLE_PAGE >>> 11, 2]),
      encode('ldil', [CONSOLE_INTERRUPT >>> 11, 5]),
      encode('mtctl', [5, 15]),
      IDLE_HINT,
      encode('ldw', [CONSOLE.INPUT, 0, 2, 4]),
      ...EXIT_WITH_R4,
    );
    expect(await hvrun([image], '7')).toMatchObject({ status: '7'.charCodeAt(0) });
  });

  test('shows the guest the size of its disk', async () => {
    const disk = join(folder, 'disk');
    writeFileSync(disk, new Uint8Array(33 * 512 + 1));
    const image = imageOf(
      'sectors',
      encode('ldil', [DISK_PAGE >>> 11, 2]),
      encode('ldw', [0, 0, 2, 4]),
      ...EXIT_WITH_R4,
    );
    expect(await hvrun(['--disk', disk, image])).toMatchObject({ status: 34 });
    expect(await hvrun([image])).toMatchObject({ status: 0 });
  });

  test('says why the machine stopped', async () => {
    const { status, stdout, stderr } = await hvrun([imageOf('break', encode('break', [1, 2]))]);
    expect(status).toBe(70);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^hvrun: the machine stopped the guest: .*break/i);
  });

  test('--trace-instructions tells every instruction, on stderr or to a file', async () => {
    const image = imageOf('traced', encode('ldo', [7, 0, 4]), ...EXIT_WITH_R4);
    const first = /^0 00001000 3404000e {2}ldi 7,%r4 +%r4=00000007\n0 00001004 /;
    const run = await hvrun(['--trace-instructions', image]);
    expect(run).toMatchObject({ status: 7, stdout: '' });
    expect(run.stderr).toMatch(first);
    const file = join(folder, 'trace');
    expect(await hvrun([`--trace-instructions=${file}`, image])).toEqual({ status: 7, stdout: '', stderr: '' });
    expect(readFileSync(file, 'latin1')).toBe(run.stderr);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends by %s with status %i', async (signal, status) => {
    const run = await hvrun([loop()], '', signal);
    expect(run).toEqual({ status, stdout: '\n', stderr: `hvrun: ended by ${signal}\n` });
  });
});

test.each([
  ['an image that is not there', () => ['none.out'], 66, /cannot open image 'none.out': there is no such file/],
  ['an image that is a folder', () => [folder], 66, /it is a directory/],
  ['an image that is no executable', () => [import.meta.filename], 65, /cannot boot '.*': it is not an ELF file/],
  ['a disk that is not there', () => ['--disk', 'none.img', loop()], 66, /cannot open disk 'none.img': there is no/],
  [
    'a trace where nothing can be written',
    () => ['--trace-instructions=/none/x', loop()],
    73,
    /cannot write trace file '\/none\/x': there is no such folder/,
  ],
  ['RAM of 3 bytes', () => ['--ram', '3', loop()], 64, /'3' is invalid/],
])('%s is told in one line, without a stack trace', async (_what, args, status, message) => {
  const run = await hvrun(args());
  expect(run.status).toBe(status);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(message);
  expect(run.stderr).not.toMatch(/^\s+at /m);
});
