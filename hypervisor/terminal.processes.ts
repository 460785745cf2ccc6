/**
 * hvrun on a terminal gives it back as it was, whatever happens. Node has no pseudo-terminals, so python3 lends its own; where there
 * is none, these tests are skipped.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { assembleGuest } from './guests/assemble.ts';

const HAS_PTY = spawnSync('python3', ['-c', 'import pty, termios']).status === 0;
const ON_TERMINAL = `${import.meta.dirname}/testing/on-terminal.py`;
const HANG_UP = `${import.meta.dirname}/testing/hang-up.py`;
const HVASM = `${import.meta.dirname}/../dist/hvasm.js`;
const HVRUN = `${import.meta.dirname}/../dist/hvrun.js`;
const PATIENCE_MS = 50_000;

const workshop = new Workshop();
afterAll(() => workshop.remove());
/** Waits for keys. */
const CAT = ['--disk', 'disk.tar', '--append', 'run cat', 'kernel'];

/** Computes for ever. */
const BUSY = '\t.level\t1.1\n_start:\tb,n\t.\n\tnop\n';

interface End {
  /** Negative: the number of the signal that ended it. */
  readonly status: number;
  readonly restored: boolean;
}

class OnTerminal {
  readonly #child: ChildProcess;
  #told = '';
  #stderr = '';

  constructor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    screen: '--screen' | undefined = undefined,
  ) {
    const options = screen === undefined ? [] : [screen];
    this.#child = spawn('python3', [ON_TERMINAL, ...options, process.execPath, HVRUN, ...args], {
      cwd: workshop.folder,
      env: { ...process.env, TMPDIR: workshop.folder, ...environment },
      stdio: 'pipe',
    });
    this.#child.stdout?.on('data', (piece: Buffer) => (this.#told += piece.toString()));
    this.#child.stderr?.on('data', (piece: Buffer) => (this.#stderr += piece.toString()));
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#tell<{ pid: number }>('pid')!.pid, name);
  }

  /** Resolves when the keyboard is the guest's, with the replicas' processes. */
  async raw(): Promise<readonly number[]> {
    await this.#until(() => this.#tell('raw') !== undefined);
    const [, primary, backup] = /primary (\d+), backup (\d+)/.exec(this.#stderr) ?? [];
    return [Number(primary), Number(backup)];
  }

  async told(what: RegExp): Promise<void> {
    await this.#until(() => what.test(this.#stderr));
  }

  /** What came to the terminal until the end, with `screen`. */
  async screen(): Promise<string> {
    await this.end();
    return this.#tell<{ screen: string }>('screen')!.screen;
  }

  async end(): Promise<End> {
    await this.#until(() => this.#tell('status') !== undefined);
    return this.#tell<End>('status')!;
  }

  /** The last that was told about this. */
  #tell<T>(about: string): T | undefined {
    const line = this.#told.split('\n').findLast((text) => text.startsWith(`{"${about}":`) && text.endsWith('}'));
    return line === undefined ? undefined : (JSON.parse(line) as T);
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain; told: ${this.#told}; stderr: ${this.#stderr}`);
      await sleep(2);
    }
  }
}

