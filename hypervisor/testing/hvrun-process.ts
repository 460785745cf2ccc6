/** A running hvrun, for tests that kill: what it prints, who its replicas are, how it ends. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOK_MS, PATIENCE_MS, RunningProcess } from '../../kernel/testing/running-process.ts';
import { tool } from '../../kernel/testing/tools.ts';

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

export class HvrunProcess extends RunningProcess {
  /** Starts `hvrun` in `folder`, where its temporary files go, too; its standard input is empty, or `input`. */
  constructor(folder: string, args: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}) {
    const options = { folder, input, environment: { TMPDIR: folder, ...environment } };
    super(process.execPath, [tool('hvrun'), ...args], options);
  }

  /** Resolves when it has ended. */
  get outcome(): Promise<Outcome> {
    return this.closed().then(({ status }) => {
      return { status, stdout: this.output(), stderr: this.errors().replaceAll('hvrun: ', '') };
    });
  }

  /** The replicas' processes, as soon as hvrun has told them. */
  async pids(): Promise<Pids> {
    const [, primary, backup] = await this.told(/primary (\d+), backup (\d+)/);
    return { primary: Number(primary), backup: Number(backup) };
  }

  /** The replica's process under --solo. */
  async alone(): Promise<number> {
    const [, pid] = await this.told(/primary (\d+), without a backup/);
    return Number(pid);
  }

  /** The processes of its replicas. Linux alone tells. */
  children(): readonly number[] {
    return this.processes().filter(isReplica);
  }

  /** All processes that it has started and that are there. Linux alone tells. */
  processes(): readonly number[] {
    return childrenOf(this.pid);
  }

  /** The replicas that have a guest and are not dead, as far as hvrun has told, the primary first. */
  living(): readonly number[] {
    return livingReplicas(this.errors());
  }

  /**
   * The two living replicas' processes, once the pair is whole after so many deaths; or 'ended'. There may have been more deaths:
   * on a busy machine a replica is taken for dead that only came late.
   */
  async whole(deaths: number): Promise<readonly [number, number] | 'ended'> {
    const joined = /(\d+) has joined: the pair is whole again/g;
    await this.pids();
    const isWhole = (): boolean => this.living().length === 2 && this.living().every(exists);
    await this.until(
      () => this.over || ([...this.errors().matchAll(joined)].length >= deaths && isWhole()),
      `the pair to be whole after ${deaths} deaths`,
    );
    if (this.over) return 'ended';
    const [first, second] = this.living();
    return [first, second];
  }

  /** The process of the replica that was the `count`th to join, as soon as it has. */
  async joined(count: number): Promise<number> {
    const told = (): string | undefined => [...this.errors().matchAll(/(\d+) has joined/g)][count - 1]?.[1];
    await this.until(() => told() !== undefined || this.over, `${count} joins`);
    if (told() === undefined) throw new Error(`it has ended before ${count} joins; stderr:\n${this.errors()}`);
    return Number(told());
  }
}

/**
 * The replicas that have a guest and are not dead after all that hvrun has `told`, the primary first. A process may have the number of
 * one that died earlier.
 */
export function livingReplicas(told: string): readonly number[] {
  const news = /primary (\d+), backup (\d+)|(\d+) (has joined|is dead)/g;
  let living: number[] = [];
  for (const [, primary, backup, pid, what] of told.matchAll(news)) {
    if (what === undefined) living = [primary, backup].map(Number);
    else if (what === 'has joined') living.push(Number(pid));
    else living = living.filter((each) => each !== Number(pid));
  }
  return living;
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
