/**
 * A virtual machine that goes the remembered way of its guest as long as it is known, and executes only from where it is not;
 * what it finds out is remembered, too. What it does is the same either way. A machine whose memory is looked at, because
 * another one joins, executes from then on, and remembers nothing; so does one that leaves the known way when nothing more may be
 * remembered.
 */
import { equalBytes } from '../../../../emulator/bytes.ts';
import type { Rollback } from '../../../../emulator/checkpoint.ts';
import type { EnvironmentValue } from '../../../../emulator/environment.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import type { Request } from '../../../../emulator/devices/device.ts';
import type { SavedState } from '../../../monitor/machine-state-copy.ts';
import type { VmExit } from '../../../monitor/virtual-machine.ts';
import type { Interrupt } from '../../../protocol/messages.ts';
import type { SimulatedMachine } from '../../../simulator/machine-source.ts';
import { type Boundary, type Halt, newBoundary, newStop, type Stop } from './course.ts';
import type { ExecutingMachine } from './executing-machine.ts';

/** What the machines of one guest share. */
export interface SharedMemory {
  /** Instructions between two looks of a machine at its links. */
  readonly slice: number;
  takeExecuting(): ExecutingMachine;
  giveBack(executing: ExecutingMachine): void;
  /** A boundary or a stop has been remembered. */
  remembered(found: Boundary | Stop): void;
  /** Nothing more may be remembered. */
  readonly closed: boolean;
  /** Instructions were executed. */
  executed(count: number): void;
}

/** A machine that executes, and where it stands: at a stop of an epoch with this limit, or at the end of it. */
interface Executing {
  readonly machine: ExecutingMachine;
  at: Stop | Boundary;
  ended: boolean;
  limit: number;
}

export class RememberedMachine implements SimulatedMachine {
  readonly #memory: SharedMemory;
  /** Where the present epoch has begun, or is to begin. */
  #boundary: Boundary;
  /** Where the guest stands in it; undefined between two epochs. */
  #stop: Stop | undefined;
  /** The epoch has ended after so many instructions. */
  #ended: number | undefined;
  #limit = 0;
  #executing: Executing | undefined;
  /** It executes, and remembers nothing. */
  #looked = false;

  constructor(memory: SharedMemory, boundary: Boundary) {
    this.#memory = memory;
    this.#boundary = boundary;
  }