describe.runIf(HAS_PTY)('the terminal is given back', () => {
  beforeAll(async () => {
    await workshop.assemble('kernel/kernel.s', 'kernel');
    await workshop.assemble('kernel/user/cat.s', 'cat');
    await workshop.pack('disk.tar', ['cat'], 16384);
    writeFileSync(workshop.path('stop.s'), STOP);
    await workshop.must('node', [HVASM, 'stop.s', '-o', 'stop']);
    writeFileSync(workshop.path('throw.mjs'), THROW);
  });

  it('when the guest exits', async () => {
    const run = new OnTerminal(CAT);
    await run.raw();
    run.type('some words\n');
    // The end of input, for the guest's kernel.
    run.type('\u0004');
    expect(await run.end()).toEqual({ status: 0, restored: true });
  });

  it('when the machine stops the guest', async () => {
    const run = new OnTerminal(['stop']);
    await run.raw();
    run.type('x');
    expect(await run.end()).toEqual({ status: 70, restored: true });
  });

  it('when the user leaves', async () => {
    const run = new OnTerminal(CAT);
    await run.raw();
    run.type('\u0001x');
    expect(await run.end()).toEqual({ status: 130, restored: true });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('after %s', async (signal, status) => {
    const run = new OnTerminal(CAT);
    await run.raw();
    run.signal(signal);
    expect(await run.end()).toEqual({ status, restored: true });
  });

  it('after two signals, of which the second does not wait', async () => {
    const run = new OnTerminal(CAT);
    await run.raw();
    run.signal('SIGTERM');
    run.signal('SIGINT');
    const { status, restored } = await run.end();
    expect(restored).toBe(true);
    expect([130, 143]).toContain(status);
  });

  it('when both machines are killed', async () => {
    const run = new OnTerminal(CAT);
    for (const pid of await run.raw()) process.kill(pid, 'SIGKILL');
    expect(await run.end()).toEqual({ status: 69, restored: true });
  });

  it('when one is killed, and the other one goes on to the end', async () => {
    const run = new OnTerminal([...CAT.slice(0, -1), '--no-restart', 'kernel']);
    const [primary] = await run.raw();
    process.kill(primary, 'SIGKILL');
    await run.told(/is the primary from epoch/);
    run.type('\u0004');
    expect(await run.end()).toEqual({ status: 0, restored: true });
  });

  it('by nobody if hvrun itself is killed: then this would be seen', async () => {
    const run = new OnTerminal(CAT);
    await run.raw();
    run.signal('SIGKILL');
    expect(await run.end()).toEqual({ status: -9, restored: false });
  });

  it('after an exception that nobody catches', async () => {
    const module = pathToFileURL(workshop.path('throw.mjs')).href;
    const run = new OnTerminal(CAT, { NODE_OPTIONS: `--import=${module}` });
    await run.raw();
    run.signal('SIGUSR2');
    const { status, restored } = await run.end();
    expect(restored).toBe(true);
    expect(status).not.toBe(0);
  });
});

describe.runIf(HAS_PTY)('a terminal that hangs up', () => {
  const hangUp = async (...command: readonly string[]): Promise<{ status: number; stderr: string }> => {
    const { stdout } = await workshop.must('python3', [HANG_UP, ...command]);
    return JSON.parse(stdout) as { status: number; stderr: string };
  };

  beforeAll(() => writeFileSync(workshop.path('busy'), assembleGuest(BUSY)));

  it.each([[['--bare']], [[]]])('ends a run with words and a status: %j', async (flags) => {
    const { status, stderr } = await hangUp(process.execPath, HVRUN, ...flags, 'busy');
    expect(stderr).toMatch(/\nhvrun: ended by SIGHUP\n$/);
    expect(status).toBe(129);
  });

  it('ends no run that goes on without it, whose status is its own', async () => {
    const ignoring = `trap '' HUP; exec "$@" > out`;
    // Not as an argument of Node's, which would not know that the signal is ignored: see commands/ignored-signals.ts.
    const { status, stderr } = await hangUp('sh', '-c', ignoring, 'sh', HVRUN, '--limit-seconds', '3', 'busy');
    expect(stderr).toMatch(/\nhvrun: --limit-seconds 3 reached at [^\n]*\n$/);
    expect(status).toBe(81);
  });
});

describe.runIf(HAS_PTY)('a terminal that shows guest and hvrun', () => {
  const LEAVE = "hvrun: the keyboard is the guest's: Ctrl-A x leaves\r\n";

  beforeAll(() => writeFileSync(workshop.path('half'), assembleGuest(HALF_A_LINE)));

  it("is told once how it is left, and hvrun's lines begin where the guest has ended none", async () => {
    const image = workshop.path('half');
    const half = new OnTerminal(['--bare', image], {}, '--screen');
    await half.raw();
    half.type('x');
    expect(await half.screen()).toMatch(new RegExp(`^${LEAVE}half\r\nhvrun: the machine stopped[^]*\r\n$`));
    const whole = new OnTerminal(['--bare', image], {}, '--screen');
    await whole.raw();
    whole.type('\n');
    expect(await whole.screen()).toMatch(new RegExp(`^${LEAVE}half\r\n\r*hvrun: the machine stopped[^]*\r\n$`));
  });

  it('gets nothing of hvrun into the bytes of a pipe', async () => {
    const { stdout, stderr } = await workshop.hvrun(['--bare', workshop.path('half')], 'x');
    expect(stdout).toBe('half');
    expect(stderr).toMatch(/^hvrun: the machine stopped/);
  });
});

/** Prints half a line, waits for a key, prints a line feed if that was one, and makes the machine stop it. */
const HALF_A_LINE = `
_start:	ldil	L%0xf0002000,%r1
	ldil	L%text,%r4
	ldo	R%text(%r4),%r4
1:	ldb,ma	1(%r4),%r5
	comib,<>,n 0,%r5,1b
	 stw	%r5,0(%r1)
2:	ldw	0x1c(%r1),%r2		; INPUT
	comib,>	0,%r2,2b
	 nop
	comib,<>,n 10,%r2,3f
	stw	%r2,0(%r1)
3:	break	0,0
text:	.asciz	"half"
`;

/** Waits for a key, and then makes the machine stop it. */
const STOP = `
_start:	ldil	L%0xf0002000,%r1
1:	ldw	0x1c(%r1),%r2		; INPUT
	comib,>	0,%r2,1b
	 nop
	break	0,0
`;

/** In hvrun's own process: an exception out of the event loop. */
const THROW = `
if (process.argv[1].endsWith('hvrun.js')) {
  process.on('SIGUSR2', () => { throw new Error('as if something were wrong'); });
}
`;
