/**
 * The inside of the processor: what the semantics functions work on. Registers are words of the state, what follows from them
 * or matters within one `run` alone is scratch (../layout.ts), and the ports are `io` and `environment`. So a copy of the
 * state goes on as its original does. Beside it only what was changed is remembered, for those who copy or hash it: pages of
 * RAM, and how often the TLB was.
 *
 * What never changes is declared, and given its value by the constructor alone: a field that is defined first is undefined at
 * first, and what has had two values is no constant to V8 (./engine-flags.ts). So it is in ../memory.ts and
 * ./translation-cache.ts.
 *
 * Loads and stores leave the outcome of a failed access (outcome.ts) in SCRATCH.FAULT; callers test it before they change
 * anything.
 */
import type { Environment } from '../environment.ts';
import { LAYOUT, SCRATCH, type MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import { Tlb } from '../tlb.ts';
import { isCode } from './access-rights.ts';
import type { IoAccess } from './io-access.ts';
import { interrupted } from './outcome.ts';
import { PSW } from './psw.ts';
import { cacheContext, NO_TAG, TranslationCache } from './translation-cache.ts';

export class Core {
  declare readonly state: MachineState;
  declare readonly words: Int32Array;
  /** By {@link SCRATCH}. Whatever it held, it is made anew with its core. */
  declare readonly scratch: Int32Array;
  declare readonly memory: PhysicalMemory;
  declare readonly tlb: Tlb;
  declare readonly io: IoAccess;
  declare readonly environment: Environment;

  declare readonly reads: TranslationCache;
  declare readonly writes: TranslationCache;
  declare readonly fetches: TranslationCache;

  // What goes outside with an exit, or to the interruption parameter registers.
  /** Parameters of an interruption, for takeInterruption. */
  instruction = 0;
  isr = 0;
  ior = 0;
  /** Number of the last interruption taken: for Processor.step. */
  interruption = 0;
  /** Physical address of an access that needs the monitor; signed. */
  ioAddress = 0;
  /** Does that access store? */
  ioStore = false;
  /** Instructions completed when CR 0 was last brought up to date: it counts only then. */
  counted = 0;
  exitRequested = false;

  // For what takes turns with the interpreter (./engine.ts).
  /** By index in RAM's words: the operation that stood where decoder.ts's ENTRY does now. */
  readonly entries = new Map<number, number>();
  /** Is the interpreter to stop before them? */
  stopsAtEntries = false;

  constructor(state: MachineState, io: IoAccess, environment: Environment) {
    this.state = state;
    this.words = state.words;
    this.scratch = state.scratch.fill(0);
    this.reads = new TranslationCache(state.scratch, SCRATCH.READS);
    this.writes = new TranslationCache(state.scratch, SCRATCH.WRITES);
    this.fetches = new TranslationCache(state.scratch, SCRATCH.FETCHES);
    this.scratch[SCRATCH.CODE_KEY] = NO_TAG;
    this.memory = new PhysicalMemory(state);
    this.io = io;
    this.environment = environment;
    this.tlb = new Tlb(state, (offset, access) => {
      this.reads.drop(offset);
      this.writes.drop(offset);
      if (!isCode(access)) return;
      this.fetches.drop(offset);
      this.scratch[SCRATCH.CODE_KEY] = NO_TAG;
    });
  }

  /** To be called when the PSW's translation bits, the queues' spaces or the monitor's flags may have changed. */
  contextChanged(): void {
    const { words } = this;
    this.scratch[SCRATCH.CODE_KEY] = NO_TAG;
    this.scratch[SCRATCH.MOST_PRIVILEGED] =
      words[LAYOUT.DEPRIVILEGED] !== 0 && words[LAYOUT.RINGS_EXPOSED] !== 0 ? 1 : 0;
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
    this.scratch[SCRATCH.CODE_KEY] = NO_TAG;
    this.reads.dropAll();
    this.writes.dropAll();
    this.fetches.dropAll();
  }

  /** Brings up to date what depends on the level of the current instruction and on the PSW. */
  updateContext(): void {
    const { words } = this;
    const psw = words[LAYOUT.PSW];
    this.scratch[SCRATCH.LEVEL] = this.effectiveLevel(words[LAYOUT.IAOQ_FRONT] & 3);
    this.scratch[SCRATCH.DATA_CONTEXT] = cacheContext(
      this.scratch[SCRATCH.LEVEL],
      (psw & PSW.D) !== 0,
      (psw & PSW.P) !== 0,
    );
    this.scratch[SCRATCH.SPACE_MASK] = (psw & PSW.D) !== 0 ? -1 : 0;
  }

  /** What a level in an address's low bits counts as: with rings exposed, 0 and 1 are one. */
  effectiveLevel(level: number): number {
    return level <= this.scratch[SCRATCH.MOST_PRIVILEGED] ? 0 : level;
  }

  /** Hands over {@link fault}. */
  takeFault(): number {
    const fault = this.scratch[SCRATCH.FAULT];
    this.scratch[SCRATCH.FAULT] = 0;
    return fault;
  }

  /** Makes the interpreter look for interruptions and exits after the present instruction. */
  attention(): void {
    this.scratch[SCRATCH.BUDGET] = 0;
  }

  /** Notes an interruption with an address, to be taken when the instruction looks at {@link fault}. */
  dataFault(number: number, space: number, offset: number): void {
    this.scratch[SCRATCH.FAULT] = interrupted(number);
    this.isr = space;
    this.ior = offset;
  }
}
