/** The README's chapter on drivers, the pages on the pair and on drivers, and the simulator's verdicts: each of their commands prints the lines that stand below it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
/** Guests print what they print; in what hvrun says, processes, epochs and times are those of the run. */
const GUEST = /^(work|kernel:|verdict|each word|a word|all is)/;

interface Step {
  readonly command: string;
  readonly lines: readonly string[];
}

/** A chapter of a page, up to the next one that is no part of it. */
function chapterOf(page: string, chapter: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const [found] = text.match(new RegExp(`^#+ ${chapter}\\n.*?(?=^## (?!${chapter}\\n)|$(?![^]))`, 'ms'))!;
  return found;
}

/**
 * Its transcripts: lines that begin with $, each with the lines below it. What a command types into a file, up to a line END,
 * belongs to it.
 */
function stepsOf(text: string): Step[] {
  const found: { command: string; lines: string[] }[] = [];
  let typing = false;
  for (const [, line] of text.matchAll(/^ {4}(.*)|^$/gm)) {
    if (typing) {
      found.at(-1)!.command += `\n${line ?? ''}`;
      typing = line !== 'END';
    } else if (line?.startsWith('$ ')) {
      found.push({ command: line.slice(2), lines: [] });
      typing = line.includes("<<'END'");
    } else if (line) found.at(-1)!.lines.push(line);
  }
  return found;
}

/** Runs npm's scripts, vitest, and whatever leaves the folder: those are tests of their own, and long ones. */
const elsewhere = ({ command }: Step): boolean => /npm run|vitest/.test(command);

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** All commands in one shell, as a reader gives them, whose keyboard is there and silent; what each of them printed. */
async function run(steps: readonly Step[], folder: string): Promise<string[]> {
  for (const name of ['kernel', 'examples']) symlinkSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, 'tmp'));
  const port = String(await freePort());
  const script = steps
    .map(({ command }, index) => `echo "@@${index}@@"\n${command.replaceAll('7000', port)}\n`)
    .join('');
  const tools = ['hvasm', 'hvrun'].map((tool) => `${tool}) node ${join(ROOT, 'dist', tool)}.js "$@";;`).join(' ');
  // As npm does, it tells them that they were called by it.
  const npx = `npx() { local tool=$1; shift; local -x npm_lifecycle_event=npx npm_lifecycle_script=$tool; case $tool in ${tools} esac; }`;
  const shell = spawn('bash', ['-c', `exec 2>&1\n${npx}\n${script}`], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of shell.stdout) output += String(chunk);
  shell.stdin.end();
  return output.split(/@@\d+@@\n/).slice(1);
}

/** In virtual time the same is printed each time, to the digit; but for what hvrun itself is, and how long it took. */
const REPEATABLE = /hvrun (simulate|explore) /;
const OWN = /tool:|the budget/;

/** What a line of the README stands for, below this command. */
function pattern(line: string, command: string): RegExp {
  const exact = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const always = GUEST.test(line) || (REPEATABLE.test(command) && !OWN.test(line));
  return new RegExp(`^${always ? exact : exact.replace(/\b[0-9a-f]*\d[0-9a-f]*\b/g, '[0-9a-f]+')}`, 'm');
}

describe.each([
  ['README.md', 'Write a driver'],
  ['docs/the-pair.md', 'The pair'],
  ['docs/is-my-driver-right.md', 'Is my driver right\\?'],
  ['docs/explore-at-scale.md', 'Exploring at scale'],
  ['hypervisor/simulator/README.md', 'Who is judged'],
])("%s, the chapter '%s'", (page, chapter) => {
  const told = stepsOf(chapterOf(page, chapter)).filter((step) => !elsewhere(step));
  const folder = mkdtempSync(join(tmpdir(), 'hvft-readme-'));
  let printed: string[] = [];
  beforeAll(async () => {
    printed = await run(told, folder);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(told.map((step, index) => ({ ...step, index })))('$command', ({ command, lines, index }) => {
    for (const line of lines) expect(printed[index]).toMatch(pattern(line, command));
    // A command that says nothing is not to fail in silence, either.
    expect(printed[index]).not.toMatch(/\b(error|usage|ENOENT|not found)\b/i);
  });
});
