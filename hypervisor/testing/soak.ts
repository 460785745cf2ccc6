/**
 * The soak: a program computes, prints and writes the disk on a pair of real processes; whenever the pair is whole, one of
 * the two is killed with SIGKILL at a random moment, and a new replica joins. Nothing of that may be seen in what comes
 * out: the console's bytes and the whole disk are those of an undisturbed run.
 */
import { randomInt } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Workshop } from '../../kernel/testing/tools.ts';
import { HvrunProcess } from './hvrun-process.ts';

/** Up to so long after the pair is whole a replica is killed. */
const LATER_MS = 150;
/** Room on the disk for what the program writes. */
const ROOM = 65536;

export interface SoakOptions {
  /** Deaths in all. */
  readonly rounds: number;
  /** The guest's boot arguments: what one run does. */
  readonly task: string;
  /** Who dies: either, or the primary and the backup by turns. */
  readonly victims?: 'random' | 'alternating';
  /** Gets a line after each run. */
  readonly tell: (line: string) => void;
}

export interface SoakResult {
  /** Deaths after which the guest went on to its end with the right output. */
  readonly survived: number;
  /** Lines of the console, or bytes of the disk, that were missing or wrong; runs that came to no good end. */
  readonly lost: number;
  /** Lines of the console that appeared more often than they should. */
  readonly duplicated: number;
}

export interface RunOutcome {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly disk: Buffer;
  readonly kills: number;
  readonly stderr: string;
}

/** Kills replicas in run after run until there were so many deaths. Throws if the undisturbed run fails. */
export async function soak({ rounds, task, victims = 'random', tell }: SoakOptions): Promise<SoakResult> {
  const workshop = new Workshop();
  try {
    await workshop.assemble('kernel/kernel.s', 'kernel');
    await workshop.assemble('kernel/user/work.s', 'work');
    await workshop.pack('disk.tar', ['work'], ROOM);
    const expected = await run(workshop, task, 0, victims);
    if (expected.status !== 0) throw new Error(`the undisturbed run ends with ${expected.status}:\n${expected.stderr}`);
    const sum = { survived: 0, lost: 0, duplicated: 0 };
    while (sum.survived < rounds && sum.lost + sum.duplicated === 0) {
      const disturbed = await run(workshop, task, rounds - sum.survived, victims);
      const { lost, duplicated } = compare(expected, disturbed);
      sum.lost += lost;
      sum.duplicated += duplicated;
      if (lost + duplicated === 0) sum.survived += disturbed.kills;
      else tell(disturbed.stderr);
      tell(
        `a run with ${disturbed.kills} deaths: ${lost} lost, ${duplicated} duplicated; ${sum.survived} survived so far`,
      );
    }
    return sum;
  } finally {
    workshop.remove();
  }
}

/** One run on a fresh disk, in which at most `most` replicas are killed. */
async function run(
  workshop: Workshop,
  task: string,
  most: number,
  victims: SoakOptions['victims'],
): Promise<RunOutcome> {
  copyFileSync(workshop.path('disk.tar'), workshop.path('soak.tar'));
  const pair = new HvrunProcess(workshop.folder, ['--disk', 'soak.tar', '--append', task, 'kernel']);
  let kills = 0;
  while (kills < most) {
    const replicas = await pair.whole(kills);
    if (replicas === 'ended') break;
    await sleep(randomInt(LATER_MS));
    // Of the living, the one that came first is the primary.
    const victim = replicas[victims === 'random' ? randomInt(2) : kills % 2];
    if (pair.over || !kill(victim)) break;
    kills += 1;
  }
  const { status, stdout, stderr } = await pair.outcome;
  return { status, kills, stderr, lines: stdout.toString().split('\n'), disk: readFileSync(workshop.path('soak.tar')) };
}

/** What of `expected` is missing in `found`, and what is there too often. */
export function compare(
  expected: RunOutcome,
  found: RunOutcome,
): { readonly lost: number; readonly duplicated: number } {
  const [wanted, printed] = [count(expected.lines), count(found.lines)];
  let lost = found.status === 0 ? 0 : 1;
  let duplicated = 0;
  for (const [line, times] of wanted) lost += Math.max(0, times - (printed.get(line) ?? 0));
  for (const [line, times] of printed) duplicated += Math.max(0, times - (wanted.get(line) ?? 0));
  // The same lines in another order, and a disk with other bytes, are something lost, too.
  if (lost + duplicated === 0 && found.lines.join('\n') !== expected.lines.join('\n')) lost += 1;
  if (!found.disk.equals(expected.disk)) lost += 1;
  return { lost, duplicated };
}

function count(lines: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  return times;
}

/** False if it has just ended by itself. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
