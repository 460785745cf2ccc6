/** A virtual machine under observation: the real monitor, with a record of all that passes between it and its replica. */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Place } from '../../emulator/report/place.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Request } from '../../emulator/devices/device.ts';
import type { SavedState } from '../monitor/machine-state-copy.ts';
import type { VirtualMachine, VmExit } from '../monitor/virtual-machine.ts';
import type { Interrupt } from '../protocol/messages.ts';
import type { SimulatedMachine } from './machine-source.ts';
import { checksumOfRequest } from './record/request-checksum.ts';
import type { Work } from './plan/hardware-model.ts';
import type { GuestRecord, RunRecord } from './record/run-record.ts';
import { checksum } from './record/trace.ts';

/** What is done to a virtual machine. */
export type MachineDoing = 'begins an epoch' | 'runs' | 'reads' | 'delivers';

export interface ObservedMachineOptions {
  readonly machine: SimulatedMachine;
  readonly record: GuestRecord;
  /** Where the guest's history is left for a joiner, and taken by one. */
  readonly run: Pick<RunRecord, 'handedOver'>;
  /** The most instructions that one call runs. */
  readonly slice: number;
  /** Of so many epochs, the whole state of one is hashed. */
  readonly hashEvery: number;
  /** Milliseconds of virtual time. */
  readonly now: () => number;
  /** Called when the rest of the machine is taken for a joiner. */
  readonly saved: () => void;
  /** Called before each thing that is done to the machine: a moment at which it may die. */
  readonly moment: (doing: MachineDoing) => void;
}

const NOTHING: Work = { instructions: 0, simulated: 0, epochs: 0, commands: 0 };

export class ObservedMachine implements VirtualMachine {
  readonly #options: ObservedMachineOptions;
  #spent: Work = NOTHING;
  #simulatedBefore = 0;
  /** The epoch has begun, and none of it was run. */
  #fresh = false;
  #ran = 0;
  /** Instructions completed in this epoch, as of the last {@link run}. */
  #counted = 0;

  constructor(options: ObservedMachineOptions) {
    this.#options = options;
  }

  /** Instructions completed on this machine. */
  get ran(): number {
    return this.#ran;
  }

  /** What was done since {@link takeSpent}. */
  get spent(): Work {
    return this.#spent;
  }

  takeSpent(): Work {
    const spent = this.#spent;
    this.#spent = NOTHING;
    return spent;
  }

  /** A command of its guest's is given to the disk. */
  noteCommand(): void {
    this.#spent = { ...this.#spent, commands: this.#spent.commands + 1 };
  }

  /** Undefined if the machine itself has none now. The record is not its own. */
  checkpoint(): Rollback | undefined {
    const machine = this.#options.machine.checkpoint?.();
    const state = [this.#spent, this.#simulatedBefore, this.#fresh, this.#ran, this.#counted] as const;
    return (
      machine &&
      (() => {
        [this.#spent, this.#simulatedBefore, this.#fresh, this.#ran, this.#counted] = state;
        machine();
      })
    );
  }

  startEpoch(limit: number): void {
    const { machine, record, hashEvery, moment } = this.#options;
    moment('begins an epoch');
    record.epochs.push(machine.checksum());
    const epoch = record.epochs.length;
    if (epoch % hashEvery === 0) record.hashes.set(epoch, machine.hash());
    machine.startEpoch(limit);
    this.#counted = 0;
    this.#fresh = true;
  }

  endEpochSoon(): void {
    this.#options.machine.endEpochSoon();
  }

  get completed(): number {
    return this.#options.machine.completed;
  }

  run(slice: number): VmExit {
    const { machine, record, moment } = this.#options;
    moment('runs');
    const exit = machine.run(Math.min(slice, this.#options.slice));
    const completed = exit.type === 'epoch-end' ? exit.completed : machine.completed;
    this.#noteSpent(completed - this.#counted);
    this.#counted = completed;
    if (exit.type === 'output') this.#noteRequest(exit.request);
    if (exit.type === 'epoch-end') {
      record.instructions += exit.completed;
      record.entries.push(`epoch ${record.epochs.length} ends after ${exit.completed} instructions`);
    }
    return exit;
  }

  supply(value: EnvironmentValue): void {
    const { machine, record, moment, now } = this.#options;
    moment('reads');
    record.values.push({ value, atMs: now(), by: record });
    record.entries.push(`reads ${Object.values(value).join(' ')}`);
    machine.supply(value);
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    const { machine, record, moment } = this.#options;
    moment('delivers');
    for (const interrupt of interrupts) this.#noteInterrupt(interrupt);
    record.entries.push(`has the time ${ticks}`);
    record.finished = record.epochs.length;
    machine.deliver(interrupts, ticks);
  }

  timerDue(): number {
    return this.#options.machine.timerDue();
  }

  timerTick(): number {
    return this.#options.machine.timerTick();
  }

  place(): Place {
    return this.#options.machine.place();
  }

  inputPopped(): number {
    return this.#options.machine.inputPopped();
  }

  outstanding(): readonly Request[] {
    return this.#options.machine.outstanding();
  }

  get pageCount(): number {
    return this.#options.machine.pageCount;
  }

  page(number: number): Uint8Array {
    return this.#options.machine.page(number);
  }

  takeDirtyPages(): number[] {
    return this.#options.machine.takeDirtyPages();
  }

  save(): SavedState {
    this.#options.run.handedOver = this.#options.record.history();
    this.#options.saved();
    return this.#options.machine.save();
  }

  restore(state: SavedState): boolean {
    const { machine, record, run } = this.#options;
    if (run.handedOver) record.takeHistory(run.handedOver);
    return machine.restore(state);
  }

  hash(): string {
    return this.#options.machine.hash();
  }

  stateHash(pulse?: () => void): bigint {
    return this.#options.machine.stateHash(pulse);
  }

  #noteSpent(instructions: number): void {
    const { simulated = 0 } = this.#options.machine;
    const spent = this.#spent;
    this.#spent = {
      instructions: spent.instructions + instructions,
      simulated: spent.simulated + simulated - this.#simulatedBefore,
      epochs: spent.epochs + Number(this.#fresh),
      commands: spent.commands,
    };
    this.#ran += instructions;
    this.#simulatedBefore = simulated;
    this.#fresh = false;
  }

  #noteRequest(request: Request): void {
    const { requests, entries } = this.#options.record;
    entries.push(`asks for ${request.kind} #${request.id}, ${checksumOfRequest(request)}`);
    requests.set(request.id, { request, entries: entries.length });
  }

  #noteInterrupt(interrupt: Interrupt): void {
    const { completions, input, entries } = this.#options.record;
    if (interrupt.type === 'input') {
      input.push(...interrupt.bytes);
      entries.push(`gets input ${interrupt.from} ${checksum(interrupt.bytes)} ${interrupt.end ? 'end' : ''}`);
    } else {
      const { id, result, data } = interrupt.completion;
      completions.push(interrupt.completion);
      entries.push(`gets result ${result} of #${id}${data ? ` with ${checksum(data) >>> 0}` : ''}`);
    }
  }
}
