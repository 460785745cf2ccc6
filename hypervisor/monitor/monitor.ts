/**
 * The monitor under the guest: it runs the guest deprivileged, simulates what leaves to it, and cuts the instruction
 * stream into epochs. (Paper, section 2: instruction-stream interrupts, environment instructions, and I/O by the
 * hypervisor.) What a guest asks of the outside, and what it does to it, leaves by {@link VmExit}s; everything else is
 * settled here, from the state of the virtual machine alone, so that both replicas settle it alike.
 */
import { limitReached, whyAsleep } from '../../emulator/ending.ts';
import type { Place } from '../../emulator/report/place.ts';
import { placeOf } from '../../emulator/diagnosis/place.ts';
import { EXIT_STATUS, INTERVAL_TIMER_INTERRUPT, PAGE_SIZE } from '../../emulator/board.ts';
import type { EngineFactory } from '../../emulator/cpu/engine.ts';
import { EXIT, Processor } from '../../emulator/cpu/processor.ts';
import type { ExitRequest, Request } from '../../emulator/devices/device.ts';
import { reportStop } from '../../emulator/diagnosis/stop-report.ts';
import { Devices } from '../../emulator/devices/devices.ts';
import { InstructionTrace, type TraceOptions } from '../../emulator/instruction-trace.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../emulator/environment.ts';
import { LAYOUT, type MachineState } from '../../emulator/layout.ts';
import type { Interrupt } from '../protocol/messages.ts';
import { type DirtyPageReader, DirtyPages } from './dirty-pages.ts';
import type { SavedState } from './machine-state-copy.ts';
import { questionOf } from './environment-instructions.ts';
import { StateHash } from './state-hash.ts';
import { TimerTick } from './timer-tick.ts';
import type { VirtualMachine, VmExit } from './virtual-machine.ts';

export interface MonitorOptions {
  /** All zero: the machine's memory before power-on. */
  readonly state: MachineState;
  /** Size of the disk, in sectors. */
  readonly sectors: number;
  /** Seed of the virtual TLB's replacement: state of the virtual machine, the same in both replicas. */
  readonly tlbSeed: number;
  /** Without the level assist, as in 1995. */
  readonly ringsExposed?: boolean;
  /** What is privileged need not leave to the monitor, if levels are assisted, too: see emulator/cpu/privilege.ts. */
  readonly assisted?: boolean;
  /** The TLB is the machine's own, as in 1995: no state of the virtual machine, so its hash leaves it out. */
  readonly tlbExposed?: boolean;
  /** The guest is ended once so many instructions have completed; without, only by itself. */
  readonly limitInstructions?: number;
  /** What executes instructions: the interpreter, unless given. */
  readonly engine?: EngineFactory;
  /** What one that is simulated uses up of a slice, in ordinary ones: 1 unless given. */
  readonly simulatedCost?: number;
}

const PAGE_WORDS = PAGE_SIZE / 4;
const SLICE: VmExit = { type: 'slice' };
/** CR 15, the external interrupt enable mask. */
const EIEM = LAYOUT.CR + 15;
const INSTRUCTIONS = LAYOUT.INSTRUCTIONS / 2;
const NOTHING = new Uint8Array(0);

export class Monitor implements VirtualMachine {
  /** The virtual processor; for the loader, which puts the guest into its memory and powers it on. */
  readonly processor: Processor;
  /** The pages of RAM that were stored to: who wants to know them asks here, not the processor. */
  readonly dirtyPages: DirtyPages;
  readonly #io: Devices;
  readonly #state: MachineState;
  readonly #ringsExposed: boolean;
  readonly #tlbExposed: boolean;
  readonly #limitInstructions: number;
  readonly #simulatedCost: number;
  readonly #pagesToCopy: DirtyPageReader;
  readonly #pagesToHash: DirtyPageReader;
  #stateHash: StateHash | undefined;
  /** What runs the processor: itself, or a trace of it. */
  #runner: Pick<Processor, 'run' | 'simulate' | 'completed'>;
  #trace: InstructionTrace | undefined;
  #limit = 0;
  readonly #tick = new TimerTick();
  /** What the environment instruction being simulated is to see. */
  #supplied: EnvironmentValue | undefined;
  /** What the last instruction has asked of the outside world and has not left yet, in order. */
  #requests: Request[] = [];
  /** Instructions that were simulated: no state of the machine, but what it costs to run it. */
  simulated = 0;

