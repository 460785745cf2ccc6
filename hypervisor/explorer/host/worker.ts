/**
 * A worker of `hvrun explore`: a process that runs cases for another one. Its first message is an {@link Exploration}, each further
 * one a {@link Task}. It keeps nothing that is not made anew by another worker: it may be killed at any moment.
 *
 *     node dist/explore-worker.js            started by worker-pool.ts, with a channel for messages
 */
import { compileFor } from '../../../emulator/cpu/engine-flags.ts';
import { adversitiesOf } from '../adversities/adversities.ts';
import type { Adversity } from '../adversity.ts';
import { attempt } from '../attempt.ts';
import type { AdversityName, Case } from '../case.ts';
import { addressesOf } from '../reached.ts';
import type { Reference } from '../reference.ts';
import { selfCheck } from '../self-check.ts';
import { shrink } from '../shrink.ts';
import { ToldCases } from '../told-cases.ts';
import { codeInUse } from './code-in-use.ts';
import { DiskCheck } from './disk-check.ts';
import type { Answer, Answers, Exploration, RangeAnswer, Task } from './messages.ts';
import { received } from './sent-reference.ts';
import { owns } from './shard.ts';

/** The cases of an adversity, one after the other, and how many have been passed. */
interface Place {
  readonly adversity: Adversity;
  readonly cases: Iterator<Case>;
  index: number;
  total?: number;
}

const PARENT = process.ppid;
const WORD = 4;

class Worker {
  readonly #exploration: Exploration;
  readonly #reference: Reference;
  /** See addressesOf. */
  readonly #words: readonly number[];
  /** By the index of such an address. */
  readonly #executed: Uint8Array;
  #place: Place | undefined;

  constructor(exploration: Exploration) {
    const { reference, diskCheck } = exploration;
    const check = diskCheck && new DiskCheck(diskCheck.command, diskCheck.folder);
    this.#exploration = exploration;
    this.#reference = received(reference, check?.look);
    this.#words = addressesOf(reference.guest.image);
    this.#executed = new Uint8Array(this.#words.length);
  }

  do(task: Task): Answers[Task['type']] {
    switch (task.type) {
      case 'range':
        return this.#range(task);
      case 'name':
        return this.#next(this.#passTo(task.adversity, task.index));
      case 'count':
        return this.#count(task.adversity);
      case 'shrink': {
        const until = performance.now() + task.mostMs;
        const adversity = this.#adversityFor(task.broken.smallest.adversity);
        return shrink(adversity, task.broken, () => performance.now() >= until);
      }
      case 'self-check':
        return selfCheck(this.#exploration.only);
    }
  }

  #range({ adversity: name, from, to, told: before }: Extract<Task, { type: 'range' }>): RangeAnswer {
    const { seed, shard } = this.#exploration;
    const place = this.#passTo(name, from);
    const began = performance.now();
    const attempts = [];
    const told = new ToldCases(before);
    while (place.index < to) {
      const one = this.#next(place);
      if (one === undefined) break;
      if (!owns(shard, place.index - 1)) continue;
      const done = attempt(place.adversity, one, { seed, told });
      for (const { seen, told: how } of [done, ...done.contradictions]) if (how !== undefined) told.add(seen!);
      attempts.push(done);
    }
    const ms = performance.now() - began;
    return { attempts, total: place.total, executed: this.#newlyExecuted(place.adversity), ms };
  }

  #count(name: AdversityName): number {
    const place = this.#placeIn(name);
    while (this.#next(place) !== undefined);
    return place.total ?? 0;
  }

  /** The place before the case of this index, or behind all of them. */
  #passTo(name: AdversityName, index: number): Place {
    if (this.#place?.adversity.name !== name || this.#place.index > index) this.#place = this.#placeIn(name);
    const place = this.#place;
    while (place.index < index && this.#next(place) !== undefined);
    return place;
  }

  #next(place: Place): Case | undefined {
    // Whoever wanted this to be done may be gone, without a word.
    if (process.ppid !== PARENT) process.exit();
    if (place.total !== undefined) return undefined;
    const { value, done } = place.cases.next() as IteratorResult<Case, undefined>;
    if (done) place.total = place.index;
    else place.index += 1;
    return value;
  }

  #placeIn(name: AdversityName): Place {
    const { only, options } = this.#exploration;
    compileFor(codeInUse(name, this.#reference));
    const [adversity] = adversitiesOf(
      only.filter((one) => one === name),
      this.#reference,
      options,
    );
    return { adversity, cases: adversity.cases()[Symbol.iterator](), index: 0 };
  }

  #adversityFor(name: AdversityName): Adversity {
    const here = this.#place?.adversity;
    return here?.name === name ? here : this.#placeIn(name).adversity;
  }

  #newlyExecuted(adversity: Adversity): number[] | undefined {
    if (adversity.executed === undefined) return undefined;
    const pairs: number[] = [];
    for (const [index, address] of this.#words.entries()) {
      if (this.#executed[index] !== 0 || !adversity.executed(address)) continue;
      this.#executed[index] = 1;
      if (pairs.at(-1) === address - WORD) pairs[pairs.length - 1] = address;
      else pairs.push(address, address);
    }
    return pairs;
  }
}

let worker: Worker | undefined;

// A Ctrl-C is for the whole foreground; what becomes of this process then, the one that started it says.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.on('message', (message: Exploration | Task) => {
  let answer: Answer | undefined;
  try {
    if (worker === undefined) worker = new Worker(message as Exploration);
    else answer = { answer: worker.do(message as Task) };
  } catch (error) {
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  if (answer !== undefined) process.send!(answer);
});
