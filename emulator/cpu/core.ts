/**
 * The inside of the processor: what the semantics functions work on. Registers are words of the state buffer; everything
 * else here follows from them, and from `run` to `run` nothing is remembered that the buffer does not hold.
 *
 * Loads and stores put the outcome of a failed access (outcome.ts) into `fault`; callers test it before they change
 * anything.
 */
import { IO_BASE } from '../board.ts';
import type { Environment } from '../environment.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import { Tlb } from '../tlb.ts';
import { INTERRUPTION } from './interruptions.ts';
import { interrupted, NEEDS_IO, NEEDS_PRIVILEGE } from './outcome.ts';
import type { IoSpace } from './processor.ts';
import { PSW } from './psw.ts';
import { translateData, type Access } from './translation.ts';
import { cacheContext, cacheIndex, NO_TAG, TranslationCache } from './translation-cache.ts';

const WORD: Access = { read: true, write: false, alignment: 3 };
const HALFWORD: Access = { read: true, write: false, alignment: 1 };
const BYTE: Access = { read: true, write: false, alignment: 0 };
const WORD_STORE: Access = { read: false, write: true, alignment: 3 };
const HALFWORD_STORE: Access = { read: false, write: true, alignment: 1 };
const BYTE_STORE: Access = { read: false, write: true, alignment: 0 };
const DOUBLEWORD: Access = { read: true, write: false, alignment: 7 };
const DOUBLEWORD_STORE: Access = { read: false, write: true, alignment: 7 };
/** The manual leaves a semaphore that is not at a multiple of 16 undefined; here it is unaligned. */
const SEMAPHORE: Access = { read: true, write: true, alignment: 15 };

export class Core {
  readonly state: MachineState;
  readonly words: Int32Array;
  readonly memory: PhysicalMemory;
  readonly tlb: Tlb;
  readonly io: IoSpace;
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

