/**
 * The registers of a virtio device in memory (virtio-mmio, version 2): features, status, the places of its queues, its
 * interrupt. Virtual I/O Device (VIRTIO) 1.2, section 4.2.2. They are little-endian, so a guest of this big-endian machine
 * sees the bytes of each word reversed.
 *
 * What kind of device it is says a {@link VirtioFunction}.
 */
import { type DeviceContext, namesOf, offsetsOf, type Registers } from '../definition.ts';
import { describeRingFault, RingFault } from './ring-fault.ts';
import { QUEUE_WORD, QUEUE_WORDS, Virtqueue } from './virtqueue.ts';

export const VIRTIO_REGISTERS = {
  MAGIC: { at: 0x000, access: 'r', text: '"virt"' },
  VERSION: { at: 0x004, access: 'r', text: '2' },
  DEVICE_ID: { at: 0x008, access: 'r' },
  VENDOR_ID: { at: 0x00c, access: 'r' },
  DEVICE_FEATURES: { at: 0x010, access: 'r' },
  DEVICE_FEATURES_SEL: { at: 0x014, access: 'w' },
  DRIVER_FEATURES: { at: 0x020, access: 'w' },
  DRIVER_FEATURES_SEL: { at: 0x024, access: 'w' },
  QUEUE_SEL: { at: 0x030, access: 'w' },
  QUEUE_NUM_MAX: { at: 0x034, access: 'r' },
  QUEUE_NUM: { at: 0x038, access: 'w' },
  QUEUE_READY: { at: 0x044, access: 'rw' },
  QUEUE_NOTIFY: { at: 0x050, access: 'w' },
  INTERRUPT_STATUS: { at: 0x060, access: 'r' },
  INTERRUPT_ACK: { at: 0x064, access: 'w' },
  STATUS: { at: 0x070, access: 'rw' },
  QUEUE_DESC_LOW: { at: 0x080, access: 'w' },
  QUEUE_DESC_HIGH: { at: 0x084, access: 'w' },
  QUEUE_DRIVER_LOW: { at: 0x090, access: 'w' },
  QUEUE_DRIVER_HIGH: { at: 0x094, access: 'w' },
  QUEUE_DEVICE_LOW: { at: 0x0a0, access: 'w' },
  QUEUE_DEVICE_HIGH: { at: 0x0a4, access: 'w' },
  CONFIG_GENERATION: { at: 0x0fc, access: 'r' },
} as const satisfies Registers;
export const VIRTIO = offsetsOf(VIRTIO_REGISTERS);

/** Bits of STATUS (2.1). */
export const STATUS = {
  ACKNOWLEDGE: 1,
  DRIVER: 2,
  DRIVER_OK: 4,
  FEATURES_OK: 8,
  NEEDS_RESET: 64,
  FAILED: 128,
} as const;
/** Bits of INTERRUPT_STATUS. */
export const INTERRUPT = { USED_BUFFER: 1, CONFIGURATION: 2 } as const;

const MAGIC = 0x74726976;
const VERSION = 2;
/** "HVFT", as the bytes stand in the register. */
const VENDOR = 0x54465648;
/** Feature bit 32, VIRTIO_F_VERSION_1, in the second word of features: the one that every device has to offer. */
const VERSION_1 = 1;

/** Words of the transport's state; those of queue `q` stand at QUEUES + q * QUEUE_WORDS. All zero after a reset. */
export const MMIO_WORD = {
  STATUS: 0,
  INTERRUPT_STATUS: 1,
  DEVICE_FEATURES_SEL: 2,
  DRIVER_FEATURES_SEL: 3,
  DRIVER_FEATURES_0: 4,
  DRIVER_FEATURES_1: 5,
  QUEUE_SEL: 6,
  /** For the device's own use. */
  OWN: 7,
  /** The rule that the driver has broken: {@link describeRingFault}; 0 if it has not. */
  FAULT: 8,
  QUEUES: 9,
} as const;

/** The name of one of these words. */
export function nameOfMmioWord(offset: number): string {
  if (offset < MMIO_WORD.QUEUES) return namesOf(MMIO_WORD)(offset);
  const at = offset - MMIO_WORD.QUEUES;
  return `queue ${Math.floor(at / QUEUE_WORDS)} ${namesOf(QUEUE_WORD)(at % QUEUE_WORDS)}`;
}

/** What the transport carries. */
export interface VirtioFunction {
  readonly deviceId: number;
  /** The bit of EIRR, as a mask. */
  readonly interrupt: number;
  /** The most entries of each queue. */
  readonly queues: readonly number[];
  /** The driver says that there is something in a queue. May throw a {@link RingFault}. */
  notified(queue: number): void;
  /** The driver has stopped this queue: nothing that was taken from it may be given back. */
  stopped(queue: number): void;
  /** The driver has reset the device, after all queues were stopped: what else it has is as at power-on. */
  reset(): void;
}

