/**
 * The inside of the processor: what the semantics functions work on. Registers are words of the state buffer; everything
 * else here follows from them, or matters within one `run` alone. So a copy of the buffer goes on as its original does.
 * Beside it only what was changed is remembered, for those who copy or hash it: pages of RAM, and how often the TLB was.
 *
 * Loads and stores put the outcome of a failed access (outcome.ts) into `fault`; callers test it before they change
 * anything.
 */
import type { Environment } from '../environment.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import { Tlb } from '../tlb.ts';
import type { IoAccess } from './io-access.ts';
import { interrupted } from './outcome.ts';
import { PSW } from './psw.ts';
import { cacheContext, NO_TAG, TranslationCache } from './translation-cache.ts';

export class Core {
  readonly state: MachineState;
  readonly words: Int32Array;
  readonly memory: PhysicalMemory;
  readonly tlb: Tlb;
  readonly io: IoAccess;
  readonly environment: Environment;

  // What the instruction being executed has to say beside its outcome.
  /** Outcome of the last load, store or translation if it failed, else 0. */
  fault = 0;
  /** Parameters of an interruption, for takeInterruption. */
  instruction = 0;
  isr = 0;
  ior = 0;
  /** Number of the last interruption taken: for Processor.step. */
  interruption = 0;
  /** Target of a taken branch, with its privilege level. */
  target = 0;
  targetSpace = 0;
  /** Physical address of an access that needs the monitor; signed. */
  ioAddress = 0;
  /** Does that access store? */
  ioStore = false;

  // Counting: see interpreter.ts.
  /** Instructions completed since the run began. */
  completed = 0;
  /** Go on without looking up until this many have completed. */
  budget = 0;
  /** `completed` when CR 0 was last brought up to date: it counts only then. */
  counted = 0;
  exitRequested = false;

  // What follows from the PSW and the queues: see translation.ts.
  /** Page offset and level of the cached instruction page; NO_TAG if there is none. */
  codeKey = NO_TAG;
  /** Index in memory.words of the first word of that page. */
  codeIndex = 0;
  /** Privilege level of the current instruction, as the guest sees it. */
  level = 0;
  dataContext = 0;
  /** -1 if data addresses are translated, else 0. */
  spaceMask = 0;
  readonly reads = new TranslationCache();
  readonly writes = new TranslationCache();
  readonly fetches = new TranslationCache();

  /** True while privileged operations and I/O leave to the monitor. */
  guarded = false;
  /** The level in the queues' low bits that stands for the guest's level 0: 1 if rings are exposed. */
  mostPrivileged = 0;

  constructor(state: MachineState, io: IoAccess, environment: Environment) {
    this.state = state;
    this.words = state.words;
    this.memory = new PhysicalMemory(state);
    this.io = io;
    this.environment = environment;
    this.tlb = new Tlb(state, (offset) => {
      this.reads.drop(offset);
      this.writes.drop(offset);
      this.fetches.drop(offset);
      this.codeKey = NO_TAG;
    });
  }

  /** To be called when the PSW's translation bits, the queues' spaces or the monitor's flags may have changed. */
  contextChanged(): void {
    const { words } = this;
    this.codeKey = NO_TAG;
    this.mostPrivileged = words[LAYOUT.DEPRIVILEGED] !== 0 && words[LAYOUT.RINGS_EXPOSED] !== 0 ? 1 : 0;
  }

  /**
   * Pages of RAM stored to since the last call. A page in {@link writes} has been noted when it came there, so noting costs
   * one slow store a page and call.
   */
  takeDirtyPages(): number[] {
    this.writes.dropAll();
    return this.memory.takeDirtyPages();
  }

  /** To be called when a protection identifier has changed. */
  dropTranslations(): void {
    this.codeKey = NO_TAG;
    this.reads.dropAll();
    this.writes.dropAll();
    this.fetches.dropAll();
  }

  /** Brings up to date what depends on the level of the current instruction and on the PSW. */
  updateContext(): void {
    const { words } = this;
    const psw = words[LAYOUT.PSW];
    this.level = this.effectiveLevel(words[LAYOUT.IAOQ_FRONT] & 3);
    this.dataContext = cacheContext(this.level, (psw & PSW.D) !== 0, (psw & PSW.P) !== 0);
    this.spaceMask = (psw & PSW.D) !== 0 ? -1 : 0;
  }

  /** What a level in an address's low bits counts as: with rings exposed, 0 and 1 are one. */
  effectiveLevel(level: number): number {
    return level <= this.mostPrivileged ? 0 : level;
  }

  /** Hands over {@link fault}. */
  takeFault(): number {
    const { fault } = this;
    this.fault = 0;
    return fault;
  }

  /** Makes the interpreter look for interruptions and exits after the present instruction. */
  attention(): void {
    this.budget = 0;
  }

  /** Notes an interruption with an address, to be taken when the instruction looks at {@link fault}. */
  dataFault(number: number, space: number, offset: number): void {
    this.fault = interrupted(number);
    this.isr = space;
    this.ior = offset;
  }
}
