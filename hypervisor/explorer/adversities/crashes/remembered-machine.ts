/**
 * A virtual machine that goes the remembered way of its guest as long as it is known, and executes only from where it is not;
 * what it finds out is remembered, too. What it does is the same either way. A machine whose memory is looked at, because
 * another one joins, executes from then on, and remembers nothing; so does one that leaves the known way when nothing more may be
 * remembered.
 */
import type { Rollback } from '../../../../emulator/checkpoint.ts';
import type { EnvironmentValue } from '../../../../emulator/environment.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import type { Request } from '../../../../emulator/devices/device.ts';
import type { SavedState } from '../../../monitor/machine-state-copy.ts';
import type { VmExit } from '../../../monitor/virtual-machine.ts';
import type { Interrupt } from '../../../protocol/messages.ts';
import type { SimulatedMachine } from '../../../simulator/machine-source.ts';
import { type Boundary, comesBefore, newBoundary, type Stop, whereDelivered, whereSupplied } from './course.ts';
import type { ExecutingMachine } from './executing-machine.ts';
import { type Execution, Follower } from './follower.ts';

/** What the machines of one guest share. */
export interface SharedMemory extends Execution {
  takeExecuting(): ExecutingMachine;
  giveBack(executing: ExecutingMachine): void;
  /** A boundary or a stop has been remembered. */
  remembered(found: Boundary | Stop): void;
  /** Nothing more may be remembered. */
  readonly closed: boolean;
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
  /** Executes for it, once it has come to what is not known. */
  #executing: Follower | undefined;
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
    this.#executing?.endEpochSoon(this.#stop, before, this.#limit);
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
    let supplied = whereSupplied(stop, value);
    if (supplied === undefined) {
      if (this.#leaves()) return this.#monitor.supply(value);
      supplied = this.#catchUp().supply(stop, value);
      stop.supplied.push(supplied);
      this.#memory.remembered(supplied);
    }
    this.#stop = supplied;
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    if (this.#looked) return this.#monitor.deliver(interrupts, ticks);
    const from = this.#ended === undefined ? this.#boundary : this.#boundaryAtEnd(this.#ended);
    if (from === undefined) return this.#monitor.deliver(interrupts, ticks);
    const timer = from.facts.timerTarget <= ticks;
    let next = whereDelivered(from, interrupts, timer);
    if (next === undefined) {
      if (this.#leaves()) return this.#monitor.deliver(interrupts, ticks);
      next = this.#catchUp().deliver(interrupts, ticks);
      from.delivered.push({ interrupts, timer, boundary: next });
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
    const boundary = newBoundary(this.#catchUp().machine.facts);
    stop.ends.push({ completed, boundary });
    return boundary;
  }

  /** Executes up to the next stop, if there is one within the epoch. */
  #findNext(stop: Stop): Stop | undefined {
    const next = this.#catchUp().runToNext(stop);
    if (next === undefined) {
      stop.clearTo = Math.max(stop.clearTo, this.#limit);
    } else {
      stop.next = next;
      this.#memory.remembered(next);
    }
    return next;
  }

  /** Who executes stands where this one does. */
  #catchUp(): Follower {
    this.#executing ??= new Follower(this.#memory.takeExecuting(), this.#memory);
    const [boundary, stop, ended, limit] = [this.#boundary, this.#stop, this.#ended !== undefined, this.#limit];
    this.#executing.comeTo({ boundary, stop, ended, limit });
    return this.#executing;
  }
}