export class VirtioMmio {
  readonly queues: readonly Virtqueue[];
  readonly #words: Int32Array;
  readonly #context: DeviceContext;
  readonly #device: VirtioFunction;

  constructor(context: DeviceContext, device: VirtioFunction) {
    const { registers, memory } = context;
    this.#words = registers;
    this.#context = context;
    this.#device = device;
    this.queues = device.queues.map((most, queue) => new Virtqueue(this.#queueWords(queue), memory, queue, most));
  }

  /** The value of a register as the standard gives it; undefined if it is none that can be read. */
  load(offset: number): number | undefined {
    const words = this.#words;
    switch (offset) {
      case VIRTIO.MAGIC:
        return MAGIC;
      case VIRTIO.VERSION:
        return VERSION;
      case VIRTIO.DEVICE_ID:
        return this.#device.deviceId;
      case VIRTIO.VENDOR_ID:
        return VENDOR;
      case VIRTIO.DEVICE_FEATURES:
        return words[MMIO_WORD.DEVICE_FEATURES_SEL] === 1 ? VERSION_1 : 0;
      case VIRTIO.QUEUE_NUM_MAX:
        return this.queues[words[MMIO_WORD.QUEUE_SEL] >>> 0]?.most ?? 0;
      case VIRTIO.QUEUE_READY:
        return this.#selected()?.[QUEUE_WORD.READY] ?? 0;
      case VIRTIO.INTERRUPT_STATUS:
        return words[MMIO_WORD.INTERRUPT_STATUS];
      case VIRTIO.STATUS:
        return words[MMIO_WORD.STATUS];
      case VIRTIO.CONFIG_GENERATION:
        return 0;
      default:
        return undefined;
    }
  }

  /** False if it is no register that can be written. */
  store(offset: number, value: number): boolean {
    const words = this.#words;
    switch (offset) {
      case VIRTIO.DEVICE_FEATURES_SEL:
        words[MMIO_WORD.DEVICE_FEATURES_SEL] = value;
        return true;
      case VIRTIO.DRIVER_FEATURES_SEL:
        words[MMIO_WORD.DRIVER_FEATURES_SEL] = value;
        return true;
      case VIRTIO.DRIVER_FEATURES:
        return this.#setFeatures(value);
      case VIRTIO.QUEUE_SEL:
        words[MMIO_WORD.QUEUE_SEL] = value;
        return true;
      case VIRTIO.QUEUE_NUM:
        return this.#setQueue(QUEUE_WORD.NUM, value);
      case VIRTIO.QUEUE_READY:
        return this.#setReady(value & 1);
      case VIRTIO.QUEUE_DESC_LOW:
        return this.#setQueue(QUEUE_WORD.DESC, value);
      case VIRTIO.QUEUE_DRIVER_LOW:
        return this.#setQueue(QUEUE_WORD.AVAIL, value);
      case VIRTIO.QUEUE_DEVICE_LOW:
        return this.#setQueue(QUEUE_WORD.USED, value);
      case VIRTIO.QUEUE_DESC_HIGH:
        return this.#setHigh(QUEUE_WORD.DESC, value);
      case VIRTIO.QUEUE_DRIVER_HIGH:
        return this.#setHigh(QUEUE_WORD.AVAIL, value);
      case VIRTIO.QUEUE_DEVICE_HIGH:
        return this.#setHigh(QUEUE_WORD.USED, value);
      case VIRTIO.QUEUE_NOTIFY:
        if (this.live && this.queues[value >>> 0]?.ready) this.guarded(() => this.#device.notified(value));
        return true;
      case VIRTIO.INTERRUPT_ACK:
        words[MMIO_WORD.INTERRUPT_STATUS] &= ~value;
        return true;
      case VIRTIO.STATUS:
        this.#setStatus(value & 0xff);
        return true;
      default:
        return false;
    }
  }

  /** Is there a driver that may use the queues? Without features that both know the device is unusable (3.1.1). */
  get live(): boolean {
    const usable = STATUS.FEATURES_OK | STATUS.DRIVER_OK;
    return (this.#words[MMIO_WORD.STATUS] & (usable | STATUS.NEEDS_RESET)) === usable;
  }

  /** See {@link Device.needs}. `queues`: those of which the device takes what is there. */
  needs(queues: readonly number[], rests: boolean): string | undefined {
    const status = this.#words[MMIO_WORD.STATUS];
    if ((status & STATUS.NEEDS_RESET) !== 0) return `a reset: ${describeRingFault(this.#words[MMIO_WORD.FAULT])}`;
    if (!rests) return undefined;
    const queue = queues.find((number) => this.queues[number].ready && this.queues[number].holdsSome());
    if (queue === undefined) {
      const unacknowledged = this.#words[MMIO_WORD.INTERRUPT_STATUS] !== 0;
      return unacknowledged ? 'an INTERRUPT_ACK before it interrupts again' : undefined;
    }
    const missing = (['FEATURES_OK', 'DRIVER_OK'] as const).find((bit) => (status & STATUS[bit]) === 0);
    // To be accepted: what is offered, and nothing else.
    const offer = missing === 'FEATURES_OK' && !this.#featuresFit() ? ' (it offers VIRTIO_F_VERSION_1 alone)' : '';
    const what = missing === undefined ? 'a QUEUE_NOTIFY' : `${missing} in STATUS${offer}`;
    return `${what} for what is in its queue ${queue}`;
  }

  /** Gives a chain back, and interrupts if the driver wants that. Throws a {@link RingFault}. */
  put(queue: number, head: number, written: number): void {
    if (this.queues[queue].put(head, written)) this.#interrupt(INTERRUPT.USED_BUFFER);
  }

  /** Does what may throw a {@link RingFault}: then the device wants to be reset, and does nothing until it is (2.1.2). */
  guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof RingFault)) throw error;
      this.#words[MMIO_WORD.FAULT] = error.word;
      this.#words[MMIO_WORD.STATUS] |= STATUS.NEEDS_RESET;
      this.#context.broken(error.message);
      this.#interrupt(INTERRUPT.CONFIGURATION);
    }
  }

