/**
 * A machine that executes on behalf of one that goes the remembered way (see remembered-machine.ts): it is brought to where that one
 * stands, from wherever it was, and finds out where the guest goes from there.
 */
import type { EnvironmentValue } from '../../../../emulator/environment.ts';
import type { Interrupt } from '../../../protocol/messages.ts';
import { type Boundary, type Halt, newBoundary, newStop, type Stop, wayTo } from './course.ts';
import type { ExecutingMachine } from './executing-machine.ts';

/** How it executes, and who is told. */
export interface Execution {
  /** Instructions between two looks of a machine at its links. */
  readonly slice: number;
  /** Instructions were executed. */
  executed(count: number): void;
}

/** Where the other machine stands. */
export interface Position {
  /** Where the present epoch has begun, or is to begin. */
  readonly boundary: Boundary;
  /** Where the guest stands in it; undefined between two epochs. */
  readonly stop: Stop | undefined;
  /** The epoch has ended behind that stop. */
  readonly ended: boolean;
  /** Instructions of the epoch, at most. */
  readonly limit: number;
}

export class Follower {
  readonly machine: ExecutingMachine;
  readonly #execution: Execution;
  /** Where it stands: at a stop of an epoch with this limit, or at the end of it. */
  #at: Stop | Boundary = NOWHERE;
  #ended = false;
  #limit = 0;

  constructor(machine: ExecutingMachine, execution: Execution) {
    this.machine = machine;
    this.#execution = execution;
  }

  /** It stands where the other one does. */
  comeTo(position: Position): void {
    if (this.#standsAt(position)) return;
    const { boundary, stop, ended, limit } = position;
    const way = stop === undefined ? [] : wayTo(stop);
    const passed = this.#hasPassed(way, limit);
    if (passed === 0) this.#backTo(boundary);
    if (stop === undefined) return;
    if (passed === 0) this.#begin(boundary, limit);
    for (const next of way.slice(Math.max(passed, 1))) this.#repeat(next);
    if (ended && !this.#ended) this.#repeatEnd(stop);
  }

  /** The epoch in which it stands at `stop` ends sooner: it has another limit. Elsewhere it comes to that when it catches up. */
  endEpochSoon(stop: Stop, before: number, limit: number): void {
    if (this.#at !== stop || this.#limit !== before) return;
    this.machine.monitor.endEpochSoon();
    this.#limit = limit;
  }

  /** Supplied with this value at the stop where it stands; returns the stop to which that leads. */
  supply(stop: Stop, value: EnvironmentValue): Stop {
    const { monitor } = this.machine;
    monitor.supply(value);
    const supplied = newStop({ type: 'supplied' }, monitor.completed, this.machine.facts, stop, value);
    this.#at = supplied;
    return supplied;
  }

  /** Interrupts are delivered at the epoch's end; returns the boundary to which that leads. */
  deliver(interrupts: readonly Interrupt[], ticks: number): Boundary {
    this.machine.monitor.deliver(interrupts, ticks);
    const next = newBoundary(this.machine.facts, this.machine.snapshot());
    this.#at = next;
    this.#ended = false;
    return next;
  }

  /** From the stop where it stands to the one behind it; undefined: the epoch ends at its limit before there is one. */
  runToNext(stop: Stop): Stop | undefined {
    const halt = this.#runOn(stop.completed);
    if (halt === 'end') {
      this.#ended = true;
      return undefined;
    }
    const next = newStop(halt.halt, halt.completed, this.machine.facts, stop);
    this.#at = next;
    this.#ended = halt.halt.type === 'rest';
    return next;
  }

  /** Lets it run to its next halt. Slices end at multiples of their length, whoever asks. */
  #runOn(from: number): 'end' | { readonly halt: Halt; readonly completed: number } {
    const { monitor } = this.machine;
    const { slice } = this.#execution;
    const sliceEnd = from - (from % slice) + slice;
    for (;;) {
      const exit = monitor.run(sliceEnd - monitor.completed);
      const completed = exit.type === 'epoch-end' ? exit.completed : monitor.completed;
      if (exit.type === 'slice' && completed < sliceEnd) continue;
      this.#execution.executed(completed - from);
      if (exit.type !== 'epoch-end') return { halt: exit, completed };
      if (exit.rest) return { halt: { type: 'rest' }, completed };
      if (exit.completed !== this.#limit) throw new Error('an epoch has ended before its limit');
      return 'end';
    }
  }

  #standsAt({ boundary, stop, ended, limit }: Position): boolean {
    if (this.#at !== (stop ?? boundary)) return false;
    return stop === undefined || (this.#limit === limit && this.#ended === ended);
  }

  /** How many stops of this way it has come past in this very epoch. */
  #hasPassed(way: readonly (Stop | Boundary)[], limit: number): number {
    return this.#ended || this.#limit !== limit ? 0 : way.indexOf(this.#at) + 1;
  }

  #backTo(boundary: Boundary): void {
    if (this.#at !== boundary) this.machine.restore(boundary.snapshot!);
    this.#at = boundary;
    this.#ended = false;
  }

  #begin(boundary: Boundary, limit: number): void {
    this.machine.monitor.startEpoch(limit);
    this.#limit = limit;
    this.#at = boundary.begins;
  }

  /** Goes on from the stop before this one. */
  #repeat(stop: Stop): void {
    if (stop.told === undefined) this.#runOn(stop.before!.completed);
    else this.machine.monitor.supply(stop.told);
    this.#at = stop;
    this.#ended = stop.halt.type === 'rest';
  }

  /** Goes on from the epoch's last stop. */
  #repeatEnd({ completed }: Stop): void {
    this.#runOn(completed);
    this.#ended = true;
  }
}

/** Of a machine that has not been set to any state yet. */
const NOWHERE = newBoundary({ timerDue: Infinity, timerTarget: Infinity, inputPopped: 0, outstanding: [] });
