/**
 * Whole runs of hvasm in testdata/commands/: files, the commands given in their folder, and what hvasm prints.
 *
 *     what this is about
 *     == main.s                       a file, up to the next line of these kinds
 *     == other.o hexadecimal          one with bytes
 *     $ hvasm -c main.s               a command; below it what it prints, and its exit status if that is not 0
 *
 *     HVASM_RECORD=1 npx vitest run assembler/commands.test.ts      writes the outputs anew; read the difference
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.ts';

const scenarios = join(import.meta.dirname, 'testdata', 'commands');
const home = process.cwd();

let folder: string;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvasm-'));
  process.chdir(folder);
  vi.stubEnv('NO_COLOR', '1');
  const print = (text: string | Uint8Array): boolean => ((printed += Buffer.from(text as Uint8Array).toString()), true);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** The scenario with the output that its commands give now. */
function replay(scenario: string): string {
  return scenario
    .split(/^(?=== |\$ )/m)
    .map((part) => {
      if (part.startsWith('== ')) writeSource(part);
      return part.startsWith('$ ') ? runCommand(part) : part;
    })
    .join('');
}

function writeSource(part: string): void {
  const [, name, form, text] = /^== (\S+)( hexadecimal)?\n([^]*)$/.exec(part) ?? [];
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), form === undefined ? text : Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

function runCommand(part: string): string {
  const [line] = part.split('\n');
  const args = line.split(' ').slice(2);
  printed = '';
  const status = runCommandLine(args);
  return `${line}\n${printed}${status === 0 ? '' : `exit status ${status}\n`}`;
}

describe('hvasm says', () => {
  it.each(readdirSync(scenarios))('%s', (name) => {
    const path = join(scenarios, name);
    const scenario = readFileSync(path, 'utf8');
    const replayed = replay(scenario);
    if (process.env['HVASM_RECORD'] === '1') writeFileSync(path, replayed);
    expect(replayed).toBe(scenario);
  });
});
