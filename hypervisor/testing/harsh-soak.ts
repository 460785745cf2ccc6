/**
 * The harsh soak: pairs of real processes, of every protocol, whose guests write to the disk, poll a clock or store to much
 * memory, on a host that gives them little time. At any moment of a replica's life, from its birth on, it is killed, or stopped
 * for good, or stopped for a while; but never is the only machine with a guest taken away. What comes out is that of
 * an undisturbed run, and each pair is whole again before long.
 */
import { randomInt } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Workshop } from '../../kernel/testing/tools.ts';
import { variants } from '../protocol/variants.ts';
import { HvrunProcess } from './hvrun-process.ts';
import { ignoringTheDead, type Limit, Limiter, LIMITS } from './limits.ts';
import { compare, type RunOutcome, type SoakResult } from './soak.ts';

/** What the guests do. */
const TASKS = ['run work 400 20', 'run strain 120 20000'];
const ROOM = 65536;
/** Up to so long after the pair is whole something happens to one of its machines, in milliseconds. */
const LATER_MS = 300;
/** Up to so long after its start something happens to a new one. */
const YOUNG_MS = 500;
/** The longest pause: longer than the time-out, which is a second. */
const PAUSE_MS = 2500;
/** How long afterwards everybody must know who is dead and who is not. */
const SETTLE_MS = 2500;
/** A pair that is not whole by then never will be: a birth may fail, and be given up after ten seconds. */
const WHOLE_MS = 120_000;

type Act = 'kill' | 'stop' | 'pause';

export interface HarshSoakOptions {
  /** Acts in all, those on machines that were about to join included. */
  readonly rounds: number;
  /** Gets a line after each run. */
  readonly tell: (line: string) => void;
}

/** Disturbs run after run until so many acts have been survived. Throws if an undisturbed run fails. */
export async function harshSoak({ rounds, tell }: HarshSoakOptions): Promise<SoakResult> {
  const workshop = new Workshop();
  try {
    await workshop.assemble('kernel/kernel.s', 'kernel');
    await workshop.assemble('kernel/user/work.s', 'work');
    await workshop.assemble('hypervisor/guests/strain.s', 'strain');
    await workshop.pack('disk.tar', ['work', 'strain'], ROOM);
    const expected = new Map<string, RunOutcome>();
    for (const task of TASKS) expected.set(task, await undisturbed(workshop, task));
    const sum = { survived: 0, lost: 0, duplicated: 0 };
    while (sum.survived < rounds && sum.lost + sum.duplicated === 0) {
      const run = new HarshRun(workshop, rounds - sum.survived);
      const outcome = await run.end;
      const { lost, duplicated } = compare(expected.get(run.task)!, outcome);
      const unwhole = run.unwhole ? 1 : 0;
      sum.lost += lost + unwhole;
      sum.duplicated += duplicated;
      if (lost + duplicated + unwhole === 0) sum.survived += run.acts.length;
      else tell([...run.acts, outcome.stderr].join('\n'));
      const ends = unwhole ? 'never whole again' : `${lost} lost, ${duplicated} duplicated`;
      tell(`${run.name}: ${run.acts.length} acts, ${ends}; ${sum.survived} survived so far`);
    }
    return sum;
  } finally {
    workshop.remove();
  }
}

async function undisturbed(workshop: Workshop, task: string): Promise<RunOutcome> {
  const outcome = await outcomeOf(workshop, start(workshop, ['--append', task]), 0);
  if (outcome.status !== 0) throw new Error(`the undisturbed run ends with ${outcome.status}:\n${outcome.stderr}`);
  return outcome;
}

/** A pair on a fresh disk. */
function start(workshop: Workshop, flags: readonly string[]): HvrunProcess {
  copyFileSync(workshop.path('disk.tar'), workshop.path('soak.tar'));
  return new HvrunProcess(workshop.folder, ['--disk', 'soak.tar', ...flags, 'kernel']);
}

