/**
 * The disk device: eight slots, each with room for one command at a time. Specified by emulator/board.md.
 *
 * Write data is taken from RAM at COMMAND, so a guest may reuse its buffer at once; a read's target is latched at COMMAND
 * and filled when the command completes.
 */
import {
  DISK,
  DISK_COMMAND,
  DISK_INTERRUPT,
  DISK_PAGE,
  DISK_SLOT,
  MAX_SECTORS,
  RESULT,
  SECTOR_SIZE,
} from '../board.ts';
import type { Completion, Device, DeviceContext, DeviceState, Request } from './device.ts';
import { Outstanding } from './outstanding.ts';

/** Words of the register window; those of slot `s` stand at SLOTS + s * SLOT_WORDS. */
const WORD = { DONE: 0, SLOTS: 8 } as const;
export { WORD as DISK_WORD };
/** TARGET is where a read in progress delivers: ADDRESS as it was at COMMAND. */
const SLOT_WORD = { SECTOR: 0, COUNT: 1, ADDRESS: 2, RESULT: 3, TARGET: 4 } as const;
const SLOT_WORDS = 8;
export { SLOT_WORD as DISK_SLOT_WORD, SLOT_WORDS as DISK_SLOT_WORDS };

/** Splits an offset within the page into slot and offset within the slot; undefined outside the slots. */
function slotAt(offset: number): { slot: number; field: number } | undefined {
  const slot = Math.floor((offset - DISK.SLOTS) / DISK.SLOT_SIZE);
  if (slot < 0 || slot >= DISK.SLOT_COUNT) return undefined;
  return { slot, field: (offset - DISK.SLOTS) % DISK.SLOT_SIZE };
}

export class DiskDevice implements Device {
  readonly page = DISK_PAGE;
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #sectors: number;
  readonly #outstanding = new Outstanding();

  /** `sectors`: size of the disk, 0 without one; it is hardware, not state. */
  constructor(context: DeviceContext, sectors: number) {
    this.#context = context;
    this.#words = context.registers;
    this.#sectors = sectors;
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    if (offset === DISK.SECTORS) return this.#sectors;
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
    this.#outstanding.add(request);
    this.#context.request(request);
    return true;
  }

  #requestOf(slot: number, command: number, id: number): Request {
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
    const request = this.#outstanding.take(completion.id);
    if (request === undefined || !('slot' in request)) return false;
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

  outstanding(): readonly Request[] {
    return this.#outstanding.list();
  }

  save(): DeviceState {
    return { outstanding: this.#outstanding.list(), input: new Uint8Array(0) };
  }

  restore(state: DeviceState): void {
    this.#outstanding.restore(state.outstanding);
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
