/** A running hvrun, for tests that kill: what it prints, who its replicas are, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HVRUN = join(import.meta.dirname, '../../dist/hvrun.js');
/** How long a test waits for something before it says that it waited in vain. */
const PATIENCE_MS = 50_000;
const LOOK_MS = 2;

export interface Outcome {
  /** The exit status; null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Pids {
  readonly primary: number;
  readonly backup: number;
}

export class HvrunProcess {
  readonly #child: ChildProcess;
  readonly #stdout: Buffer[] = [];
  #printed = 0;
  #stderr = '';
  readonly #outcome: Promise<Outcome>;

  /** Starts `hvrun` in `folder`, where its temporary files go, too; its standard input is empty, or `input`. */
  constructor(folder: string, args: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}) {
    if (!existsSync(HVRUN)) throw new Error(`${HVRUN} is missing: run \`npm run build\` first`);
    const child = spawn(process.execPath, [HVRUN, ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder, ...environment },
      stdio: 'pipe',
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout.push(chunk);
      this.#printed += chunk.length;
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    // A guest may end before it has read its input.
    child.stdin.on('error', () => {}).end(input);
    this.#outcome = new Promise((resolve) =>
      child.on('close', (status) => {
        this.ended = true;
        resolve({ status, stdout: Buffer.concat(this.#stdout), stderr: this.#stderr.replaceAll('hvrun: ', '') });
      }),
    );
  }

  /** Resolves when it has ended. */
  get outcome(): Promise<Outcome> {
    return this.#outcome;
  }

  /** The replicas' processes, as soon as hvrun has told them. */
  async pids(): Promise<Pids> {
    const told = /primary (\d+), backup (\d+)/;
    await this.#until(() => told.test(this.#stderr), 'the pids');
    const [, primary, backup] = told.exec(this.#stderr)!;
    return { primary: Number(primary), backup: Number(backup) };
  }

  /** The replica's process under --solo. */
  async alone(): Promise<number> {
    const told = /primary (\d+), without a backup/;
    await this.#until(() => told.test(this.#stderr), 'the pid');
    return Number(told.exec(this.#stderr)![1]);
  }

  /** The processes of its replicas. Linux alone tells. */
  children(): readonly number[] {
    return childrenOf(this.pid).filter(isReplica);
  }

  /** The replicas that have a guest and are not dead, as far as hvrun has told, the primary first. */
  living(): readonly number[] {
    const told = /primary (\d+), backup (\d+)/.exec(this.#stderr)?.slice(1) ?? [];
    const joined = [...this.#stderr.matchAll(/(\d+) has joined: the pair is whole again/g)].map(([, pid]) => pid);
    const dead = new Set([...this.#stderr.matchAll(/(\d+) is dead/g)].map(([, pid]) => pid));
    return [...told, ...joined].filter((pid) => !dead.has(pid)).map(Number);
  }

  /** The first of its replicas, born or not, for which `wanted` is true, as soon as there is one. Linux alone tells. */
  async child(wanted: (pid: number) => boolean): Promise<number> {
    let found: number | undefined;
    await this.#until(() => (found = this.children().find(wanted)) !== undefined, 'a child');
    return found!;
  }

  /** hvrun's own process. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Has it ended? */
  ended = false;

  /** The two living replicas' processes, once the pair is whole after so many deaths; or 'ended'. */
  async whole(deaths: number): Promise<readonly [number, number] | 'ended'> {
    const joined = /(\d+) has joined: the pair is whole again/g;
    await this.pids();
    await this.#until(
      () => this.ended || [...this.#stderr.matchAll(joined)].length >= deaths,
      `the pair to be whole after ${deaths} deaths`,
    );
    if (this.ended) return 'ended';
    const [first, second] = this.living();
    return [first, second];
  }

  /** The process of the replica that was the `count`th to join, as soon as it has. */
  async joined(count: number): Promise<number> {
    const told = (): string | undefined => [...this.#stderr.matchAll(/(\d+) has joined/g)][count - 1]?.[1];
    await this.#until(() => told() !== undefined || this.ended, `${count} joins`);
    if (told() === undefined) throw new Error(`it has ended before ${count} joins; stderr:\n${this.#stderr}`);
    return Number(told());
  }

  /** Waits until the guest has printed so many bytes. */
  printed(count: number): Promise<void> {
    return this.#until(() => this.#printed >= count, `${count} bytes of output`);
  }

  /** Waits until hvrun has said this on stderr. */
  told(what: RegExp): Promise<void> {
    return this.#until(() => what.test(this.#stderr), String(what));
  }

  /** Sends a signal to hvrun itself. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; stderr:\n${this.#stderr}`);
      await sleep(LOOK_MS);
    }
  }
}

/** Resolves when none of these processes exists any more; rejects if that takes too long. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const pid of pids) {
    while (exists(pid)) {
      if (Date.now() > deadline) throw new Error(`process ${pid} is still there`);
      await sleep(LOOK_MS);
    }
  }
}

/** The processes whose parent is `parent`. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return Number(/^\d+ \(.*\) . (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]) === parent;
    } catch {
      // It has just gone.
      return false;
    }
  });
}

/** Is there such a process? One that has ended and only waits for its parent to notice does not count. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // No /proc here, or it has just gone from there: asking again will tell.
    return true;
  }
}

/** Not one of the system's commands that hvrun calls, which are over at once. */
function isReplica(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('replica');
  } catch {
    // It is gone.
    return false;
  }
}
