/**
 * A source of random bytes: the entropy device of Virtual I/O Device (VIRTIO) 1.2, section 5.4, on registers in memory
 * (virtio/mmio.ts). The driver gives buffers, and gets them back with bytes that nobody could have known.
 *
 * So it is nothing but nondeterminism. Yet no machine of a pair draws anything: a buffer becomes a command, the world performs
 * it once, and the bytes come with the completion, which both machines take at the same instruction. A command that ends
 * *uncertain* is given again by the device itself, since its driver has no word for that: no one has seen what may have been
 * drawn, and any other bytes do as well.
 */
import { RESULT } from '../board.ts';
import { CommandsUnderWay } from './commands-under-way.ts';
import {
  type AnyRequest,
  type Completion,
  type Defined,
  defineCommand,
  defineDevice,
  type Device,
  type DeviceContext,
  offsetsOf,
  type SavedDevice,
} from './definition.ts';
import { EntropySource, MOST_BYTES } from './entropy-source.ts';
import {
  MMIO_WORD,
  nameOfMmioWord,
  reversed,
  VIRTIO_REGISTERS,
  type VirtioFunction,
  VirtioMmio,
} from './virtio/mmio.ts';
import { lengthOf, scatter } from './virtio/virtqueue.ts';

export const ENTROPY_PAGE = 0xf0008000;
export const ENTROPY_INTERRUPT = 0x00040000;
export const ENTROPY = offsetsOf(VIRTIO_REGISTERS);

const VIRTIO_ENTROPY = 4;
/** Its only queue, and the most entries of it: commands under way, too. */
const QUEUE = 0;
const QUEUE_SIZE = 8;

/** Words of the register window: the transport's, and in its spare one the id of the last command that a reset has left behind. */
const WORD = { LEFT_BEHIND: MMIO_WORD.OWN } as const;

const DRAW = defineCommand(
  'entropy-draw',
  { head: 'u32', bytes: 'u32' },
  {
    operation: 'draw',
    describe: ({ bytes }) => `drawing ${bytes} random bytes`,
    brief: ({ bytes }) => `draw ${bytes}`,
    history: ({ bytes }) => ({ bytes }),
    brings: MOST_BYTES,
    unseen: true,
  },
);
type DrawRequest = Defined<typeof DRAW>;

export const ENTROPY_DEVICE = defineDevice({
  name: 'entropy',
  page: ENTROPY_PAGE,
  interrupt: ENTROPY_INTERRUPT,
  registers: VIRTIO_REGISTERS,
  requests: [DRAW],
  nameOfWord: (offset) => (offset === WORD.LEFT_BEHIND ? 'LEFT_BEHIND' : nameOfMmioWord(offset)),
  describeCommand: ({ length }) => `${length} random bytes`,
  plug: (context) => new EntropyDevice(context),
  hardware: ({ random }) => new EntropySource(random),
});

export class EntropyDevice implements Device, VirtioFunction {
  readonly deviceId = VIRTIO_ENTROPY;
  readonly interrupt = ENTROPY_INTERRUPT;
  readonly queues = [QUEUE_SIZE];
  readonly #context: DeviceContext;
  readonly #transport: VirtioMmio;
  readonly #underWay = new CommandsUnderWay<DrawRequest>();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#transport = new VirtioMmio(context, this);
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    const value = this.#transport.load(offset);
    return value === undefined ? undefined : reversed(value);
  }

  store(offset: number, value: number): boolean {
    return this.#transport.store(offset, reversed(value));
  }

  // What the transport tells.

  notified(): void {
    this.#takeBuffers();
  }

  stopped(): void {
    const last = this.#underWay.list().at(-1);
    this.#context.registers[WORD.LEFT_BEHIND] = last?.id ?? 0;
  }

  reset(): void {
    // All that there is has been stopped.
  }

  // Buffers.

  /** Commands that a reset has left behind count, too, until they are over: no guest has more under way than the queue holds. */
  #takeBuffers(): void {
    const queue = this.#transport.queues[QUEUE];
    for (let left = queue.waiting(); left > 0 && this.#underWay.list().length < QUEUE_SIZE; left -= 1) {
      const head = queue.take();
      if (this.#underWay.list().some((other) => other.head === head && !this.#isLeftBehind(other))) {
        throw queue.fault('UNDER_WAY', head);
      }
      this.#draw(head);
    }
  }

  #draw(head: number): void {
    const queue = this.#transport.queues[QUEUE];
    const { readable, writable } = queue.chain(head);
    const bytes = Math.min(lengthOf(writable), MOST_BYTES);
    if (readable.length > 0 || bytes === 0) throw queue.fault('DRAW', head);
    const request: DrawRequest = { kind: 'entropy-draw', id: this.#context.nextRequestId(), head, bytes };
    const { address } = writable[0];
    this.#context.commanded(request.id, {
      device: 'entropy',
      slot: 0,
      code: 0,
      position: head,
      length: bytes,
      address,
    });
    this.#underWay.add(request);
    this.#context.request(request);
  }

  complete({ id, result, data = new Uint8Array(0) }: Completion): boolean {
    const request = this.#underWay.take(id);
    if (request === undefined) return false;
    if (!this.#transport.live) return true;
    this.#transport.guarded(() => {
      if (!this.#isLeftBehind(request)) {
        if (result === RESULT.UNCERTAIN) this.#draw(request.head);
        else this.#fill(request.head, data);
      }
      if (this.#transport.queues[QUEUE].ready) this.#takeBuffers();
    });
    return true;
  }

  #fill(head: number, bytes: Uint8Array): void {
    const { writable } = this.#transport.queues[QUEUE].chain(head);
    this.#transport.put(QUEUE, head, scatter(this.#context.memory, writable, 0, bytes));
  }

  #isLeftBehind({ id }: DrawRequest): boolean {
    return id <= this.#context.registers[WORD.LEFT_BEHIND] >>> 0;
  }

  outstanding(): readonly AnyRequest[] {
    return this.#underWay.list();
  }

  needs(rests = true): string | undefined {
    return this.#transport.needs([QUEUE], rests);
  }

  save(): SavedDevice<DrawRequest> {
    return { outstanding: this.#underWay.list(), input: new Uint8Array(0) };
  }

  restore(state: SavedDevice<DrawRequest>): void {
    this.#underWay.restore(state.outstanding);
  }
}
