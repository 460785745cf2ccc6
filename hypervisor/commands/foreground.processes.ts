/** Job control. Node has no pseudo-terminals, so python3 lends its own; where there is none, those tests are skipped. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../../kernel/testing/tools.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { inForeground } from './foreground.ts';
import { WAIT } from '../guests/wait-guest.ts';

const SHELL = `${import.meta.dirname}/../testing/interactive-shell.py`;
const HVRUN = `${import.meta.dirname}/../../dist/hvrun.js`;
/** Of this process, so that two runs of the tests do not meet. */
const PORT = 20_000 + (process.pid % 20_000);
const HAS_PTY = spawnSync('python3', ['-c', 'import pty, termios']).status === 0;

describe('a process', () => {
  it.each<[string, string | undefined, number, boolean]>([
    ['in its group, and that in front', '17 (node) R 16 17 10 34816 17 4194304 1', 34816, true],
    ['in another group', '17 (node) R 16 17 10 34816 10 4194304 1', 34816, false],
    ['with a strange name', '17 (a) R 1 2 (b) S 16 17 10 34816 10 4194304 1', 34816, false],
    ['with another terminal than the one it reads', '17 (node) R 16 17 10 34816 10 4194304 1', 34817, true],
    ['that reads /dev/tty', '17 (node) R 16 17 10 34816 10 4194304 1', 0x500, false],
    ['without a terminal that controls it', '17 (node) R 16 17 10 0 -1 4194304 1', 34816, true],
    ['of a system that does not tell', undefined, 34816, true],
  ])('%s', (_, stat, device, expected) => {
    expect(inForeground({ stat: () => stat, device: () => device })).toBe(expected);
  });
});

describe.runIf(HAS_PTY)('in an interactive shell', () => {
  const workshop = new Workshop();
  beforeAll(async () => {
    symlinkSync(HVRUN, workshop.path('hvrun'));
    writeFileSync(workshop.path('wait'), assembleGuest(WAIT));
    await workshop.assemble('kernel/kernel.s', 'kernel');
    await workshop.assemble('kernel/user/work.s', 'work');
    await workshop.pack('disk.tar', ['work'], 16384);
  });
  afterAll(() => workshop.remove());

  /** The run comes to the foreground again, and gets its key. */
  const BACK: [string, string][] = [
    ['READY> ', 'jobs\n'],
    ['Running', ''],
    ['READY> ', 'fg\n'],
    ['hvrun', ''],
    ['wait', 'x'],
  ];

  type Action = string | { readonly signal: NodeJS.Signals };

  /** The screen after these steps: what is awaited, and what is done then. */
  function play(...steps: readonly (readonly [awaited: string, action: Action])[]): string {
    const input = steps.map((step) => JSON.stringify(step)).join('\n');
    const path = `${workshop.folder}:${process.env.PATH}`;
    const env = { ...process.env, PATH: path, TMPDIR: workshop.folder };
    const { stdout } = spawnSync('python3', [SHELL], { cwd: workshop.folder, env, input, encoding: 'latin1' });
    return stdout;
  }

  it('a run in the background goes on to its end, and can be asked', () => {
    const run = "hvrun --solo --disk disk.tar --append 'run work 60 16' kernel > out &";
    const screen = play(
      ['READY> ', `${run}\n`],
      ['without a backup', 'hvrun join; hvrun status; wait; jobs; cat out; exit\n'],
    );
    expect(screen).toContain('a new replica is starting, and joins hvrun');
    expect(screen).toMatch(/^term 1\r$/m);
    expect(screen).toContain('hvrun: the guest exited with status 0');
    expect(screen).toMatch(/^work 060 of 060: crc 083e0186\r$/m);
    expect(screen).not.toContain('Stopped');
  });

  it('replicas in the background serve a bus in the foreground, by the lines of docs/the-pair.md', () => {
    const page = readFileSync(`${import.meta.dirname}/../../docs/the-pair.md`, 'utf8');
    const lines = [...page.matchAll(/^ {4}\$ (npx hvrun (?:secret|replica|bus) .*)$/gm)].map(([, line]) =>
      line.replaceAll('npx ', '').replaceAll('7000', String(PORT)).replace('run work 200', 'run work 20'),
    );
    expect(lines.length).toBeGreaterThan(2);
    const typed = lines.map((line): [string, string] => ['READY> ', `${line}\n`]);
    const screen = play(...typed, ['work 020 of 020', ''], ['READY> ', 'wait; exit\n']);
    expect(screen).toMatch(/hvrun: primary \d+@127.0.0.1, backup \d+@127.0.0.1: the guest starts/);
    expect(screen).toContain('kernel: work ended with status 0');
    expect(screen).not.toMatch(/Stopped|it does not go on/);
  });

  it.each(['--bare', '--solo', ''])(
    'a run (%s) gets the keyboard when it comes to the foreground, not before',
    (mode) => {
      const screen = play(
        ['READY> ', `hvrun ${mode} wait &\n`],
        ['!', '\n'],
        ['READY> ', 'echo still "the shell\'s"\n'],
        ["still the shell's", '\n'],
        ...BACK,
        ['READY> ', 'echo status $?; exit\n'],
      );
      expect(screen).toMatch(/^status 7\r$/m);
      expect(screen).not.toContain('Stopped');
      expect(screen).not.toContain('it does not go on');
    },
  );

  it('a run that is stopped and goes on in the background leaves the keyboard to the shell until it is back', () => {
    const screen = play(
      ['READY> ', 'hvrun --bare wait\n'],
      ['!', { signal: 'SIGTSTP' }],
      ['Stopped', ''],
      ['READY> ', 'bg\n'],
      ['READY> ', 'echo still "the shell\'s"\n'],
      ["still the shell's", '\n'],
      ...BACK,
      ['READY> ', 'echo status $?; stty -a; exit\n'],
    );
    expect(screen).toMatch(/^status 7\r$/m);
    expect(screen).toMatch(/^isig icanon iexten echo /m);
    expect(screen).not.toContain('it does not go on');
  });

  it('a run that ends in the background does not change what the shell has made of the terminal', () => {
    const screen = play(
      ['READY> ', 'hvrun --bare wait\n'],
      ['!', { signal: 'SIGTSTP' }],
      ['Stopped', ''],
      ['READY> ', 'bg\n'],
      ['READY> ', 'kill %1; wait; stty -a; exit\n'],
    );
    expect(screen).toContain('hvrun: ended by SIGTERM');
    expect(screen).toMatch(/^isig icanon iexten echo /m);
    expect(screen.match(/Stopped/g)).toHaveLength(1);
  });
});
