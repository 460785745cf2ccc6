/**
 * Where everything lives that a processor works on: state, scratch and ports. State and scratch are in one buffer,
 * WebAssembly memory, so that translated code can import it and reach all that the interpreter reaches.
 *
 *     0                                               ramBase, a multiple of 64 KiB
 *     |                                               |
 *     +-----------+----------------+-----+------------+--------------+------------+------------+
 *     | registers | device windows | TLB | scratch    | RAM          | operations | immediates |    one WebAssembly memory
 *     +-----------+----------------+-----+------------+--------------+------------+------------+
 *      \____________ words _____________/ \_ scratch _/ \____ ram ____/ \ what RAM is decoded to /     its views
 *                  state                                    state
 *
 *     ports: IoAccess, Environment                      functions, called for devices, a monitor, the time
 *
 * State is what a machine is: it is saved, hashed, compared and sent to a joining backup; a copy of it is a copy of the
 * machine. Scratch follows from the state, or matters within one call of the processor alone: nobody else looks at it, and
 * a processor that is new, or has been told by stateChanged that its state is, makes it anew. Ports lead outside, and hold nothing.
 *
 * Words are in host order (little-endian), so an aligned word is a plain Int32Array access; inside a word, the byte with
 * the guest's address a stands at a ^ 3, the halfword at a ^ 2.
 */
import { DEFAULT_TLB_ENTRIES, MAX_RAM, MIN_RAM, PAGE_SIZE } from './board.ts';
import { WASM_PAGE } from './wasm/builder.ts';

/** Words of one device's register window, and how many windows there are. */
export const DEVICE_WINDOW = 80;
export const DEVICE_WINDOWS = 9;
/** Words of one TLB entry; see tlb.ts. */
export const TLB_ENTRY_WORDS = 4;

/**
 * Indices of words in {@link MachineState.words}. An enum, since esbuild writes its numbers into the code: an object's
 * properties cost the interpreter a fifth of its speed.
 */
export enum LAYOUT {
  /** General registers 0 to 31; word 0 is always 0. */
  GR = 0,
  /** Space registers 0 to 7. */
  SR = 32,
  /**
   * Control registers 0 to 31. 17 and 18 hold the front elements of the IIA queues, 16 nothing: see TIMER_TARGET.
   */
  CR = 40,
  /** Shadow registers: copies of GR 1, 8, 9, 16, 17, 24 and 25. */
  SHR = 72,
  IAOQ_FRONT = 80,
  IAOQ_BACK = 81,
  IASQ_FRONT = 82,
  IASQ_BACK = 83,
  /** The back elements of the IIA queues. */
  IIASQ_BACK = 84,
  IIAOQ_BACK = 85,
  /** The PSW's bits, except those that nearly every instruction changes: N, B, V and the carry/borrow bits. */
  PSW = 86,
  /** PSW N, 0 or 1. */
  NULLIFY = 87,
  /** PSW B, 0 or 1. */
  TAKEN_BRANCH = 88,
  /** PSW V, 0 or 1. */
  DIVIDE = 89,
  /** PSW C/B, spread out: bit 4i (HP numbering) is the carry out of digit i; all other bits are 0. */
  CARRIES = 90,
  /** 1 while a monitor runs the machine as its guest. */
  DEPRIVILEGED = 91,
  /** 1 if the guest of a monitor can see the real privilege level, as in 1995. */
  RINGS_EXPOSED = 92,
  /** 0, or 1 + the number of the interruption that stopped the machine because its vector was empty. */
  STOPPED = 93,
  /** The monitor's own recovery counter: instructions left in the epoch. The processor leaves it alone. */
  EPOCH_COUNTER = 94,
  /** Id of the last request that left a device. */
  REQUEST_ID = 95,
  /** float64: the tick at which the interval timer is due; Infinity if its comparand was never written. */
  TIMER_TARGET = 96,
  /** float64: the last tick that the machine's clock showed. */
  LAST_CLOCK = 98,
  /** Floating-point registers 0 to 31, two words each, the left one first. */
  FR = 100,
  /** What Processor.signal has left pending: bit 1 << number for each of interruptions 1, 2 and 5. */
  SIGNALLED = 164,
  /** What the idle hint knows of interruptions: see cpu/idle-hint.ts. */
  WAKE_UP = 165,
  /** float64: the tick that the guest was last shown, from which a comparand of the interval timer counts. */
  TIMER_SHOWN = 166,
  /** float64: instructions completed since power-on, as a monitor counts them. The processor leaves it alone. */
  INSTRUCTIONS = 168,
  /** Interruptions of single instructions since one has completed: see cpu/processor.ts. */
  FRUITLESS = 170,
  /** The last interruption, for diagnosis: see cpu/last-interruption.ts. */
  LAST_INTERRUPTION = 176,
  /** The last branches taken, for diagnosis: see cpu/branch-history.ts. */
  BRANCHES = 192,
  /** Where among them the next one goes. */
  NEXT_BRANCH = 224,
  /** The last system call, four words, for diagnosis: see cpu/system-call.ts. */
  SYSTEM_CALL = 226,
  /** Register windows of the devices, in the order of devices/board-devices.ts. */
  DEVICES = 232,
  /** The last commands given to devices, for diagnosis: see devices/last-commands.ts. */
  COMMANDS = 952,
  /** State of the TLB's pseudo-random generator. */
  TLB_GENERATOR = 1024,
  /** Slot of the TLB's newest entry, or -1. */
  TLB_NEWEST = 1025,
  TLB = 1028,
}

/** Entries of one translation cache, and its words: tag, space and distance of each; see cpu/translation-cache.ts. */
export const CACHE_ENTRIES = 4096;
export const CACHE_WORDS = 3 * CACHE_ENTRIES;

