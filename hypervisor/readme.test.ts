/** The README's chapter on the pair: each of its commands prints the lines that stand below it there. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'hvft-readme-'));
/** Guests print what they print; in what hvrun says, processes, epochs and times are those of the run. */
const GUEST = /^(work|kernel:|verdict)/;

interface Step {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The transcripts of the chapter: lines that begin with $, each with the lines below it. */
function steps(): Step[] {
  const [, chapter] = /^### The pair\n(.*?)^### /ms.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))!;
  const found: { command: string; lines: string[] }[] = [];
  for (const [, line] of chapter.matchAll(/^ {4}(.*)/gm)) {
    if (line.startsWith('$ ')) found.push({ command: line.slice(2), lines: [] });
    else found.at(-1)!.lines.push(line);
  }
  return found;
}

/** Runs npm's scripts, vitest, and whatever leaves the folder: those are tests of their own, and long ones. */
const elsewhere = ({ command }: Step): boolean => /npm run|vitest/.test(command);
const told = steps().filter((step) => !elsewhere(step));
/** What each of these printed. */
let printed: string[] = [];

/** All commands in one shell, as a reader gives them, whose keyboard is there and silent. */
beforeAll(async () => {
  for (const name of ['kernel', 'examples']) symlinkSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, 'tmp'));
  const port = String(await freePort());
  const script = told
    .map(({ command }, index) => `echo "@@${index}@@"\n${command.replaceAll('7000', port)}\n`)
    .join('');
  const tools = ['hvasm', 'hvrun'].map((tool) => `${tool}) node ${join(ROOT, 'dist', tool)}.js "$@";;`).join(' ');
  const npx = `npx() { local tool=$1; shift; case $tool in ${tools} esac; }`;
  const shell = spawn('bash', ['-c', `exec 2>&1\n${npx}\n${script}`], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of shell.stdout) output += String(chunk);
  shell.stdin.end();
  printed = output.split(/@@\d+@@\n/).slice(1);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a line of the README stands for. */
function pattern(line: string): RegExp {
  const exact = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${GUEST.test(line) ? exact : exact.replace(/\b[0-9a-f]*\d[0-9a-f]*\b/g, '[0-9a-f]+')}`, 'm');
}

describe("the README's chapter on the pair", () => {
  it.each(told.map((step, index) => ({ ...step, index })))('$command', ({ lines, index }) => {
    for (const line of lines) expect(printed[index]).toMatch(pattern(line));
    // A command that says nothing is not to fail in silence, either.
    expect(printed[index]).not.toMatch(/\b(error|usage|ENOENT|not found)\b/i);
  });
});