  constructor(options: MonitorOptions) {
    const { state, sectors, tlbSeed, ringsExposed = false, tlbExposed = false } = options;
    this.#state = state;
    this.#ringsExposed = ringsExposed;
    this.#tlbExposed = tlbExposed;
    this.#limitInstructions = options.limitInstructions ?? Infinity;
    this.#simulatedCost = options.simulatedCost ?? 1;
    const environment = { read: (query: EnvironmentQuery) => this.#answer(query) };
    const io = {
      load: (address: number) => this.#io.load(address),
      loadHalfword: (address: number) => this.#io.loadHalfword(address),
      store: (address: number, value: number) => this.#io.store(address, value),
    };
    const assisted = options.assisted === true && !ringsExposed;
    this.processor = new Processor({ state, io, environment, tlbSeed, engine: options.engine, assisted });
    this.#runner = this.processor;
    this.dirtyPages = new DirtyPages(() => this.processor.takeDirtyPages(), state.ram.byteLength / PAGE_SIZE);
    // From the beginning, though nobody may ask for a hash: the loader's stores count, too.
    this.#pagesToHash = this.dirtyPages.reader();
    this.#pagesToCopy = this.dirtyPages.reader();
    this.#io = new Devices({
      state,
      memory: this.processor.memory,
      environment,
      sectors,
      raise: (mask) => this.processor.raise(mask),
      request: (request) => this.#requests.push(request),
    });
  }

  /** Takes the guest, which has just been powered on, under the monitor. */
  deprivilege(): void {
    this.processor.ringsExposed = this.#ringsExposed;
    this.processor.deprivileged = true;
  }

  /** Tells every instruction from here on, as the guest sees it. */
  trace(options: TraceOptions): void {
    this.#runner = this.#trace = new InstructionTrace(this.processor, options);
  }

  startEpoch(limit: number): void {
    this.#trace?.beginEpoch();
    this.#limit = limit;
    this.#left = limit;
  }

  /**
   * The epoch's limit moves to the next instruction, instead of the epoch ending here: only right after a completed
   * instruction is the guest where its count says. Before one it may have taken an interruption that counts for nothing.
   */
  endEpochSoon(): void {
    const ahead = Math.max(this.#left - 1, 0);
    this.#limit -= ahead;
    this.#left -= ahead;
  }

  run(slice: number): VmExit {
    const exit = this.#run(slice);
    if (exit.type === 'epoch-end' || exit.type === 'output') this.#trace?.flush();
    return exit;
  }

  #run(slice: number): VmExit {
    const { processor } = this;
    for (let budget = slice; ;) {
      const request = this.#requests.shift();
      if (request) return { type: 'output', request };
      const allowed = this.#limitInstructions - this.#instructions;
      if (allowed <= 0)
        return this.#end(EXIT_STATUS.LIMIT, { ended: limitReached(this.#limitInstructions, this.#state, this.#io) });
      if (this.#left === 0) return this.#epochEnd(false);
      if (budget <= 0) return SLICE;
      const due = processor.timerDue();
      const exit = this.#runner.run(Math.min(this.#left, budget, allowed));
      this.#watchComparand(due);
      this.#countCompleted();
      this.simulated += processor.simulated;
      // However few of them complete, simulated instructions use up the slice, too.
      budget -= this.#runner.completed + this.#simulatedCost * processor.simulated;
      if (exit === EXIT.REST) return this.#rest();
      if (exit === EXIT.STOPPED) return this.#end(EXIT_STATUS.MACHINE_STOP, { stop: reportStop(this.#state) });
      if (exit === EXIT.PRIVILEGED || exit === EXIT.IO) {
        const query = questionOf(processor, exit, this.#io);
        if (query) return { type: 'environment', query };
        const before = processor.timerDue();
        this.#simulate();
        this.#watchComparand(before);
        budget -= this.#simulatedCost;
      }
    }
  }

  supply(value: EnvironmentValue): void {
    this.#supplied = value;
    this.#simulate();
    this.#supplied = undefined;
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    for (const interrupt of interrupts) {
      if (interrupt.type === 'input') {
        this.#io.receive(interrupt.from, interrupt.bytes, interrupt.end);
      } else if (!this.#io.complete(interrupt.completion)) {
        throw new Error(`no device awaits the completion of request ${interrupt.completion.id}`);
      }
    }
    this.processor.checkTimer(ticks);
  }

  timerDue(): number {
    const wakes = (this.#state.words[EIEM] & INTERVAL_TIMER_INTERRUPT) !== 0;
    return wakes ? this.processor.timerDue() : Infinity;
  }

  timerTick(): number {
    return this.#tick.ticks;
  }

  place(): Place {
    return placeOf(this.#state);
  }

  inputPopped(): number {
    return this.#io.inputPopped();
  }

  outstanding(): readonly Request[] {
    return this.#io.outstanding();
  }

  get pageCount(): number {
    return this.#state.ram.length / PAGE_WORDS;
  }

  page(number: number): Uint8Array {
    const { buffer } = this.#state.memory;
    return new Uint8Array(buffer, this.#state.ramBase + number * PAGE_SIZE, PAGE_SIZE);
  }

  takeDirtyPages(): number[] {
    return this.#pagesToCopy.take();
  }

  save(): SavedState {
    return { words: this.#state.words.slice(), devices: this.#io.save() };
  }

  restore(saved: SavedState): boolean {
    const names = Object.keys(this.#io.save());
    const sameDevices =
      names.length === Object.keys(saved.devices).length && names.every((name) => Object.hasOwn(saved.devices, name));
    if (saved.words.length !== this.#state.words.length || !sameDevices) return false;
    this.#restoreRest(saved);
    this.processor.stateChanged();
    this.dirtyPages.addAll();
    return true;
  }

  /** The same for a state of this very machine, whose pages were restored by the processor's own memory. */
  restoreBesidePages(saved: SavedState): void {
    this.#restoreRest(saved);
    this.processor.wordsChanged();
  }

  #restoreRest({ words, devices }: SavedState): void {
    this.#state.words.set(words);
    this.#io.restore(devices);
    this.#requests = [];
  }

  hash(): string {
    return this.#hashes.afresh(this.#io.encodedState());
  }

  stateHash(pulse?: () => void): bigint {
    return this.#hashes.value(this.deviceState(), pulse);
  }

  /** What of the devices' state is not in the state buffer, as bytes; none if there is nothing of it. */
  deviceState(): Uint8Array {
    return this.#io.quiet ? NOTHING : this.#io.encodedState();
  }

  get completed(): number {
    return this.#limit - this.#left;
  }

  /** Made when it is asked for first. */
  get #hashes(): StateHash {
    return (this.#stateHash ??= new StateHash({
      state: this.#state,
      dirtyPages: this.#pagesToHash,
      tlbChanges: this.#tlbExposed ? undefined : () => this.processor.tlbChanges,
    }));
  }

  /** Instructions completed since power-on. */
  get #instructions(): number {
    return this.#state.doubles[INSTRUCTIONS];
  }

  /** The monitor's own recovery counter: instructions left in the epoch. */
  get #left(): number {
    return this.#state.words[LAYOUT.EPOCH_COUNTER];
  }

  set #left(count: number) {
    this.#state.words[LAYOUT.EPOCH_COUNTER] = count;
  }

  /** The counter ends at 0 whatever was left, since the limit is no state of the machine: the backup's differs. */
  #epochEnd(rest: boolean): VmExit {
    const completed = this.#limit - this.#left;
    this.#left = 0;
    return { type: 'epoch-end', completed, rest };
  }

  /** Executes the instruction at which the guest stands. */
  #simulate(): void {
    this.#runner.simulate();
    this.simulated += 1;
    this.#countCompleted();
  }

  /** The guest's timer was due at tick `before` and may have been set anew. */
  #watchComparand(before: number): void {
    const { processor } = this;
    if (processor.timerDue() !== before) this.#tick.comparand(processor.timerDue(), processor.timerShown());
  }

  #countCompleted(): void {
    this.#left -= this.#runner.completed;
    this.#state.doubles[INSTRUCTIONS] += this.#runner.completed;
  }

  /** A rest that nothing can end is the guest's end; every other one ends the epoch. */
  #rest(): VmExit {
    const asleep = whyAsleep(this.processor, this.#io);
    return asleep === undefined ? this.#epochEnd(true) : this.#end(EXIT_STATUS.ASLEEP, { ended: asleep });
  }

  /** The guest is ended without having asked for it, which is an EXIT like any other. */
  #end(status: number, why: Pick<ExitRequest, 'stop' | 'ended'>): VmExit {
    return { type: 'output', request: { kind: 'exit', id: this.#io.nextRequestId(), status, ...why } };
  }

  #answer(query: EnvironmentQuery): EnvironmentValue {
    if (this.#supplied?.query !== query) throw new Error(`the guest reads ${query} unasked`);
    return this.#supplied;
  }
}
