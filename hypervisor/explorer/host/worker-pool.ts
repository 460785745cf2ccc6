/**
 * Worker processes: each has one task at a time, and the others wait until one is free. A worker that dies, however it does, takes
 * its task along and nothing else: there is another one when the next task comes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Answer, Answers, Exploration, Task } from './messages.ts';

/** The worker that had the task is gone, or could not do it; the message says how, in a sentence's words. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

/** Nobody wants the task to be done any more. */
class TaskDropped extends Error {
  override readonly name = 'TaskDropped';
}

/** Workers are lost one after the other, and nothing is done; or nobody wants anything any more. */
export class PoolClosed extends Error {
  override readonly name = 'PoolClosed';
}

export interface PoolOptions {
  /** The bundle of worker.ts. */
  readonly module: string;
  /** Workers at most: 1 or more. */
  readonly size: number;
  readonly exploration: Exploration;
  /** They yield to all others. */
  readonly nice?: boolean;
}

interface Job {
  readonly task: Task;
  readonly resolve: (answer: Answers[Task['type']]) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly process: ChildProcess;
  job: Job | undefined;
}

/** Workers that are lost before any task is done, for each that there may be: then none will be. */
const MOST_LOST = 20;
/** They get little where others are at work, and yet come to an end. */
const NICE = 10;

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #members = new Set<Member>();
  readonly #waiting: Job[] = [];
  #lost = 0;
  #closed: PoolClosed | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Rejects with a {@link WorkerLost}, and then the task may be tried again, or a {@link PoolClosed}. */
  run<T extends Task>(task: T): Promise<Answers[T['type']]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      this.#waiting.push({ task, resolve: resolve as Job['resolve'], reject });
      this.#assign();
    });
  }

  /** Ends the workers that do such tasks, and does none of those that wait. */
  drop(type: Task['type']): void {
    const dropped = this.#waiting.filter(({ task }) => task.type === type);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((job) => !dropped.includes(job)));
    for (const member of [...this.#members].filter(({ job }) => job?.task.type === type)) {
      this.#members.delete(member);
      member.process.kill('SIGKILL');
      dropped.push(member.job!);
    }
    for (const { reject } of dropped) reject(new TaskDropped());
    this.#assign();
  }

  /** Ends all workers, whatever they do. */
  close(why = new PoolClosed('it is over')): void {
    this.#closed ??= why;
    const jobs = [...this.#members].flatMap(({ job }) => job ?? []);
    for (const { process } of this.#members) process.kill('SIGKILL');
    this.#members.clear();
    for (const { reject } of [...jobs, ...this.#waiting.splice(0)]) reject(this.#closed);
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const free = [...this.#members].find(({ job }) => job === undefined);
      if (free === undefined && this.#members.size >= this.#options.size) return;
      const member = free ?? this.#start();
      member.job = this.#waiting.shift()!;
      member.process.send(member.job.task, () => {});
    }
  }

  #start(): Member {
    const { module, exploration, nice = false } = this.#options;
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const process = fork(module, [], { serialization: 'advanced', execArgv: [], stdio: [...stdio] });
    const member: Member = { process, job: undefined };
    this.#members.add(member);
    process.on('message', (answer: Answer) => this.#answered(member, answer));
    process.on('error', (error) => this.#gone(member, `it could not be started: ${error.message}`));
    process.on('exit', (status, signal) => {
      this.#gone(member, signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`);
    });
    if (nice && process.pid !== undefined) lowerPriority(process.pid);
    process.send(exploration, () => {});
    return member;
  }

  #answered(member: Member, answer: Answer): void {
    if (!this.#members.has(member)) return;
    if ('failed' in answer) {
      this.#gone(member, answer.failed);
      return;
    }
    const { job } = member;
    member.job = undefined;
    this.#lost = 0;
    job?.resolve(answer.answer);
    this.#assign();
  }

  #gone(member: Member, how: string): void {
    if (!this.#members.delete(member)) return;
    member.process.kill('SIGKILL');
    this.#lost += 1;
    member.job?.reject(new WorkerLost(how));
    if (this.#lost >= MOST_LOST * this.#options.size) {
      this.close(
        new PoolClosed(`the processes that try the cases end before they have tried any: of the last one, ${how}`),
      );
    }
    this.#assign();
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // It is gone, or the host has no such thing.
  }
}
