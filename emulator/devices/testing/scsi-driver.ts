/** A driver of the SCSI host for tests: rings in the RAM of a {@link FakeContext}, and commands of any shape. */
import type { FakeContext } from './fake-context.ts';
import { SCSI, type ScsiDevice } from '../scsi.ts';
import { reversed, STATUS } from '../virtio/mmio.ts';
import { RESPONSE_SIZE } from '../virtio/scsi-wire.ts';

/** Where each queue stands: descriptors, the driver's ring, the device's ring. */
const AREA = 0x10000;
const SIZES = [8, 8, 64];
/** The first buffer. */
const BUFFERS = 0x40000;

/** A buffer of a chain: bytes for the device to read, or room for it to write. */
export type Buffer = { readonly give: Uint8Array } | { readonly room: number };

export interface Answer {
  /** Bytes that the device says it has written. */
  readonly written: number;
  readonly response: number;
  readonly status: number;
  readonly residual: number;
  /** Sense key and code, as in '6/2900'. */
  readonly sense: string | undefined;
  readonly data: Uint8Array;
}

export class ScsiDriver {
  readonly #context: FakeContext;
  #device: ScsiDevice;
  readonly #view: DataView;
  #nextDescriptor = [0, 0, 0];
  #nextBuffer = BUFFERS;
  readonly #made = [0, 0, 0];
  readonly #seen = [0, 0, 0];
  /** The buffers that were made for a chain, by queue and head. */
  readonly #chains = new Map<string, readonly { address: number; length: number; write: boolean }[]>();

  constructor(context: FakeContext, device: ScsiDevice) {
    this.#context = context;
    this.#device = device;
    this.#view = new DataView(context.memory.bytes.buffer);
  }

  /** Goes on with another device in the same surroundings. */
  moveTo(device: ScsiDevice): void {
    this.#device = device;
  }

  /** Stores a register as the standard means it. */
  store(offset: number, value: number): boolean {
    return this.#device.store(offset, reversed(value));
  }

