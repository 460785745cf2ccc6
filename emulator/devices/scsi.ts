/**
 * The disk behind a second page, as a SCSI host of virtio's: unit 0 of target 0. Virtual I/O Device (VIRTIO) 1.2, section 5.6,
 * on registers in memory (virtio/mmio.ts). It is for systems that bring drivers of their own; no machine of 1995 had one.
 *
 * A READ, a WRITE or a SYNCHRONIZE CACHE becomes a request to the disk; what else a driver asks is answered at once. State is
 * which chains of the queue are under way. All else of a command is in the guest's RAM, and is looked at again when it
 * completes, so that what a joining machine has to be sent is words.
 *
 * A command that ends *uncertain* was caught by a reset of the bus: the driver is told so (VIRTIO_SCSI_S_RESET), and, as a
 * SCSI device does after a reset, the disk answers the next command with a unit attention.
 */
import { RESULT } from '../board.ts';
import { CommandsUnderWay } from './commands-under-way.ts';
import {
  type AnyRequest,
  type Completion,
  defineDevice,
  type Device,
  type DeviceContext,
  offsetsOf,
  type SavedDevice,
} from './definition.ts';
import { describeDiskCommand, DISK, type DiskRequest, MAX_SECTORS, SECTOR_SIZE } from './disk.ts';
import { noteOf } from './scsi/command-note.ts';
import { OPCODE, type Task, taskOf } from './scsi/commands.ts';
import { ATTENTION, type Sense, unitAttention } from './scsi/sense.ts';
import {
  MMIO_WORD,
  nameOfMmioWord,
  reversed,
  VIRTIO_REGISTERS,
  type VirtioFunction,
  VirtioMmio,
} from './virtio/mmio.ts';
import { type Answer, answerOf, writeAnswer } from './virtio/scsi-answer.ts';
import {
  CONFIGURATION_REGISTERS,
  loadConfiguration,
  QUEUE,
  QUEUE_SIZES,
  takesConfiguration,
} from './virtio/scsi-configuration.ts';
import { FATE, nameOfTaskWord, ScsiTasks, TASK_WORDS } from './virtio/scsi-tasks.ts';
import {
  type Command,
  COMMAND_SIZE,
  readCommand,
  RESPONSE_AT,
  RESPONSE_CODE,
  RESPONSE_SIZE,
} from './virtio/scsi-wire.ts';
import { TaskManagement } from './virtio/task-management.ts';
import { addressAt, type Chain, gather, lengthOf, QUEUE_WORDS } from './virtio/virtqueue.ts';

export const SCSI_PAGE = 0xf0007000;
export const SCSI_INTERRUPT = 0x00080000;

const REGISTERS = { ...VIRTIO_REGISTERS, ...CONFIGURATION_REGISTERS };
export const SCSI = offsetsOf(REGISTERS);

/** Words of the register window, among and behind the transport's. */
const WORD = {
  /** A unit attention that is to be told: {@link POWER_ON_PENDING}, {@link NOTHING_PENDING} or its code. */
  ATTENTION: MMIO_WORD.OWN,
  TASKS: MMIO_WORD.QUEUES + QUEUE_SIZES.length * QUEUE_WORDS,
} as const;
const POWER_ON_PENDING = 0;
const NOTHING_PENDING = 1;

/** The disk's own page has the slots below. */
const FIRST_SLOT = DISK.SLOT_COUNT;
const VIRTIO_SCSI = 8;

export const SCSI_DEVICE = defineDevice({
  name: 'scsi',
  page: SCSI_PAGE,
  interrupt: SCSI_INTERRUPT,
  registers: REGISTERS,
  // It makes the disk's requests.
  requests: [],
  gives: (request) => request.kind.startsWith('disk-') && 'slot' in request && Number(request.slot) >= FIRST_SLOT,
  nameOfWord,
  describeCommand: describeDiskCommand,
  plug: (context) => new ScsiDevice(context),
});

function nameOfWord(offset: number): string {
  if (offset === WORD.ATTENTION) return 'ATTENTION';
  return offset < WORD.TASKS ? nameOfMmioWord(offset) : nameOfTaskWord(offset - WORD.TASKS);
}