  startEpoch(limit: number): void {
    this.#limit = limit;
    this.#ended = undefined;
    this.#stop = this.#boundary.begins;
    if (this.#looked) this.#monitor.startEpoch(limit);
  }

  endEpochSoon(): void {
    if (this.#looked) return this.#monitor.endEpochSoon();
    if (this.#stop === undefined || this.#ended !== undefined) return;
    const before = this.#limit;
    this.#limit -= Math.max(before - this.#stop.completed - 1, 0);
    const executing = this.#executing;
    if (executing?.at !== this.#stop || executing.limit !== before) return;
    executing.machine.monitor.endEpochSoon();
    executing.limit = this.#limit;
  }

  run(slice: number): VmExit {
    if (this.#looked) return this.#execute(slice);
    const stop = this.#stop!;
    const known = stop.next !== undefined || stop.clearTo >= this.#limit;
    if (!known && this.#leaves()) return this.#execute(slice);
    const next = stop.next ?? (known ? undefined : this.#findNext(stop));
    if (next === undefined || !comesBefore(next, this.#limit)) return this.#end(this.#limit, false);
    this.#stop = next;
    const { halt } = next;
    if (halt.type === 'rest') return this.#end(next.completed, true);
    return halt as VmExit;
  }

  get completed(): number {
    if (this.#looked) return this.#monitor.completed;
    return this.#ended ?? this.#stop?.completed ?? 0;
  }

  supply(value: EnvironmentValue): void {
    if (this.#looked) return this.#monitor.supply(value);
    const stop = this.#stop!;
    let supplied = stop.supplied.find(({ told }) => sameValue(told!, value));
    if (supplied === undefined) {
      if (this.#leaves()) return this.#monitor.supply(value);
      const executing = this.#catchUp();
      const { monitor } = executing.machine;
      monitor.supply(value);
      supplied = newStop({ type: 'supplied' }, monitor.completed, executing.machine.facts, stop, value);
      stop.supplied.push(supplied);
      this.#memory.remembered(supplied);
      executing.at = supplied;
    }
    this.#stop = supplied;
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    if (this.#looked) return this.#monitor.deliver(interrupts, ticks);
    const from = this.#ended === undefined ? this.#boundary : this.#boundaryAtEnd(this.#ended);
    if (from === undefined) return this.#monitor.deliver(interrupts, ticks);
    const timer = from.facts.timerTarget <= ticks;
    let next = from.delivered.find((to) => to.timer === timer && sameInterrupts(to.interrupts, interrupts))?.boundary;
    if (next === undefined) {
      if (this.#leaves()) return this.#monitor.deliver(interrupts, ticks);
      const executing = this.#catchUp();
      executing.machine.monitor.deliver(interrupts, ticks);
      next = newBoundary(executing.machine.facts, executing.machine.snapshot());
      from.delivered.push({ interrupts, timer, boundary: next });
      executing.at = next;
      executing.ended = false;
      this.#memory.remembered(next);
    }
    this.#boundary = next;
    this.#stop = undefined;
    this.#ended = undefined;
  }

  timerDue(): number {
    if (this.#looked) return this.#monitor.timerDue();
    return (this.#stop ?? this.#boundary).facts.timerDue;
  }

  /** Only for warnings, and not remembered. */
  timerTick(): number {
    return Infinity;
  }

  inputPopped(): number {
    if (this.#looked) return this.#monitor.inputPopped();
    return (this.#stop ?? this.#boundary).facts.inputPopped;
  }

  outstanding(): readonly Request[] {
    if (this.#looked) return this.#monitor.outstanding();
    return (this.#stop ?? this.#boundary).facts.outstanding;
  }

  checksum(): number {
    const { snapshot } = this.#boundary;
    return this.#looked || snapshot === undefined ? this.#look().checksum() : snapshot.checksum;
  }

  place(): Place {
    return this.#look().place();
  }

  get pageCount(): number {
    return this.#look().pageCount;
  }

  page(number: number): Uint8Array {
    return this.#look().page(number);
  }

  takeDirtyPages(): number[] {
    return this.#look().takeDirtyPages();
  }

  save(): SavedState {
    return this.#look().save();
  }

  restore(state: SavedState): boolean {
    return this.#look().restore(state);
  }

  hash(): string {
    return this.#look().hash();
  }

  stateHash(pulse?: () => void): bigint {
    return this.#look().stateHash(pulse);
  }

  /** Only on the remembered way. */
  checkpoint(): Rollback | undefined {
    if (this.#looked) return undefined;
    const place = [this.#boundary, this.#stop, this.#ended, this.#limit] as const;
    return () => {
      this.release();
      [this.#boundary, this.#stop, this.#ended, this.#limit] = place;
      this.#looked = false;
    };
  }

  release(): void {
    if (this.#executing) this.#memory.giveBack(this.#executing.machine);
    this.#executing = undefined;
  }

  get #monitor(): ExecutingMachine['monitor'] {
    return this.#executing!.machine.monitor;
  }

  /** From now on it executes. */
  #look(): ExecutingMachine['monitor'] {
    if (!this.#looked) this.#catchUp();
    this.#looked = true;
    return this.#monitor;
  }

  /** It leaves the known way: from now on it executes if nothing more may be remembered. */
  #leaves(): boolean {
    if (this.#memory.closed) this.#look();
    return this.#looked;
  }

  #execute(slice: number): VmExit {
    const before = this.#monitor.completed;
    const exit = this.#monitor.run(slice);
    this.#memory.executed((exit.type === 'epoch-end' ? exit.completed : this.#monitor.completed) - before);
    return exit;
  }

  #end(completed: number, rest: boolean): VmExit {
    this.#ended = completed;
    return { type: 'epoch-end', completed, rest };
  }

  /** Where an epoch has ended, before anything is delivered; undefined if the machine has left the known way with that. */
  #boundaryAtEnd(completed: number): Boundary | undefined {
    const stop = this.#stop!;
    const known = stop.ends.find((end) => end.completed === completed);
    if (known) return known.boundary;
    if (this.#leaves()) return undefined;
    const { machine } = this.#catchUp();
    const boundary = newBoundary(machine.facts);
    stop.ends.push({ completed, boundary });
    return boundary;
  }

  /** Executes up to the next stop, if there is one within the epoch. */
  #findNext(stop: Stop): Stop | undefined {
    const executing = this.#catchUp();
    const halt = this.#runOn(executing, stop.completed);
    const { machine } = executing;
    if (halt === 'end') {
      stop.clearTo = Math.max(stop.clearTo, this.#limit);
      executing.ended = true;
      return undefined;
    }
    const { completed } = halt;
    const next = newStop(halt.halt, completed, machine.facts, stop);
    stop.next = next;
    this.#memory.remembered(next);
    executing.at = next;
    executing.ended = halt.halt.type === 'rest';
    return next;
  }

  /** Lets it run to its next halt. Slices end at multiples of their length, whoever asks. */
  #runOn({ machine, limit }: Executing, from: number): 'end' | { readonly halt: Halt; readonly completed: number } {
    const { monitor } = machine;
    const { slice } = this.#memory;
    const sliceEnd = from - (from % slice) + slice;
    for (;;) {
      const exit = monitor.run(sliceEnd - monitor.completed);
      const completed = exit.type === 'epoch-end' ? exit.completed : monitor.completed;
      if (exit.type === 'slice' && completed < sliceEnd) continue;
      this.#memory.executed(completed - from);
      if (exit.type !== 'epoch-end') return { halt: exit, completed };
      if (exit.rest) return { halt: { type: 'rest' }, completed };
      if (exit.completed !== limit) throw new Error('an epoch has ended before its limit');
      return 'end';
    }
  }

  /** A machine that executes and stands where this one does. */
  #catchUp(): Executing {
    const executing = (this.#executing ??= this.#takeExecuting());
    const stop = this.#stop;
    if (this.#standsRight(executing, stop ?? this.#boundary)) return executing;
    const way = stop === undefined ? [] : wayTo(stop);
    const passed = this.#hasPassed(executing, way);
    if (passed === 0) this.#backToBoundary(executing);
    if (stop === undefined) return executing;
    if (passed === 0) this.#begin(executing);
    for (const next of way.slice(Math.max(passed, 1))) this.#repeat(executing, next);
    if (this.#ended !== undefined && !executing.ended) this.#repeatEnd(executing, stop);
    return executing;
  }

  #standsRight({ at, ended, limit }: Executing, target: Stop | Boundary): boolean {
    if (at !== target) return false;
    return this.#stop === undefined || (limit === this.#limit && ended === (this.#ended !== undefined));
  }

  /** How many stops of this way it has come past in this very epoch. */
  #hasPassed({ at, ended, limit }: Executing, way: readonly (Stop | Boundary)[]): number {
    return ended || limit !== this.#limit ? 0 : way.indexOf(at) + 1;
  }

  #backToBoundary(executing: Executing): void {
    if (executing.at !== this.#boundary) executing.machine.restore(this.#boundary.snapshot!);
    executing.at = this.#boundary;
    executing.ended = false;
  }

  #begin(executing: Executing): void {
    executing.machine.monitor.startEpoch(this.#limit);
    executing.limit = this.#limit;
    executing.at = this.#boundary.begins;
  }

  /** Goes on from the stop before this one. */
  #repeat(executing: Executing, stop: Stop): void {
    if (stop.told === undefined) this.#runOn(executing, stop.before!.completed);
    else executing.machine.monitor.supply(stop.told);
    executing.at = stop;
    executing.ended = stop.halt.type === 'rest';
  }

  /** Goes on from the epoch's last stop. */
  #repeatEnd(executing: Executing, { completed }: Stop): void {
    this.#runOn(executing, completed);
    executing.ended = true;
  }

  #takeExecuting(): Executing {
    const machine = this.#memory.takeExecuting();
    return { machine, at: NOWHERE, ended: false, limit: 0 };
  }
}

/** Of a machine that has not been set to any state yet. */
const NOWHERE = newBoundary({ timerDue: Infinity, timerTarget: Infinity, inputPopped: 0, outstanding: [] });

/** The stops on the way from the epoch's beginning to this one. */
function wayTo(target: Stop): Stop[] {
  const way: Stop[] = [];
  for (let stop: Stop | undefined = target; stop; stop = stop.before) way.push(stop);
  return way.reverse();
}

/**
 * Does an epoch with this limit come to this stop before it ends? An output belongs to an instruction that has completed; at
 * every other stop the next instruction has not begun, and does not in this epoch if the limit is reached.
 */
function comesBefore({ halt, completed }: Stop, limit: number): boolean {
  const own = halt.type === 'output' && !isMonitors(halt.request);
  return own ? completed <= limit : completed < limit;
}

/** An end that the guest has not asked for. */
function isMonitors(request: Request): boolean {
  return request.kind === 'exit' && (request.stop ?? request.ended) !== undefined;
}

function sameValue(one: EnvironmentValue, other: EnvironmentValue): boolean {
  const values = Object.values(other);
  return Object.values(one).every((value, index) => value === values[index]);
}

function sameInterrupts(some: readonly Interrupt[], others: readonly Interrupt[]): boolean {
  return some.length === others.length && some.every((interrupt, index) => sameInterrupt(interrupt, others[index]));
}

function sameInterrupt(one: Interrupt, other: Interrupt): boolean {
  if (one.type === 'input') {
    return (
      other.type === 'input' && one.from === other.from && one.end === other.end && equalBytes(one.bytes, other.bytes)
    );
  }
  if (other.type === 'input') return false;
  const [a, b] = [one.completion, other.completion];
  return a.id === b.id && a.result === b.result && sameData(a.data, b.data);
}

function sameData(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equalBytes(one, other);
}