  constructor(state: MachineState, io: IoSpace, environment: Environment) {
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

  /** 0 if a privileged instruction may be executed, else the outcome: the trap `number`, or the monitor's business. */
  privilegeFault(number: number): number {
    if (this.level !== 0) return interrupted(number);
    return this.guarded ? NEEDS_PRIVILEGE : 0;
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

  /** The space register that a data reference selects: `s`, or one of 4 to 7 by the base's two leftmost bits. */
  selectSpace(s: number, base: number): number {
    return this.words[LAYOUT.SR + (s === 0 ? 4 + (base >>> 30) : s)];
  }

  /** Loads a word; `base` is the base register that selects the space. */
  loadWord(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    const { reads } = this;
    return reads.tags[i] === ((offset & 0xfffff003) | this.dataContext) &&
      reads.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
      ? this.memory.words[(reads.pages[i] | (offset & 0xfff)) >> 2]
      : this.#load(this.selectSpace(s, base), offset, WORD);
  }

  /** Loads a halfword, zero-extended. */
  loadHalfword(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    const { reads } = this;
    return reads.tags[i] === ((offset & 0xfffff001) | this.dataContext) &&
      reads.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
      ? this.memory.halfwords[(reads.pages[i] | ((offset & 0xfff) ^ 2)) >> 1]
      : this.#load(this.selectSpace(s, base), offset, HALFWORD);
  }

  /** Loads a byte, zero-extended. */
  loadByte(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    const { reads } = this;
    return reads.tags[i] === ((offset & 0xfffff000) | this.dataContext) &&
      reads.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
      ? this.memory.bytes[reads.pages[i] | ((offset & 0xfff) ^ 3)]
      : this.#load(this.selectSpace(s, base), offset, BYTE);
  }

  storeWord(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    const { writes } = this;
    if (
      writes.tags[i] === ((offset & 0xfffff003) | this.dataContext) &&
      writes.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
    ) {
      const index = (writes.pages[i] | (offset & 0xfff)) >> 2;
      this.memory.words[index] = value;
      if (this.memory.decoded[index] !== 0) this.memory.decoded[index] = 0;
    } else {
      this.#store(this.selectSpace(s, base), offset, WORD_STORE, value);
    }
  }

  /** Stores the right half of `value`. */
  storeHalfword(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    const { writes } = this;
    if (
      writes.tags[i] === ((offset & 0xfffff001) | this.dataContext) &&
      writes.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
    ) {
      const address = writes.pages[i] | (offset & 0xfff);
      this.memory.halfwords[(address ^ 2) >> 1] = value;
      this.memory.decoded[address >> 2] = 0;
    } else {
      this.#store(this.selectSpace(s, base), offset, HALFWORD_STORE, value);
    }
  }

  /** Stores the rightmost byte of `value`. */
  storeByte(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    const { writes } = this;
    if (
      writes.tags[i] === ((offset & 0xfffff000) | this.dataContext) &&
      writes.spaces[i] === (this.selectSpace(s, base) & this.spaceMask)
    ) {
      const address = writes.pages[i] | (offset & 0xfff);
      this.memory.bytes[address ^ 3] = value;
      this.memory.decoded[address >> 2] = 0;
    } else {
      this.#store(this.selectSpace(s, base), offset, BYTE_STORE, value);
    }
  }

  /** STBYS: replaces the bits of `mask` in the word at `offset`, which may have any low bits. */
  storeMasked(s: number, base: number, offset: number, value: number, mask: number): void {
    const address = translateData(this, this.selectSpace(s, base), offset, BYTE_STORE) & ~3;
    if (this.fault !== 0) return;
    if (address >>> 0 < this.memory.size) {
      this.memory.storeWord(address, (this.memory.words[address >> 2] & ~mask) | (value & mask));
    } else if (this.#reachesIo(address)) {
      this.#machineCheck(address);
    }
  }

  /** LDCW: loads a word and leaves zero. */
  loadAndClear(s: number, base: number, offset: number): number {
    const address = translateData(this, this.selectSpace(s, base), offset, SEMAPHORE);
    if (this.fault !== 0) return 0;
    if (address >>> 0 < this.memory.size) {
      const value = this.memory.words[address >> 2];
      this.memory.storeWord(address, 0);
      return value;
    }
    if (this.#reachesIo(address)) this.#machineCheck(address);
    return 0;
  }

  /** LDWAX, LDWAS: loads a word from an absolute address. */
  loadAbsolute(address: number): number {
    return this.#alignedAbsolute(address) ? this.#loadPhysical(address, WORD) : 0;
  }

  /** STWAS. */
  storeAbsolute(address: number, value: number): void {
    if (this.#alignedAbsolute(address)) this.#storePhysical(address, WORD_STORE, value);
  }

  /**
   * The physical address of a doubleword in RAM that may be read, or written; or -1: then {@link fault} is set, or PSW M is
   * 1 and the access comes to nothing. Outside RAM no doubleword can be accessed.
   */
  doubleword(s: number, base: number, offset: number, write: boolean): number {
    const cache = write ? this.writes : this.reads;
    const i = cacheIndex(offset);
    const space = this.selectSpace(s, base);
    const remembered =
      (offset & 4) === 0 &&
      cache.tags[i] === ((offset & 0xfffff003) | this.dataContext) &&
      cache.spaces[i] === (space & this.spaceMask);
    if (remembered) return cache.pages[i] | (offset & 0xfff);
    const address = translateData(this, space, offset, write ? DOUBLEWORD_STORE : DOUBLEWORD);
    if (this.fault !== 0) return -1;
    if (address >>> 0 >= this.memory.size) {
      if (this.#reachesIo(address)) this.#machineCheck(address);
      return -1;
    }
    if (!write || (this.words[LAYOUT.PSW] & PSW.X) === 0) {
      cache.set(offset, this.dataContext, space & this.spaceMask, address & ~0xfff);
    }
    if (write) this.memory.touch(address);
    return address;
  }

  #alignedAbsolute(address: number): boolean {
    if ((address & 3) === 0) return true;
    this.dataFault(INTERRUPTION.UNALIGNED_DATA_REFERENCE, 0, address);
    return false;
  }

  /** Notes an interruption with an address, to be taken when the instruction looks at {@link fault}. */
  dataFault(number: number, space: number, offset: number): void {
    this.fault = interrupted(number);
    this.isr = space;
    this.ior = offset;
  }

  #load(space: number, offset: number, access: Access): number {
    const address = translateData(this, space, offset, access);
    if (this.fault !== 0) return 0;
    if (address >>> 0 < this.memory.size) {
      this.reads.set(offset, this.dataContext, space & this.spaceMask, address & ~0xfff);
    }
    return this.#loadPhysical(address, access);
  }

  #store(space: number, offset: number, access: Access, value: number): void {
    const address = translateData(this, space, offset, access);
    if (this.fault !== 0) return;
    // PSW X lets one store through to a page whose B-bit is 1: that must not be remembered.
    if (address >>> 0 < this.memory.size && (this.words[LAYOUT.PSW] & PSW.X) === 0) {
      this.writes.set(offset, this.dataContext, space & this.spaceMask, address & ~0xfff);
    }
    this.#storePhysical(address, access, value);
  }

  #loadPhysical(address: number, { alignment }: Access): number {
    if (address >>> 0 < this.memory.size) {
      if (alignment === 3) return this.memory.words[address >> 2];
      return alignment === 1 ? this.memory.halfwords[(address ^ 2) >> 1] : this.memory.bytes[address ^ 3];
    }
    if (!this.#reachesIo(address)) return 0;
    const value = alignment === 3 && address >>> 0 >= IO_BASE ? this.io.load(address >>> 0) : undefined;
    if (value === undefined) this.#machineCheck(address);
    return (value ?? 0) | 0;
  }

  #storePhysical(address: number, { alignment }: Access, value: number): void {
    if (address >>> 0 < this.memory.size) {
      if (alignment === 3) this.memory.words[address >> 2] = value;
      else if (alignment === 1) this.memory.halfwords[(address ^ 2) >> 1] = value;
      else this.memory.bytes[address ^ 3] = value;
      this.memory.decoded[address >> 2] = 0;
      this.memory.touch(address);
    } else if (this.#reachesIo(address)) {
      const done = alignment === 3 && address >>> 0 >= IO_BASE && this.io.store(address >>> 0, value);
      if (!done) this.#machineCheck(address);
    }
  }

  /** False if the access is the monitor's business. */
  #reachesIo(address: number): boolean {
    if (!this.guarded || address >>> 0 < IO_BASE) return true;
    this.fault = NEEDS_IO;
    this.ioAddress = address;
    return false;
  }

  /** An access that no memory or device answers. With PSW M = 1, it comes to nothing. */
  #machineCheck(address: number): void {
    if ((this.words[LAYOUT.PSW] & PSW.M) !== 0) return;
    this.dataFault(INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK, 0, address);
  }
}