  load(offset: number): number {
    return reversed(this.#device.load(offset)!);
  }

  /** Brings the device to work, as 3.1.1 and 4.2.3.1 say, or otherwise: with other features, or another status in the end. */
  start({
    features = 1,
    status = STATUS.ACKNOWLEDGE | STATUS.DRIVER | STATUS.FEATURES_OK | STATUS.DRIVER_OK,
  } = {}): void {
    this.store(SCSI.STATUS, 0);
    this.store(SCSI.STATUS, STATUS.ACKNOWLEDGE | STATUS.DRIVER);
    this.store(SCSI.DRIVER_FEATURES_SEL, 1);
    this.store(SCSI.DRIVER_FEATURES, features);
    this.store(SCSI.STATUS, status & ~STATUS.DRIVER_OK);
    for (const [queue, size] of SIZES.entries()) {
      this.store(SCSI.QUEUE_SEL, queue);
      this.store(SCSI.QUEUE_NUM, size);
      this.store(SCSI.QUEUE_DESC_LOW, this.table(queue));
      this.store(SCSI.QUEUE_DRIVER_LOW, this.available(queue));
      this.store(SCSI.QUEUE_DEVICE_LOW, this.used(queue));
      this.store(SCSI.QUEUE_READY, 1);
    }
    this.store(SCSI.STATUS, status);
    this.#context.memory.bytes.fill(0, AREA, AREA + 0x3000);
    this.#nextDescriptor = [0, 0, 0];
    this.#made.fill(0);
    this.#seen.fill(0);
  }

  table(queue: number): number {
    return AREA + queue * 0x1000;
  }

  available(queue: number): number {
    return this.table(queue) + 0x600;
  }

  used(queue: number): number {
    return this.table(queue) + 0x800;
  }

  /** Makes a chain of these buffers available, without saying so. Returns its head. */
  add(queue: number, buffers: readonly Buffer[]): number {
    const size = SIZES[queue];
    const first = this.#nextDescriptor[queue];
    this.#nextDescriptor[queue] = (first + buffers.length) % size;
    const spans = buffers.map((buffer) => {
      const length = 'give' in buffer ? buffer.give.length : buffer.room;
      const address = this.#nextBuffer;
      this.#nextBuffer += Math.ceil(length / 4) * 4;
      if ('give' in buffer) this.#context.memory.bytes.set(buffer.give, address);
      return { address, length, write: 'room' in buffer };
    });
    for (const [index, { address, length, write }] of spans.entries()) {
      const isLast = index === spans.length - 1;
      const flags = (isLast ? 0 : 1) | (write ? 2 : 0);
      this.describe(queue, (first + index) % size, { address, length, flags, next: (first + index + 1) % size });
    }
    this.#chains.set(`${queue}/${first}`, spans);
    this.offer(queue, first);
    return first;
  }

  /** Writes one descriptor. */
  describe(
    queue: number,
    index: number,
    fields: { address: number; length: number; flags: number; next: number },
  ): void {
    const at = this.table(queue) + index * 16;
    this.#view.setUint32(at, fields.address, true);
    this.#view.setUint32(at + 4, 0, true);
    this.#view.setUint32(at + 8, fields.length, true);
    this.#view.setUint16(at + 12, fields.flags, true);
    this.#view.setUint16(at + 14, fields.next, true);
  }

  /** Puts a head into the driver's ring. */
  offer(queue: number, head: number): void {
    const made = this.#made[queue]++;
    this.#view.setUint16(this.available(queue) + 4 + 2 * (made % SIZES[queue]), head, true);
    this.#view.setUint16(this.available(queue) + 2, this.#made[queue], true);
  }

  notify(queue: number): void {
    this.store(SCSI.QUEUE_NOTIFY, queue);
  }

  /** Heads that the device has given back since the last look, with what it says it has written. */
  finished(queue: number): { head: number; written: number }[] {
    const heads: { head: number; written: number }[] = [];
    for (const used = this.used(queue); this.#seen[queue] !== this.#view.getUint16(used + 2, true);) {
      const at = used + 4 + 8 * (this.#seen[queue] % SIZES[queue]);
      this.#seen[queue] = (this.#seen[queue] + 1) & 0xffff;
      heads.push({ head: this.#view.getUint32(at, true), written: this.#view.getUint32(at + 4, true) });
    }
    return heads;
  }

  /** All bytes that the device may have written to a chain. */
  writtenTo(queue: number, head: number): Uint8Array {
    const spans = this.#chains.get(`${queue}/${head}`)!.filter(({ write }) => write);
    const parts = spans.map(({ address, length }) => [...this.#context.memory.read(address, length)]);
    return Uint8Array.from(parts.flat());
  }

  /** A SCSI command, offered but not told. `room`: pieces of the buffer to be written. */
  offerCommand(
    cdb: readonly number[],
    { give = [], room = [], tag = 1, unit = 0, target = 0 }: CommandOptions = {},
  ): number {
    const header = new Uint8Array(51);
    header.set([1, target, 0x40 | (unit >>> 8), unit & 0xff]);
    header[8] = tag;
    header.set(cdb, 19);
    const gives = give.map((bytes) => ({ give: bytes }));
    return this.add(2, [
      { give: header },
      ...gives,
      { room: RESPONSE_SIZE },
      ...room.map((length) => ({ room: length })),
    ]);
  }

  command(cdb: readonly number[], options?: CommandOptions): number {
    const head = this.offerCommand(cdb, options);
    this.notify(2);
    return head;
  }

  /** The answers to commands since the last look, by their heads. */
  answers(): ReadonlyMap<number, Answer> {
    return new Map(this.finished(2).map(({ head, written }) => [head, this.#answer(head, written)]));
  }

  /** Gives a command that is answered at once. */
  ask(cdb: readonly number[], options?: CommandOptions): Answer {
    const head = this.command(cdb, options);
    return this.answers().get(head)!;
  }

  #answer(head: number, written: number): Answer {
    const bytes = this.writtenTo(2, head);
    const view = new DataView(bytes.buffer);
    const sense = view.getUint32(0, true) === 0 ? undefined : `${bytes[14]}/${view.getUint16(24).toString(16)}`;
    return {
      ...{ written, response: bytes[11], status: bytes[10], residual: view.getUint32(4, true), sense },
      data: bytes.subarray(RESPONSE_SIZE),
    };
  }

  /** A task management function; its answer, if there is one yet, comes by {@link functionAnswers}. */
  manage(what: number, { tag = 0, unit = 0, target = 0 } = {}): number {
    const request = new Uint8Array(24);
    request[4] = what;
    request.set([1, target, 0x40, unit], 8);
    request[16] = tag;
    const head = this.add(0, [{ give: request }, { room: 1 }]);
    this.notify(0);
    return head;
  }

  functionAnswers(): number[] {
    return this.finished(0).map(({ head }) => this.writtenTo(0, head)[0]);
  }
}

interface CommandOptions {
  readonly give?: readonly Uint8Array[];
  readonly room?: readonly number[];
  readonly tag?: number;
  readonly unit?: number;
  readonly target?: number;
}