export class ScsiDevice implements Device, VirtioFunction {
  readonly deviceId = VIRTIO_SCSI;
  readonly interrupt = SCSI_INTERRUPT;
  readonly queues = QUEUE_SIZES;
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #transport: VirtioMmio;
  readonly #tasks: ScsiTasks;
  readonly #management: TaskManagement;
  readonly #underWay = new CommandsUnderWay<DiskRequest>();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#words = context.registers;
    this.#tasks = new ScsiTasks(context.registers.subarray(WORD.TASKS, WORD.TASKS + TASK_WORDS));
    this.#transport = new VirtioMmio(context, this);
    this.#management = new TaskManagement({
      ...{ transport: this.#transport, queue: QUEUE.CONTROL, memory: context.memory, tasks: this.#tasks },
      hasDisk: context.sectors > 0,
      tagIn: (slot) => this.#tagIn(slot),
      wasReset: () => (this.#words[WORD.ATTENTION] = ATTENTION.DEVICE_RESET),
    });
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    const value = this.#transport.load(offset);
    return value === undefined ? loadConfiguration(offset, 4) : reversed(value);
  }

  loadHalfword(offset: number): number | undefined {
    return loadConfiguration(offset, 2);
  }

  store(offset: number, value: number): boolean {
    return this.#transport.store(offset, reversed(value)) || takesConfiguration(offset, value);
  }

  // What the transport tells.

  notified(queue: number): void {
    if (queue === QUEUE.REQUEST) this.#takeCommands();
    if (queue === QUEUE.CONTROL) this.#management.take();
    // The event queue is never answered: nothing happens to this disk that it could tell.
  }

  stopped(queue: number): void {
    if (queue === QUEUE.REQUEST) this.#tasks.doom(this.#tasks.slots(), FATE.FORGOTTEN);
    if (queue === QUEUE.CONTROL) this.#tasks.forgetFunctions();
  }

  reset(): void {
    this.#words[WORD.ATTENTION] = POWER_ON_PENDING;
  }

  // Commands.

  #takeCommands(): void {
    const queue = this.#transport.queues[QUEUE.REQUEST];
    for (let left = queue.waiting(); left > 0; left -= 1) {
      const slot = this.#tasks.free();
      if (slot === undefined) return;
      this.#begin(slot, queue.take());
    }
  }

  #begin(slot: number, head: number): void {
    const known = this.#tasks.slots().some((other) => this.#tasks.headIn(other) === head);
    const queue = this.#transport.queues[QUEUE.REQUEST];
    if (known) throw queue.fault('UNDER_WAY', head);
    const chain = queue.chain(head);
    const [room, given] = [lengthOf(chain.writable) - RESPONSE_SIZE, lengthOf(chain.readable) - COMMAND_SIZE];
    if (room < 0 || given < 0) throw queue.fault('COMMAND', head);
    const command = this.#commandOf(chain);
    if (command.addressee === 'no target' || this.#context.sectors === 0) {
      return this.#respond(head, chain, { code: RESPONSE_CODE.BAD_TARGET });
    }
    // Data both ways at once was not offered (VIRTIO_SCSI_F_INOUT).
    if (room > 0 && given > 0) return this.#respond(head, chain, { code: RESPONSE_CODE.FAILURE });
    const task = this.#taskOf(command);
    switch (task.kind) {
      case 'answer':
        if (task.asked > room) return this.#respond(head, chain, { code: RESPONSE_CODE.OVERRUN });
        return this.#respond(head, chain, { code: RESPONSE_CODE.OK, data: task.data });
      case 'refuse':
        return this.#respond(head, chain, { code: RESPONSE_CODE.OK, sense: task.sense });
      case 'flush':
        return this.#send(slot, head, {
          kind: 'disk-flush',
          id: this.#context.nextRequestId(),
          slot: FIRST_SLOT + slot,
        });
      default: {
        const bytes = task.count * SECTOR_SIZE;
        if (bytes > (task.kind === 'read' ? room : given))
          return this.#respond(head, chain, { code: RESPONSE_CODE.OVERRUN });
        return this.#send(slot, head, this.#transfer(slot, chain, task));
      }
    }
  }

  /** What the command is to do; a unit attention that it is refused with, or that it asks for, has been told. */
  #taskOf({ addressee, cdb }: Command): Task {
    const isThere = addressee === 'disk';
    const attention = this.#attention();
    const task = taskOf(cdb, { sectors: this.#context.sectors, mostSectors: MAX_SECTORS, isThere, attention });
    const tells = task.kind === 'refuse' ? task.sense === attention : cdb[0] === OPCODE.REQUEST_SENSE;
    if (isThere && tells) this.#words[WORD.ATTENTION] = NOTHING_PENDING;
    return task;
  }

  #transfer(slot: number, { readable, writable }: Chain, task: Extract<Task, { sector: number }>): DiskRequest {
    const place = { id: this.#context.nextRequestId(), slot: FIRST_SLOT + slot, sector: task.sector };
    const { memory } = this.#context;
    if (task.kind === 'read') {
      return { kind: 'disk-read', ...place, count: task.count, address: addressAt(writable, RESPONSE_SIZE) };
    }
    const data = gather(memory, readable, COMMAND_SIZE, task.count * SECTOR_SIZE);
    return { kind: 'disk-write', ...place, address: addressAt(readable, COMMAND_SIZE), data };
  }

  #send(slot: number, head: number, request: DiskRequest): void {
    this.#tasks.begin(slot, head);
    this.#context.commanded(request.id, noteOf(request));
    this.#underWay.add(request);
    this.#context.request(request);
  }

  complete(completion: Completion): boolean {
    const request = this.#underWay.take(completion.id);
    if (request === undefined) return false;
    const slot = request.slot - FIRST_SLOT;
    const { head, fate } = this.#tasks.end(slot);
    if (!this.#transport.live) return true;
    this.#transport.guarded(() => {
      if (fate !== FATE.FORGOTTEN) this.#finish(head, request, fate, completion);
      this.#management.ended(slot);
      if (this.#transport.queues[QUEUE.REQUEST].ready) this.#takeCommands();
    });
    return true;
  }

  #finish(head: number, request: DiskRequest, fate: number, completion: Completion): void {
    const queue = this.#transport.queues[QUEUE.REQUEST];
    const chain = queue.chain(head);
    if (lengthOf(chain.writable) < RESPONSE_SIZE) throw queue.fault('COMMAND', head);
    if (fate === FATE.NONE && completion.result === RESULT.UNCERTAIN) this.#words[WORD.ATTENTION] = ATTENTION.BUS_RESET;
    const written = writeAnswer(this.#context.memory, chain, answerOf(request, fate, completion));
    this.#context.told(request.id, addressAt(chain.writable, RESPONSE_AT));
    this.#transport.put(QUEUE.REQUEST, head, written);
  }

  #respond(head: number, chain: Chain, answer: Answer): void {
    this.#transport.put(QUEUE.REQUEST, head, writeAnswer(this.#context.memory, chain, answer));
  }

  #tagIn(slot: number): bigint {
    return this.#commandOf(this.#transport.queues[QUEUE.REQUEST].chain(this.#tasks.headIn(slot))).tag;
  }

  /** Of a chain that a guest has made too short since, what is missing is 0. */
  #commandOf({ readable }: Chain): Command {
    const bytes = new Uint8Array(COMMAND_SIZE);
    bytes.set(gather(this.#context.memory, readable, 0, COMMAND_SIZE));
    return readCommand(bytes);
  }

  #attention(): Sense | undefined {
    const word = this.#words[WORD.ATTENTION];
    if (word === NOTHING_PENDING) return undefined;
    return unitAttention(word === POWER_ON_PENDING ? ATTENTION.POWER_ON : word);
  }

  outstanding(): readonly AnyRequest[] {
    return this.#underWay.list();
  }

  needs(rests = true): string | undefined {
    return this.#transport.needs([QUEUE.CONTROL, QUEUE.REQUEST], rests);
  }

  save(): SavedDevice<DiskRequest> {
    return { outstanding: this.#underWay.list(), input: new Uint8Array(0) };
  }

  restore(state: SavedDevice<DiskRequest>): void {
    this.#underWay.restore(state.outstanding);
  }
}
