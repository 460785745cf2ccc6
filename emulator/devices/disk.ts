/**
 * The disk device: eight slots, each with room for one command at a time. Specified by emulator/board.md.
 *
 * Write data is taken from RAM at COMMAND, so a guest may reuse its buffer at once; a read's target is latched at COMMAND
 * and filled when the command completes.
 */
import { RESULT } from '../board.ts';
import { hex } from '../hex.ts';
import { CommandsUnderWay } from './commands-under-way.ts';
import {
  type AnyRequest,
  type Completion,
  defineCommand,
  defineDevice,
  type Device,
  type DeviceContext,
  type InvalidRequest,
  namesOf,
  offsetsOf,
  type RequestOf,
  type SavedDevice,
  spanOf,
  theseOf,
} from './definition.ts';
import type { Command } from '../report/stop-report.ts';
import { type Relation, sameBytes } from './repetition.ts';

export const DISK_PAGE = 0xf0003000;
export const DISK_INTERRUPT = 0x00400000;

const REGISTERS = {
  SECTORS: { at: 0x00, access: 'r', text: 'size in 512-byte sectors' },
  DONE: { at: 0x04, access: 'rw', text: '1<<slot for each slot finished, write ones to acknowledge' },
} as const;
const SLOTS = {
  at: 0x100,
  size: 0x20,
  count: 8,
  registers: {
    SECTOR: { at: 0x00, access: 'rw' },
    COUNT: { at: 0x04, access: 'rw', text: '1 to 256' },
    ADDRESS: { at: 0x08, access: 'rw', text: 'physical' },
    COMMAND: { at: 0x0c, access: 'w', text: '1 read, 2 write, 3 flush' },
    RESULT: { at: 0x10, access: 'r' },
  },
} as const;
export const DISK = { ...offsetsOf(REGISTERS), SLOTS: SLOTS.at, SLOT_SIZE: SLOTS.size, SLOT_COUNT: SLOTS.count };
/** Offsets within one slot. */
export const DISK_SLOT = offsetsOf(SLOTS.registers);
export const DISK_COMMAND = { READ: 1, WRITE: 2, FLUSH: 3 } as const;

export const SECTOR_SIZE = 512;
/** Sectors one command may move. */
export const MAX_SECTORS = 256;
/** Sectors of a disk: SECTORS and a slot's SECTOR are words, and so is what the bus says of a command. */
export const MOST_SECTORS = 0xffffffff;

/** Words of the register window; those of slot `s` stand at SLOTS + s * SLOT_WORDS. */
const WORD = { DONE: 0, SLOTS: 8 } as const;
/** TARGET is where a read in progress delivers: ADDRESS as it was at COMMAND. */
const SLOT_WORD = { SECTOR: 0, COUNT: 1, ADDRESS: 2, RESULT: 3, TARGET: 4 } as const;
const SLOT_WORDS = 8;

const READ_FIELDS = { slot: 'u8', sector: 'u32', count: 'u32', address: 'u32' } as const;
/** `address` is the buffer's in RAM. */
type ReadRequest = RequestOf<'disk-read', typeof READ_FIELDS>;

const WRITE_FIELDS = { slot: 'u8', sector: 'u32', address: 'u32', data: { most: MAX_SECTORS * SECTOR_SIZE } } as const;
/** `data` is a whole number of sectors, taken from RAM at COMMAND; `address` tells people from where. */
export type WriteRequest = RequestOf<'disk-write', typeof WRITE_FIELDS>;

const FLUSH_FIELDS = { slot: 'u8' } as const;
type FlushRequest = RequestOf<'disk-flush', typeof FLUSH_FIELDS>;

type Transfer = ReadRequest | WriteRequest;
export type DiskRequest = Transfer | FlushRequest;

const READ = defineCommand('disk-read', READ_FIELDS, {
  operation: 'read',
  describe: ({ sector, count }) => `disk read of ${spanOf('sector', sector, count)}`,
  brief: ({ sector }) => `disk-read of sector ${sector}`,
  history: (request) => historyOf(request),
  unit: 'sector',
  units: ({ count }) => count,
  brings: MAX_SECTORS * SECTOR_SIZE,
  repeatsOne: true,
  relate: relateTransfers,
  differs: differenceOfTransfers,
  mayComeAfter: (_earlier, { kind }) => kind === 'disk-read',
  unseen: true,
});
const WRITE = defineCommand('disk-write', WRITE_FIELDS, {
  operation: 'write',
  describe: ({ sector, data }) => `disk write of ${spanOf('sector', sector, data.length / SECTOR_SIZE)}`,
  brief: ({ sector }) => `disk-write of sector ${sector}`,
  history: (request) => historyOf(request),
  unit: 'sector',
  units: ({ data }) => data.length / SECTOR_SIZE,
  repeatsOne: true,
  relate: relateTransfers,
  differs: differenceOfTransfers,
  // A range error must not write the part that is in range.
  possible: ({ sector, data }, sectors) => sector + data.length / SECTOR_SIZE <= sectors,
  beginning: (request, units) => ({ ...request, data: request.data.subarray(0, units * SECTOR_SIZE) }),
  inItsPlace: readInstead,
});
const FLUSH = defineCommand('disk-flush', FLUSH_FIELDS, {
  operation: 'flush',
  describe: ({ slot }) => `disk flush in slot ${slot}`,
  history: ({ slot }) => ({ slot }),
  where: () => '',
  // A driver that writes on has taken the flush for done. Reads say nothing about it.
  relate: (_earlier, { kind }) => (kind === 'disk-flush' ? 'repeats' : kind === 'disk-write' ? 'instead' : 'apart'),
  mayComeAfter: () => true,
});

