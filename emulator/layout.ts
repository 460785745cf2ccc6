/**
 * Where everything that is state of the machine lives: one buffer, WebAssembly memory so that translated code can import
 * it. First the registers, device windows and TLB ("words" below), then, at the next 64 KiB boundary, RAM. A copy of the
 * buffer is a copy of the machine; a hash of it is a hash of the machine.
 *
 * Words are in host order (little-endian), so an aligned word is a plain Int32Array access; inside a word, the byte with
 * the guest's address a stands at a ^ 3, the halfword at a ^ 2.
 */
import { DEFAULT_TLB_ENTRIES, MAX_RAM, MIN_RAM, PAGE_SIZE } from './board.ts';
import { WASM_PAGE } from './wasm/builder.ts';

/** Words of one device's register window, and how many windows there are. */
export const DEVICE_WINDOW = 80;
export const DEVICE_WINDOWS = 8;
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
  /** Register windows of the devices, in the order of devices/board-devices.ts. */
  DEVICES = 256,
  /** The last commands given to devices, for diagnosis: see devices/last-commands.ts. */
  COMMANDS = 896,
  /** State of the TLB's pseudo-random generator. */
  TLB_GENERATOR = 1024,
  /** Slot of the TLB's newest entry, or -1. */
  TLB_NEWEST = 1025,
  TLB = 1028,
}

export interface MachineStateOptions {
  /** Bytes of RAM: MIN_RAM to MAX_RAM, a multiple of 4 KiB. */
  readonly ram: number;
  readonly tlbEntries?: number;
}

/** The buffer and typed views of it. All zero at first; Processor.powerOn sets what is not 0. */
export class MachineState {
  readonly memory: WebAssembly.Memory;
  /** Everything but RAM, indexed by {@link LAYOUT}. */
  readonly words: Int32Array;
  /** The same bytes as {@link words}; index by LAYOUT.TIMER_TARGET / 2 and the like. */
  readonly doubles: Float64Array;
  /** RAM as words, indexed by physical address / 4. */
  readonly ram: Int32Array;
  /** Byte offset of RAM in the buffer. */
  readonly ramBase: number;
  readonly tlbEntries: number;

  /** Throws a RangeError if the sizes are out of range: callers check what users write. */
  constructor({ ram, tlbEntries = DEFAULT_TLB_ENTRIES }: MachineStateOptions) {
    if (ram < MIN_RAM || ram > MAX_RAM || ram % PAGE_SIZE !== 0) throw new RangeError(`RAM of ${ram} bytes`);
    if (!Number.isInteger(tlbEntries) || tlbEntries < 2) throw new RangeError(`a TLB of ${tlbEntries} entries`);
    if (new Uint8Array(new Int32Array([1]).buffer)[0] !== 1) throw new Error('the host must be little-endian');
    const words = LAYOUT.TLB + tlbEntries * TLB_ENTRY_WORDS;
    this.tlbEntries = tlbEntries;
    this.ramBase = Math.ceil((words * 4) / WASM_PAGE) * WASM_PAGE;
    const pages = Math.ceil((this.ramBase + ram) / WASM_PAGE);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.words = new Int32Array(this.memory.buffer, 0, words + (words % 2));
    this.doubles = new Float64Array(this.memory.buffer, 0, this.words.length / 2);
    this.ram = new Int32Array(this.memory.buffer, this.ramBase, ram / 4);
  }

  /** The register window of device number `index`. */
  deviceWindow(index: number): Int32Array {
    if (index >= DEVICE_WINDOWS) throw new Error(`device ${index} has no register window`);
    const first = LAYOUT.DEVICES + index * DEVICE_WINDOW;
    return this.words.subarray(first, first + DEVICE_WINDOW);
  }
}
