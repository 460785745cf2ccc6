/**
 * The processor: PA-RISC 1.1, Level 2. This is its outside, which the bare machine and the hypervisor's monitor use;
 * the instructions are in ./semantics.
 */
import { INTERVAL_TIMER_INTERRUPT } from '../board.ts';
import type { Environment } from '../environment.ts';
import { LAYOUT, SCRATCH, type MachineState } from '../layout.ts';
import type { PhysicalMemory } from '../memory.ts';
import { Core } from './core.ts';
import type { Engine, EngineFactory } from './engine.ts';
import { bringCounterUpToDate, createInterpreter, isSpecial, type Interpreter } from './interpreter.ts';
import { INTERRUPTION, pendingInterruption, type Signal } from './interruptions.ts';
import { passTimer, stopTimer, timerShown, timerTarget } from './interval-timer.ts';
import type { IoAccess } from './io-access.ts';
import { NEEDS_IO, NEEDS_PRIVILEGE, RECONSIDER, WOULD_REST } from './outcome.ts';
import { PSW, readPsw, writePsw } from './psw.ts';
import { takeInterruption, takePending } from './take-interruption.ts';

/**
 * So many interruptions without one instruction completed between them can only repeat themselves for ever: there are
 * not as many vectors.
 */
const FRUITLESS_INTERRUPTIONS = 64;