export const DISK_DEVICE = defineDevice({
  name: 'disk',
  page: DISK_PAGE,
  interrupt: DISK_INTERRUPT,
  registers: REGISTERS,
  slots: SLOTS,
  commands: DISK_COMMAND,
  constants: {
    SECTOR_SIZE: { value: SECTOR_SIZE },
    MAX_SECTORS: { value: MAX_SECTORS, text: 'Sectors one command may move.' },
  },
  requests: [READ, WRITE, FLUSH],
  nameOfWord,
  describeCommand: describeDiskCommand,
  plug: (context) => new DiskDevice(context),
});

function nameOfWord(offset: number): string {
  if (offset < WORD.SLOTS) return namesOf({ DONE: WORD.DONE })(offset);
  const inSlots = offset - WORD.SLOTS;
  return `slot ${Math.floor(inSlots / SLOT_WORDS)} ${namesOf(SLOT_WORD)(inSlots % SLOT_WORDS)}`;
}

/** A command to the disk, by whichever page, in words. */
export function describeDiskCommand({ code, position, length, address }: Command): string {
  const sectors = length === 1 ? `sector ${position}` : `${length} sectors from ${position} on`;
  switch (code) {
    case DISK_COMMAND.READ:
      return `read of ${sectors} to ${hex(address)}`;
    case DISK_COMMAND.WRITE:
      return `write of ${sectors} from ${hex(address)}`;
    case DISK_COMMAND.FLUSH:
      return 'flush';
    default:
      return `unknown command ${code}, ${sectors}, buffer ${hex(address)}`;
  }
}

/** The sectors that a command is about: from `first` up to, not including, `end`. A flush covers the whole disk. */
export interface DiskRange {
  readonly kind: DiskRequest['kind'];
  readonly first: number;
  readonly end: number;
}

export function rangeOf(request: DiskRequest): DiskRange {
  const { kind } = request;
  switch (kind) {
    case 'disk-read':
      return { kind, first: request.sector, end: request.sector + request.count };
    case 'disk-write':
      return { kind, first: request.sector, end: request.sector + request.data.length / SECTOR_SIZE };
    case 'disk-flush':
      return { kind, first: 0, end: Infinity };
  }
}

function historyOf(request: Transfer): Readonly<Record<string, unknown>> {
  const { first, end } = rangeOf(request);
  return { slot: request.slot, sector: first, sectors: end - first, buffer: `0x${hex(request.address)}` };
}

function isTransfer(request: AnyRequest): request is Transfer {
  return request.kind === 'disk-read' || request.kind === 'disk-write';
}

/**
 * The next command on any of the same sectors repeats one if it has the same sectors, the same direction and, if it writes,
 * the same data. A flush is on no sector.
 */
function relateTransfers(earlier: Transfer, later: AnyRequest): Relation {
  if (!isTransfer(later)) return 'apart';
  const [before, after] = [rangeOf(earlier), rangeOf(later)];
  if (before.first >= after.end || after.first >= before.end) return 'apart';
  if (earlier.kind !== later.kind || before.first !== after.first || before.end !== after.end) return 'instead';
  if (earlier.kind === 'disk-write' && later.kind === 'disk-write' && !sameBytes(earlier.data, later.data))
    return 'instead';
  return 'repeats';
}

function differenceOfTransfers(later: Transfer, earlier: AnyRequest): { place?: string; detail: string } {
  const { first, end } = rangeOf(later);
  const range = spanOf('sector', first, end - first);
  if (!isTransfer(earlier)) return { detail: range };
  const before = rangeOf(earlier);
  const place = theseOf('sector', before.end - before.first);
  if (before.first !== first || before.end !== end) return { place, detail: range };
  return { place, detail: earlier.kind === later.kind ? 'other data' : '' };
}

/** A read of the same sectors, whose data nobody gets: so overlapping commands complete in order. */
function readInstead({ id, slot, sector, address, data }: WriteRequest): ReadRequest {
  return { kind: 'disk-read', id, slot, sector, count: data.length / SECTOR_SIZE, address };
}

/** Splits an offset within the page into slot and offset within the slot; undefined outside the slots. */
function slotAt(offset: number): { slot: number; field: number } | undefined {
  const slot = Math.floor((offset - DISK.SLOTS) / DISK.SLOT_SIZE);
  if (slot < 0 || slot >= DISK.SLOT_COUNT) return undefined;
  return { slot, field: (offset - DISK.SLOTS) % DISK.SLOT_SIZE };
}