  /**
   * The device's line is high while INTERRUPT_STATUS is not 0 (4.2.2). What sets a bit of EIRR is its rise: while the driver has
   * not acknowledged all of it, nothing that is added interrupts again.
   */
  #interrupt(why: number): void {
    const rises = this.#words[MMIO_WORD.INTERRUPT_STATUS] === 0;
    this.#words[MMIO_WORD.INTERRUPT_STATUS] |= why;
    if (rises) this.#context.raise(this.#device.interrupt);
  }

  /** Features count until FEATURES_OK; those of a word that nobody knows are refused there (2.2). */
  #setFeatures(value: number): true {
    const selected = this.#words[MMIO_WORD.DRIVER_FEATURES_SEL] >>> 0;
    if (selected < 2) this.#words[MMIO_WORD.DRIVER_FEATURES_0 + selected] = value;
    return true;
  }

  /** 0 resets the device (4.2.2.1). FEATURES_OK stays 0 if the driver has taken other features than were offered. */
  #setStatus(value: number): void {
    const words = this.#words;
    if (value === 0) {
      words.fill(0, 0, MMIO_WORD.QUEUES + this.queues.length * QUEUE_WORDS);
      for (const queue of this.queues.keys()) this.#device.stopped(queue);
      this.#device.reset();
      return;
    }
    const accepted = this.#featuresFit() ? value : value & ~STATUS.FEATURES_OK;
    words[MMIO_WORD.STATUS] = accepted | (words[MMIO_WORD.STATUS] & STATUS.NEEDS_RESET);
  }

  /** Has the driver accepted what is offered, which the device can't do without, and nothing else? */
  #featuresFit(): boolean {
    const words = this.#words;
    return words[MMIO_WORD.DRIVER_FEATURES_0] === 0 && words[MMIO_WORD.DRIVER_FEATURES_1] === VERSION_1;
  }

  #selected(): Int32Array | undefined {
    const selected = this.#words[MMIO_WORD.QUEUE_SEL] >>> 0;
    return selected < this.queues.length ? this.#queueWords(selected) : undefined;
  }

  /** Of a queue that there is not, nothing can be set. */
  #setQueue(word: number, value: number): true {
    const words = this.#selected();
    if (words) words[word] = value;
    return true;
  }

  /** A queue that is stopped begins anew when it is ready again. */
  #setReady(ready: number): true {
    const words = this.#selected();
    if (words === undefined) return true;
    words[QUEUE_WORD.READY] = ready;
    if (ready === 0) {
      words[QUEUE_WORD.TAKEN] = words[QUEUE_WORD.PUT] = 0;
      this.#device.stopped(this.#words[MMIO_WORD.QUEUE_SEL]);
    }
    return true;
  }

  #setHigh(word: number, value: number): true {
    const words = this.#selected();
    if (words === undefined) return true;
    const others = words[QUEUE_WORD.HIGH] & ~(1 << word);
    words[QUEUE_WORD.HIGH] = value === 0 ? others : others | (1 << word);
    return true;
  }

  #queueWords(queue: number): Int32Array {
    const start = MMIO_WORD.QUEUES + queue * QUEUE_WORDS;
    return this.#words.subarray(start, start + QUEUE_WORDS);
  }
}

/** The bytes of a word reversed: between the registers' order and the machine's. */
export function reversed(word: number): number {
  return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
