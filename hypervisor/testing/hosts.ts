/**
 * A bus and replicas as separate commands, for tests: what they print, and how they end. `inside` puts a command's words
 * before another's, to run it elsewhere (in a network namespace).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HVRUN = join(import.meta.dirname, '../../dist/hvrun.js');
/** How long a test waits for something before it says that it waited in vain. */
const PATIENCE_MS = 50_000;
const LOOK_MS = 5;

export interface CommandOptions {
  /** Where it runs, and keeps its files. */
  readonly folder: string;
  readonly inside?: readonly string[];
  readonly input?: string;
}

/** A running `hvrun`. */
export class Command {
  readonly #child: ChildProcess;
  /** Its console output so far. */
  stdout = '';
  /** What it has told so far. */
  stderr = '';
  /** The exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  #over = false;

  constructor(args: readonly string[], { folder, inside = [], input = '' }: CommandOptions) {
    if (!existsSync(HVRUN)) throw new Error(`${HVRUN} is missing: run \`npm run build\` first`);
    const [command, ...rest] = [...inside, process.execPath, HVRUN, ...args];
    const child = spawn(command, rest, { cwd: folder, stdio: 'pipe' });
    this.#child = child;
    child.stdout.setEncoding('latin1').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('latin1').on('data', (text: string) => (this.stderr += text));
    child.stdin.on('error', () => {}).end(input);
    this.ended = new Promise((resolve) =>
      child.on('close', (status, signal) => {
        this.#over = true;
        resolve(status ?? signal ?? 'SIGKILL');
      }),
    );
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Has it ended? */
  get over(): boolean {
    return this.#over;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** What `pattern` finds on stderr, as soon as it is there. */
  async told(pattern: RegExp): Promise<RegExpExecArray> {
    let found: RegExpExecArray | null = null;
    await this.#until(() => (found = pattern.exec(this.stderr)) !== null, String(pattern));
    return found!;
  }

  /** Waits until the guest has printed so many bytes. */
  printed(count: number): Promise<void> {
    return this.#until(() => this.stdout.length >= count, `${count} bytes of output`);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (Date.now() > deadline || this.#over) {
        throw new Error(`waited in vain for ${what}; stdout:\n${this.stdout}\nstderr:\n${this.stderr}`);
      }
      await sleep(LOOK_MS);
    }
  }
}