async function outcomeOf(workshop: Workshop, pair: HvrunProcess, kills: number): Promise<RunOutcome> {
  const { status, stdout, stderr } = await pair.outcome;
  return { status, kills, stderr, lines: stdout.toString().split('\n'), disk: readFileSync(workshop.path('soak.tar')) };
}

class HarshRun {
  readonly task = pick(TASKS);
  readonly #protocol = pick(Object.keys(variants));
  readonly #limit: Limit = pick(LIMITS);
  readonly #pair: HvrunProcess;
  readonly #began = performance.now();
  /** Those that stand until they are ended. */
  readonly #stopped = new Set<number>();
  /** All children that there have been. */
  readonly #known = new Set<number>();
  /** What was done, line by line. */
  readonly acts: string[] = [];
  /** Was the pair still not whole long after an act? */
  unwhole = false;
  readonly end: Promise<RunOutcome>;

  constructor(workshop: Workshop, most: number) {
    this.#pair = start(workshop, ['--protocol', this.#protocol, '--append', this.task]);
    const limiter = new Limiter(this.#limit, () => this.#pair.children().filter((pid) => !this.#stopped.has(pid)));
    this.end = this.#disturb(most)
      .then(() => outcomeOf(workshop, this.#pair, this.acts.length))
      .finally(() => limiter.end());
  }

  get name(): string {
    return `${this.task}, ${this.#protocol}, ${this.#limit === 'none' ? 'no limit' : this.#limit}`;
  }

  async #disturb(most: number): Promise<void> {
    while (this.acts.length < most) {
      const replicas = await this.#whole();
      if (!replicas) return;
      await sleep(randomInt(LATER_MS));
      for (const pid of this.#pair.children()) this.#known.add(pid);
      // Its peer may be about to take over; who is young may not yet.
      const victim = replicas[randomInt(2)];
      await this.#act(pick(['kill', 'kill', 'stop', 'pause', 'pause']), victim);
      if (randomInt(2) === 0) await this.#disturbYoung();
      await sleep(SETTLE_MS);
    }
  }

  /** The two replicas of a pair that is whole; undefined if the run has ended, or the pair is never whole again. */
  async #whole(): Promise<readonly number[] | undefined> {
    const deadline = performance.now() + WHOLE_MS;
    for (;;) {
      const living = this.#pair.living();
      if (this.#pair.over) return undefined;
      if (living.length === 2) return living;
      if (performance.now() > deadline) {
        this.unwhole = true;
        this.#pair.signal('SIGTERM');
        return undefined;
      }
      await sleep(10);
    }
  }

  /** Something happens to the machine that is to take the place of one that has died, if one comes soon. */
  async #disturbYoung(): Promise<void> {
    for (let waited = 0; waited < SETTLE_MS && !this.#pair.over; waited += 5) {
      const young = this.#pair.children().find((pid) => !this.#known.has(pid));
      if (young !== undefined) {
        this.#known.add(young);
        await sleep(randomInt(YOUNG_MS));
        // If it has joined meanwhile, it is the only one that may be disturbed: its primary would be the only one left.
        return this.#act(pick(['kill', 'pause', 'pause', 'stop']), young);
      }
      await sleep(5);
    }
  }

  async #act(act: Act, pid: number): Promise<void> {
    if (this.#pair.over) return;
    const signal = act === 'kill' ? 'SIGKILL' : 'SIGSTOP';
    this.#stopped.add(pid);
    if (!ignoringTheDead(() => process.kill(pid, signal))) return;
    const ms = act === 'pause' ? randomInt(1, PAUSE_MS) : undefined;
    const at = ((performance.now() - this.#began) / 1000).toFixed(2);
    this.acts.push(`${at} s: ${act} ${pid}${ms === undefined ? '' : ` for ${ms} ms`}`);
    if (ms === undefined) return;
    await sleep(ms);
    ignoringTheDead(() => process.kill(pid, 'SIGCONT'));
    this.#stopped.delete(pid);
  }
}

function pick<T>(choices: readonly T[]): T {
  return choices[randomInt(choices.length)];
}