export class DiskDevice implements Device {
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #underWay = new CommandsUnderWay<DiskRequest | InvalidRequest>();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#words = context.registers;
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    if (offset === DISK.SECTORS) return this.#context.sectors;
    if (offset === DISK.DONE) return this.#words[WORD.DONE];
    const place = slotAt(offset);
    switch (place?.field) {
      case DISK_SLOT.SECTOR:
        return this.#get(place.slot, SLOT_WORD.SECTOR);
      case DISK_SLOT.COUNT:
        return this.#get(place.slot, SLOT_WORD.COUNT);
      case DISK_SLOT.ADDRESS:
        return this.#get(place.slot, SLOT_WORD.ADDRESS);
      case DISK_SLOT.RESULT:
        return this.#get(place.slot, SLOT_WORD.RESULT);
      default:
        return undefined;
    }
  }

  store(offset: number, value: number): boolean {
    if (offset === DISK.DONE) {
      this.#words[WORD.DONE] &= ~value;
      return true;
    }
    const place = slotAt(offset);
    switch (place?.field) {
      case DISK_SLOT.SECTOR:
        return this.#set(place.slot, SLOT_WORD.SECTOR, value);
      case DISK_SLOT.COUNT:
        return this.#set(place.slot, SLOT_WORD.COUNT, value);
      case DISK_SLOT.ADDRESS:
        return this.#set(place.slot, SLOT_WORD.ADDRESS, value);
      case DISK_SLOT.COMMAND:
        return this.#command(place.slot, value);
      default:
        return false;
    }
  }

  #command(slot: number, command: number): boolean {
    if (this.#get(slot, SLOT_WORD.RESULT) === RESULT.BUSY) return false;
    const request = this.#requestOf(slot, command, this.#context.nextRequestId());
    this.#context.commanded(request.id, {
      ...{ device: 'disk', slot, code: command, position: this.#get(slot, SLOT_WORD.SECTOR) },
      ...{ length: this.#get(slot, SLOT_WORD.COUNT), address: this.#get(slot, SLOT_WORD.ADDRESS) },
    });
    this.#set(slot, SLOT_WORD.RESULT, RESULT.BUSY);
    this.#set(slot, SLOT_WORD.TARGET, this.#get(slot, SLOT_WORD.ADDRESS));
    this.#words[WORD.DONE] &= ~(1 << slot);
    this.#underWay.add(request);
    this.#context.request(request);
    return true;
  }

  #requestOf(slot: number, command: number, id: number): DiskRequest | InvalidRequest {
    if (command === DISK_COMMAND.FLUSH) return { kind: 'disk-flush', id, slot };
    const { memory } = this.#context;
    const sector = this.#get(slot, SLOT_WORD.SECTOR) >>> 0;
    const count = this.#get(slot, SLOT_WORD.COUNT) >>> 0;
    const address = this.#get(slot, SLOT_WORD.ADDRESS) >>> 0;
    const bytes = count * SECTOR_SIZE;
    const transferable = count >= 1 && count <= MAX_SECTORS && memory.contains(address, bytes);
    if (transferable && command === DISK_COMMAND.READ) return { kind: 'disk-read', id, slot, sector, count, address };
    if (transferable && command === DISK_COMMAND.WRITE) {
      return { kind: 'disk-write', id, slot, sector, address, data: memory.read(address, bytes) };
    }
    return { kind: 'invalid', id, device: 'disk', slot };
  }

  complete(completion: Completion): boolean {
    const request = this.#underWay.take(completion.id);
    if (request === undefined) return false;
    const { slot } = request;
    if (request.kind === 'disk-read' && completion.result === RESULT.DONE) {
      const expected = request.count * SECTOR_SIZE;
      if (completion.data?.length !== expected) {
        throw new Error(
          `disk read ${request.id} returned ${completion.data?.length ?? 0} bytes instead of ${expected}`,
        );
      }
      this.#context.memory.write(this.#get(slot, SLOT_WORD.TARGET) >>> 0, completion.data);
    }
    this.#set(slot, SLOT_WORD.RESULT, completion.result);
    this.#words[WORD.DONE] |= 1 << slot;
    this.#context.raise(DISK_INTERRUPT);
    return true;
  }

  outstanding(): readonly AnyRequest[] {
    return this.#underWay.list();
  }

  save(): SavedDevice<DiskRequest | InvalidRequest> {
    return { outstanding: this.#underWay.list(), input: new Uint8Array(0) };
  }

  restore(state: SavedDevice<DiskRequest | InvalidRequest>): void {
    this.#underWay.restore(state.outstanding);
  }

  #get(slot: number, word: number): number {
    return this.#words[WORD.SLOTS + slot * SLOT_WORDS + word];
  }

  /** Returns true, as the outcome of a store. */
  #set(slot: number, word: number, value: number): true {
    this.#words[WORD.SLOTS + slot * SLOT_WORDS + word] = value;
    return true;
  }
}