/** Why {@link Processor.run} came back. */
export const EXIT = {
  /** `limit` instructions have completed. */
  LIMIT: 0,
  /** Stands before an idle hint that would rest: EIRR & EIEM is 0. */
  REST: 1,
  /** An interruption has no handler: see ../diagnosis/stop-report.ts. The machine goes no further. */
  STOPPED: 2,
  /** {@link Processor.requestExit} was called; the instruction that led to it has completed. */
  BREAK_OUT: 3,
  /**
   * Deprivileged only: stands, not executed, before {@link Processor.instruction}, which needs level 0 and has it in the
   * guest's eyes, or reads CR 16 and may. (Absolute loads and stores need no monitor.)
   */
  PRIVILEGED: 4,
  /** Deprivileged only: stands before a load or store of {@link Processor.ioAddress}, which is in I/O space. */
  IO: 5,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface ProcessorOptions {
  readonly state: MachineState;
  readonly io: IoAccess;
  readonly environment: Environment;
  /** Seed of the TLB's replacement: differs in every bare machine. Any 32-bit number. */
  readonly tlbSeed: number;
  /** The interpreter, unless given. */
  readonly engine?: EngineFactory;
  /** While deprivileged, {@link Processor.run} does itself what is privileged, all but environment instructions: see ./privilege.ts. */
  readonly assisted?: boolean;
}

export class Processor {
  readonly state: MachineState;
  /** RAM with DMA; stores to it drop decoded instructions. All that write RAM from outside must go through it. */
  readonly memory: PhysicalMemory;
  readonly #core: Core;
  readonly #interpreter: Interpreter;
  readonly #engine: Engine;
  readonly #words: Int32Array;
  readonly #tlbSeed: number;
  readonly #assisted: number;

  constructor({ state, io, environment, tlbSeed, engine, assisted = false }: ProcessorOptions) {
    this.state = state;
    this.#core = new Core(state, io, environment);
    this.#interpreter = createInterpreter(this.#core);
    this.#engine = engine === undefined ? this.#interpreter : engine(this.#core, this.#interpreter);
    this.#words = state.words;
    this.#tlbSeed = tlbSeed;
    this.#assisted = assisted ? 1 : 0;
    this.memory = this.#core.memory;
  }

  /** Power-on: registers 0, TLB empty, real mode, level 0, execution begins at `entry`. RAM is left as it is. */
  powerOn(entry: number): void {
    const words = this.#words;
    words.fill(0, 0, LAYOUT.TLB_GENERATOR);
    stopTimer(this.state.doubles);
    this.#core.tlb.powerOn(this.#tlbSeed);
    words[LAYOUT.IAOQ_FRONT] = entry;
    words[LAYOUT.IAOQ_BACK] = entry + 4;
    this.stateChanged();
  }

  /** To be called after the state buffer was overwritten (a joining backup): drops everything derived from it. */
  stateChanged(): void {
    this.memory.forgetDecoded();
    this.wordsChanged();
  }

  /** The same where RAM was not, or only by its own {@link memory}. */
  wordsChanged(): void {
    this.#core.tlb.rebuild();
    this.#core.dropTranslations();
    this.#core.contextChanged();
  }

  /**
   * The numbers of the pages of RAM (address / 4096) that were stored to, by the processor or by DMA, since the last call;
   * in no order.
   */
  takeDirtyPages(): number[] {
    return this.#core.takeDirtyPages();
  }

  /** A number that grows with every change of a TLB entry. */
  get tlbChanges(): number {
    return this.#core.tlb.changes;
  }

  /**
   * Runs until `limit` instructions (at least 1) have completed, counted as the recovery counter counts (nullified
   * ones and those ended by a group 1 to 3 interruption don't, null ones and those followed by a group 4 trap do), or
   * until an earlier exit. Pending interruptions are taken before the next instruction, so not at the end of a run;
   * BREAK_OUT goes before LIMIT.
   */
  run(limit: number): Exit {
    const core = this.#core;
    core.scratch[SCRATCH.GUARDED] = this.#words[LAYOUT.DEPRIVILEGED];
    core.scratch[SCRATCH.ASSISTED] = this.#assisted;
    core.scratch[SCRATCH.SIMULATED] = 0;
    core.scratch[SCRATCH.COMPLETED] = 0;
    core.counted = 0;
    core.exitRequested = false;
    for (;;) {
      if (this.#words[LAYOUT.STOPPED] !== 0) return EXIT.STOPPED;
      if (core.exitRequested) return EXIT.BREAK_OUT;
      if (core.scratch[SCRATCH.COMPLETED] >= limit) return EXIT.LIMIT;
      if (this.#takePending()) continue;
      const psw = this.#words[LAYOUT.PSW];
      core.scratch[SCRATCH.BUDGET] =
        (psw & PSW.R) === 0 ? limit : Math.min(limit, core.scratch[SCRATCH.COMPLETED] + this.#words[LAYOUT.CR] + 1);
      const exit = this.#settle(isSpecial(core) ? this.#interpreter.step() : this.#engine.burst(), psw);
      if (exit !== undefined) return exit;
    }
  }

  /**
   * The smallest step there is: takes the interruption that is pending, or passes over a nullified instruction, or
   * executes one, with the group 4 trap that may follow. Undefined if nothing else is the matter. For traces.
   */
  step(): Exit | undefined {
    const core = this.#core;
    core.scratch[SCRATCH.GUARDED] = this.#words[LAYOUT.DEPRIVILEGED];
    core.scratch[SCRATCH.ASSISTED] = 0;
    core.scratch[SCRATCH.SIMULATED] = 0;
    core.scratch[SCRATCH.COMPLETED] = 0;
    core.counted = 0;
    core.exitRequested = false;
    core.interruption = 0;
    const psw = this.#words[LAYOUT.PSW];
    if (this.#words[LAYOUT.STOPPED] !== 0) return EXIT.STOPPED;
    if (this.#takePending()) return undefined;
    const exit = this.#settle(this.#interpreter.step(), psw);
    if (exit !== undefined) return exit;
    // requestExit may have been called by a device, meanwhile.
    return (core as { exitRequested: boolean }).exitRequested ? EXIT.BREAK_OUT : undefined;
  }

  /** Number of the interruption taken in the last {@link step} or {@link simulate}, or 0. */
  get interruption(): number {
    return this.#core.interruption;
  }

  /** Instructions completed in the last {@link run}, {@link step} or {@link simulate}. */
  get completed(): number {
    return this.#core.scratch[SCRATCH.COMPLETED];
  }

  /** Privileged instructions that the last {@link run} has done itself: see {@link ProcessorOptions.assisted}. */
  get simulated(): number {
    return this.#core.scratch[SCRATCH.SIMULATED];
  }

  /**
   * Executes the one instruction at which the processor stands after PRIVILEGED or IO, with the checks of a deprivileged
   * guest off: it sees the io and environment of the constructor. LIMIT if it has completed (then it counts once) or
   * was ended by an interruption of the guest's own (then `completed` is 0); or BREAK_OUT, REST, or STOPPED.
   */
  simulate(): Exit {
    const core = this.#core;
    core.scratch[SCRATCH.GUARDED] = 0;
    core.scratch[SCRATCH.COMPLETED] = 0;
    core.counted = 0;
    core.exitRequested = false;
    core.interruption = 0;
    const psw = this.#words[LAYOUT.PSW];
    const exit = this.#settle(this.#interpreter.step(), psw);
    if (exit !== undefined) return exit;
    if (this.#words[LAYOUT.STOPPED] !== 0) return EXIT.STOPPED;
    // requestExit may have been called by a device, meanwhile.
    return (core as { exitRequested: boolean }).exitRequested ? EXIT.BREAK_OUT : EXIT.LIMIT;
  }

  /** Makes the running {@link run} return BREAK_OUT once the present instruction has completed. For device stores. */
  requestExit(): void {
    this.#core.exitRequested = true;
    this.#core.attention();
  }

  /** The word at which the processor stands after PRIVILEGED or IO, or that of the last {@link step} or {@link simulate}; unsigned. */
  get instruction(): number {
    return this.#core.instruction >>> 0;
  }

  /** Physical address after IO, unsigned. */
  get ioAddress(): number {
    return this.#core.ioAddress >>> 0;
  }

  /** After IO: is it a store? A semaphore operation is one. */
  get ioStore(): boolean {
    return this.#core.ioStore;
  }

  /** Sets bits of EIRR. An external interrupt follows when EIRR & EIEM is not 0 and PSW I is 1. */
  raise(mask: number): void {
    this.#words[LAYOUT.CR + 23] |= mask;
    this.#core.attention();
  }

  /**
   * Signals what no device of the board does: 1, a high-priority machine check; 2, a power failure; 5, a low-priority
   * machine check. It is pending until PSW M = 0 or I = 1 lets it come. For tests of guests' handlers.
   */
  signal(number: Signal): void {
    this.#words[LAYOUT.SIGNALLED] |= 1 << number;
    this.#core.attention();
  }

  /** True if EIRR & EIEM is not 0, whatever PSW I is: then an idle hint does not rest. */
  get interruptPending(): boolean {
    return (this.#words[LAYOUT.CR + 15] & this.#words[LAYOUT.CR + 23]) !== 0;
  }

  /** The tick at which the interval timer is due next; Infinity if its comparand was never written. */
  timerDue(): number {
    return timerTarget(this.state.doubles);
  }

  /** The tick that the guest was last shown, from which a comparand that it writes counts. */
  timerShown(): number {
    return timerShown(this.state.doubles);
  }

  /** Raises EIRR bit 0 if the timer is due by `ticks`, and moves the target on so that it fires once per passing. */
  checkTimer(ticks: number): void {
    if (passTimer(this.state.doubles, ticks)) this.raise(INTERVAL_TIMER_INTERRUPT);
  }

  /** The PSW, all its bits in place, unsigned. */
  get psw(): number {
    return readPsw(this.#words) >>> 0;
  }

  set psw(psw: number) {
    writePsw(this.#words, psw);
    this.#core.contextChanged();
  }

  /**
   * True while a monitor runs the machine as its guest: privileged operations at the guest's level 0, CR 16 and I/O
   * leave by PRIVILEGED and IO. All else, interruptions too, is as on the bare machine.
   */
  get deprivileged(): boolean {
    return this.#words[LAYOUT.DEPRIVILEGED] !== 0;
  }

  set deprivileged(value: boolean) {
    this.#setFlag(LAYOUT.DEPRIVILEGED, value);
  }

  /** True: no level assist (1995): while deprivileged, the guest's level 0 runs as real level 1, and it shows. */
  get ringsExposed(): boolean {
    return this.#words[LAYOUT.RINGS_EXPOSED] !== 0;
  }

  set ringsExposed(value: boolean) {
    this.#setFlag(LAYOUT.RINGS_EXPOSED, value);
  }

  #setFlag(flag: number, value: boolean): void {
    const words = this.#words;
    words[flag] = value ? 1 : 0;
    this.#core.contextChanged();
    this.#core.dropTranslations();
    for (const element of [LAYOUT.IAOQ_FRONT, LAYOUT.IAOQ_BACK]) {
      if ((words[element] & 3) === 0) words[element] |= this.#core.scratch[SCRATCH.MOST_PRIVILEGED];
    }
  }

  /** Takes the interruption of group 1 or 2 that is pending, if one is. An idle hint comes before an external interrupt. */
  #takePending(): boolean {
    const number = pendingInterruption(this.#words);
    if (number === 0) return false;
    if (number === INTERRUPTION.EXTERNAL && this.#interpreter.idleHintComesFirst()) return false;
    takePending(this.#core, number);
    return true;
  }

  /** Does what the outcome of an instruction begun under `psw` calls for; undefined: go on. */
  #settle(outcome: number, psw: number): Exit | undefined {
    const core = this.#core;
    if (core.scratch[SCRATCH.COMPLETED] > core.counted) this.#words[LAYOUT.FRUITLESS] = 0;
    bringCounterUpToDate(core, psw);
    if (outcome >= 0) {
      if ((outcome & RECONSIDER) !== 0) core.contextChanged();
      return undefined;
    }
    if (outcome === WOULD_REST) return EXIT.REST;
    if (outcome === NEEDS_PRIVILEGE) return EXIT.PRIVILEGED;
    if (outcome === NEEDS_IO) return EXIT.IO;
    takeInterruption(core, -outcome);
    this.#words[LAYOUT.FRUITLESS] += 1;
    if (this.#words[LAYOUT.FRUITLESS] > FRUITLESS_INTERRUPTIONS) this.#words[LAYOUT.STOPPED] = 1 - outcome;
    return undefined;
  }
}
