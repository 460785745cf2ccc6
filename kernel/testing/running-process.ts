/** A process that a test has started: what it prints, how it ends, and waiting until it has come so far. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a test waits for something before it says that it waited in vain. */
export const PATIENCE_MS = 50_000;
/** How often it looks. */
export const LOOK_MS = 2;

export interface ProcessOptions {
  /** Where it runs. */
  readonly folder: string;
  /** Its standard input, or the beginning of it. */
  readonly input?: string;
  /** Does its standard input stay open after that, for {@link RunningProcess.type}? */
  readonly typing?: boolean;
  /** Besides the test's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How a process ended: with a status, or by a signal. */
export interface ProcessEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class RunningProcess {
  readonly #child: ChildProcess;
  readonly #stdout: Buffer[] = [];
  #printed = 0;
  readonly #stderr: Buffer[] = [];
  #end: ProcessEnd | undefined;
  readonly #closed: Promise<ProcessEnd>;

  constructor(command: string, args: readonly string[], options: ProcessOptions) {
    const { folder, input = '', typing = false, environment } = options;
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...environment }, stdio: 'pipe' });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout.push(chunk);
      this.#printed += chunk.length;
    });
    child.stderr.on('data', (chunk: Buffer) => void this.#stderr.push(chunk));
    // It may end before it has read its input.
    child.stdin.on('error', () => {});
    if (typing) child.stdin.write(input);
    else child.stdin.end(input);
    this.#closed = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve((this.#end = { status, signal })));
    });
  }

  /** Resolves when it has ended; rejects if there is no such command. */
  closed(): Promise<ProcessEnd> {
    return this.#closed;
  }

  /** Has it ended? */
  get over(): boolean {
    return this.#end !== undefined;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Types on its standard input, which must have stayed open. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** What it has printed so far. */
  output(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  /** What it has said on stderr so far. */
  errors(): string {
    return Buffer.concat(this.#stderr).toString();
  }

  /** Waits until it has printed so many bytes. */
  printed(count: number): Promise<void> {
    return this.until(() => this.#printed >= count, `${count} bytes of output`);
  }

  /** What `pattern` finds on stderr, as soon as it is there. */
  async told(pattern: RegExp): Promise<RegExpExecArray> {
    let found: RegExpExecArray | null = null;
    await this.until(() => (found = pattern.exec(this.errors())) !== null, String(pattern));
    return found!;
  }

  /** Waits until `condition` holds, which is called `what`. Rejects if that takes too long, or if it ends before. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (this.over && !condition()) throw new Error(`it has ended before ${what}; ${this.#said()}`);
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; ${this.#said()}`);
      await sleep(LOOK_MS);
    }
  }

  #said(): string {
    return `stdout:\n${this.output().toString('latin1')}\nstderr:\n${this.errors()}`;
  }
}
