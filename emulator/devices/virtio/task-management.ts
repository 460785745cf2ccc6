/**
 * Task management of a SCSI host, which comes by its control queue: functions that end commands under way, or ask for them.
 * Virtual I/O Device (VIRTIO) 1.2, section 5.6.6.2; SCSI Architecture Model 5 (SAM-5), chapter 7.
 */
import type { DmaMemory } from '../dma-memory.ts';
import type { VirtioMmio } from './mmio.ts';
import { FATE, type ScsiTasks } from './scsi-tasks.ts';
import {
  CONTROL_SIZES,
  CONTROL_TYPE,
  FUNCTION,
  readTaskManagement,
  RESPONSE_CODE,
  type TaskManagementRequest,
} from './scsi-wire.ts';
import { gather, lengthOf, scatter } from './virtqueue.ts';

export interface TaskManagementContext {
  readonly transport: VirtioMmio;
  /** The number of the control queue. */
  readonly queue: number;
  readonly memory: DmaMemory;
  readonly tasks: ScsiTasks;
  readonly hasDisk: boolean;
  /** The tag of the command in this slot. May throw a {@link RingFault}. */
  tagIn(slot: number): bigint;
  /** The disk has been reset. */
  wasReset(): void;
}

export class TaskManagement {
  readonly #context: TaskManagementContext;

  constructor(context: TaskManagementContext) {
    this.#context = context;
  }

  /** Takes what the driver asks. Throws a {@link RingFault}. */
  take(): void {
    const { memory, transport, queue: number } = this.#context;
    const queue = transport.queues[number];
    for (let left = queue.waiting(); left > 0; left -= 1) {
      const head = queue.take();
      const { readable, writable } = queue.chain(head);
      const [type] = gather(memory, readable, 0, 4);
      const sizes = CONTROL_SIZES[type];
      if (!sizes || lengthOf(readable) < sizes.request || lengthOf(writable) < sizes.response) {
        throw queue.fault('CONTROL', head);
      }
      if (type === CONTROL_TYPE.TASK_MANAGEMENT) {
        this.#manage(head, readTaskManagement(gather(memory, readable, 0, sizes.request)));
      } else {
        // No events are offered, so none are subscribed: 0, and OK.
        scatter(memory, writable, 0, new Uint8Array(sizes.response));
        transport.put(number, head, sizes.response);
      }
    }
  }

  /**
   * The command in this slot is over: so are the functions that have waited for it alone, since none of the commands that a
   * function has ended can reach the disk any more. Throws a {@link RingFault}.
   */
  ended(slot: number): void {
    for (const head of this.#context.tasks.freed(slot)) this.#answer(head, RESPONSE_CODE.OK);
  }

  #manage(head: number, { addressee, tag, function: what }: TaskManagementRequest): void {
    const { tasks, hasDisk } = this.#context;
    if (!hasDisk || addressee === 'no target') return this.#answer(head, RESPONSE_CODE.BAD_TARGET);
    // A nexus is that with the whole target (5.6.6.2).
    if (addressee === 'no unit' && what !== FUNCTION.NEXUS_RESET)
      return this.#answer(head, RESPONSE_CODE.INCORRECT_LUN);
    const all = tasks.slots();
    const tagged = (): readonly number[] => all.filter((slot) => this.#context.tagIn(slot) === tag);
    switch (what) {
      case FUNCTION.ABORT_TASK:
        return this.#end(head, tagged(), FATE.ABORTED);
      case FUNCTION.ABORT_TASK_SET:
      case FUNCTION.CLEAR_TASK_SET:
        return this.#end(head, all, FATE.ABORTED);
      case FUNCTION.NEXUS_RESET:
      case FUNCTION.UNIT_RESET:
        this.#context.wasReset();
        return this.#end(head, all, FATE.RESET);
      case FUNCTION.QUERY_TASK:
        return this.#answerQuery(head, tagged());
      case FUNCTION.QUERY_TASK_SET:
        return this.#answerQuery(head, all);
      default:
        return this.#answer(head, RESPONSE_CODE.FUNCTION_REJECTED);
    }
  }

  #end(head: number, slots: readonly number[], fate: number): void {
    const { tasks } = this.#context;
    if (slots.length === 0) return this.#answer(head, RESPONSE_CODE.OK);
    if (!tasks.wait(head, slots)) throw this.#context.transport.queues[this.#context.queue].fault('FUNCTIONS', head);
    tasks.doom(slots, fate);
  }

  #answerQuery(head: number, slots: readonly number[]): void {
    this.#answer(head, slots.length > 0 ? RESPONSE_CODE.FUNCTION_SUCCEEDED : RESPONSE_CODE.OK);
  }

  #answer(head: number, code: number): void {
    const { memory, transport, queue } = this.#context;
    const { writable } = transport.queues[queue].chain(head);
    transport.put(queue, head, scatter(memory, writable, 0, Uint8Array.of(code)));
  }
}