/** Entries of the translator's jump cache, a power of two, and words of each. */
export const JUMP_ENTRIES = 2048;
export const JUMP_WORDS = 8;

/** Indices of words in {@link MachineState.scratch}. */
export enum SCRATCH {
  /** Outcome of the last load, store or translation if it failed, else 0: see cpu/outcome.ts. */
  FAULT = 0,
  /** Target of a taken branch, with its privilege level, and its space if the branch is external. */
  TARGET = 1,
  TARGET_SPACE = 2,
  /** Instructions completed since the run began. */
  COMPLETED = 3,
  /** Go on without looking up until this many have completed: see cpu/interpreter.ts. */
  BUDGET = 4,
  /** Page offset and level of the cached instruction page; NO_TAG if there is none: see cpu/translation.ts. */
  CODE_KEY = 5,
  /** Index in RAM's words of the first word of that page. */
  CODE_INDEX = 6,
  /** Privilege level of the current instruction, as the guest sees it. */
  LEVEL = 7,
  /** The context of data accesses in the tags of translation caches. */
  DATA_CONTEXT = 8,
  /** -1 if data addresses are translated, else 0. */
  SPACE_MASK = 9,
  /** Not 0 while privileged operations and I/O leave to the monitor. */
  GUARDED = 10,
  /** The level in the queues' low bits that stands for the guest's level 0: 1 if rings are exposed. */
  MOST_PRIVILEGED = 11,
  /** The number of the region of translated code that was left last, and how often others were gone on to: see translator/dispatcher.ts. */
  LEFT_REGION = 12,
  CHAINED = 13,
  /** Not 0 while what is privileged is executed for a monitor's guest all the same, and how often that was: see cpu/privilege.ts. */
  ASSISTED = 14,
  SIMULATED = 15,
  /** The translation caches: reads, writes and fetches. */
  READS = 16,
  WRITES = READS + CACHE_WORDS,
  FETCHES = WRITES + CACHE_WORDS,
  /** The translator's jump cache: see translator/jump-cache.ts. */
  JUMPS = FETCHES + CACHE_WORDS,
  END = JUMPS + JUMP_ENTRIES * JUMP_WORDS,
}

/** The scratch region begins at a multiple of so many bytes: whoever reads the state in pieces up to this size finds zeros behind it. */
const SCRATCH_ALIGNMENT = 64;

export interface MachineStateOptions {
  /** Bytes of RAM: MIN_RAM to MAX_RAM, a multiple of 4 KiB. */
  readonly ram: number;
  readonly tlbEntries?: number;
}

/** The buffer and typed views of it. All zero at first; Processor.powerOn sets what is not 0. */
export class MachineState {
  /** A WebAssembly.Memory, by a type that a library's users need no declaration of WebAssembly for. */
  readonly memory: { readonly buffer: ArrayBuffer };
  /** All state but RAM, indexed by {@link LAYOUT}. */
  readonly words: Int32Array;
  /** The same bytes as {@link words}; index by LAYOUT.TIMER_TARGET / 2 and the like. */
  readonly doubles: Float64Array;
  /** No state: indexed by {@link SCRATCH}. */
  readonly scratch: Int32Array;
  /** RAM as words, indexed by physical address / 4. */
  readonly ram: Int32Array;
  /** Scratch: what each word of RAM was decoded to, indexed as {@link ram}; see memory.ts. */
  readonly operations: Uint16Array;
  /** Scratch: beside it, the immediate or displacement of the decoded instruction. */
  readonly immediates: Int32Array;
  /** Byte offset of RAM in the buffer. */
  readonly ramBase: number;
  readonly tlbEntries: number;
  /** Has a processor had this state, so that {@link operations} may not be zero? */
  used = false;

  /** Throws a RangeError if the sizes are out of range: callers check what users write. */
  constructor({ ram, tlbEntries = DEFAULT_TLB_ENTRIES }: MachineStateOptions) {
    if (ram < MIN_RAM || ram > MAX_RAM || ram % PAGE_SIZE !== 0) throw new RangeError(`RAM of ${ram} bytes`);
    if (!Number.isInteger(tlbEntries) || tlbEntries < 2) throw new RangeError(`a TLB of ${tlbEntries} entries`);
    if (new Uint8Array(new Int32Array([1]).buffer)[0] !== 1) throw new Error('the host must be little-endian');
    const words = LAYOUT.TLB + tlbEntries * TLB_ENTRY_WORDS;
    this.tlbEntries = tlbEntries;
    const scratchBase = roundUp(words * 4, SCRATCH_ALIGNMENT);
    this.ramBase = roundUp(scratchBase + SCRATCH.END * 4, WASM_PAGE);
    const operationsBase = this.ramBase + ram;
    const immediatesBase = operationsBase + ram / 2;
    const pages = Math.ceil((immediatesBase + ram) / WASM_PAGE);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.words = new Int32Array(this.memory.buffer, 0, words + (words % 2));
    this.doubles = new Float64Array(this.memory.buffer, 0, this.words.length / 2);
    this.scratch = new Int32Array(this.memory.buffer, scratchBase, SCRATCH.END);
    this.ram = new Int32Array(this.memory.buffer, this.ramBase, ram / 4);
    this.operations = new Uint16Array(this.memory.buffer, operationsBase, ram / 4);
    this.immediates = new Int32Array(this.memory.buffer, immediatesBase, ram / 4);
  }

  /** The register window of device number `index`. */
  deviceWindow(index: number): Int32Array {
    if (index >= DEVICE_WINDOWS) throw new Error(`device ${index} has no register window`);
    const first = LAYOUT.DEVICES + index * DEVICE_WINDOW;
    return this.words.subarray(first, first + DEVICE_WINDOW);
  }
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
