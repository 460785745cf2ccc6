/**
 * Runs the guest through a part of a recorded epoch, to any number of completed instructions: an epoch may be cut anywhere
 * without changing what its guest does.
 */
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Interrupt } from '../protocol/messages.ts';
import { describeValue } from '../protocol/describe.ts';
import { Queue } from '../queue.ts';
import { describeNext } from './describe-state.ts';
import type { RecordedEpoch } from './recording-reader.ts';

export class EpochStepper {
  readonly vm: Monitor;
  readonly #values: Queue<EnvironmentValue>;
  readonly interrupts: readonly Interrupt[];
  /** [Tme] of the epoch's end. */
  readonly ticks: number;
  /** Instructions after which the epoch ends; one more than there are if it ends at a rest, as in ../protocol/backup.ts. */
  readonly #end: number;
  #completed = 0;
  #over = false;
  #read: string | undefined;

  /** `vm` stands at the beginning of `epoch`. */
  constructor(vm: Monitor, { bodies }: RecordedEpoch) {
    this.vm = vm;
    this.#values = new Queue(bodies.flatMap((body) => (body.type === 'environment' ? [body.value] : [])));
    this.interrupts = bodies.flatMap((body) => (body.type === 'interrupt' ? [body.interrupt] : []));
    this.ticks = bodies.reduce((ticks, body) => (body.type === 'time' ? body.ticks : ticks), 0);
    this.#end = bodies.reduce(
      (end, body) => (body.type === 'end' ? body.completed + (body.rest ? 1 : 0) : end),
      Infinity,
    );
  }

  /** Instructions completed in the epoch. */
  get completed(): number {
    return this.#completed;
  }

  /** Does the guest stand where its epoch ended, or where it exited? */
  get over(): boolean {
    return this.#over;
  }

  /** The environment instruction of the last {@link advance}, with what it read, if there was one. */
  get read(): string | undefined {
    return this.#read;
  }

  /** Runs `count` more instructions, or to the epoch's end. */
  advance(count: number): void {
    this.#read = undefined;
    const limit = Math.min(count, this.#end - this.#completed);
    this.vm.startEpoch(limit);
    while (!this.#over) {
      const exit = this.vm.run(Math.min(limit, 1_000_000) + 1);
      if (exit.type === 'epoch-end') {
        this.#completed += exit.completed;
        this.#over = exit.rest || this.#completed === this.#end;
        return;
      }
      if (exit.type === 'environment') this.#supply();
      if (exit.type === 'output' && exit.request.kind === 'exit') {
        this.#completed += this.vm.completed;
        this.#over = true;
      }
    }
  }

  /** The end of the epoch: what the guest was given there. */
  deliver(): void {
    this.vm.deliver(this.interrupts, this.ticks);
  }

  #supply(): void {
    const value = this.#values.shift();
    if (value === undefined) {
      this.#over = true;
      return;
    }
    this.#read = `${describeNext(this.vm.processor.state)} reads ${describeValue(value)}`;
    this.vm.supply(value);
  }
}
