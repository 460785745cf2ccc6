/**
 * What a SCSI disk makes of a command descriptor block (CDB): an answer at once, or a transfer. SCSI Primary Commands 4
 * (SPC-4), chapter 6; SCSI Block Commands 3 (SBC-3), chapter 5. Nothing here has a state.
 */
import { inquiryData, modeData, productData } from './pages.ts';
import { SENSE, type Sense, senseData } from './sense.ts';

/** What is to be done. `asked`: bytes that the CDB asks for, of which an answer may have fewer. */
export type Task =
  | { readonly kind: 'answer'; readonly data: Uint8Array; readonly asked: number }
  | { readonly kind: 'refuse'; readonly sense: Sense }
  | { readonly kind: 'read' | 'write'; readonly sector: number; readonly count: number }
  | { readonly kind: 'flush' };

/** What a task depends on besides its CDB. */
export interface Unit {
  /** Of 512 bytes. */
  readonly sectors: number;
  /** Sectors that one command may move. */
  readonly mostSectors: number;
  /** Is this the disk, or a logical unit that is not there? */
  readonly isThere: boolean;
  /** What has to be told before a command is carried out; undefined if nothing has. */
  readonly attention: Sense | undefined;
}

const SECTOR_SIZE = 512;

export const OPCODE = {
  TEST_UNIT_READY: 0x00,
  REQUEST_SENSE: 0x03,
  READ_6: 0x08,
  WRITE_6: 0x0a,
  INQUIRY: 0x12,
  MODE_SENSE_6: 0x1a,
  START_STOP_UNIT: 0x1b,
  READ_CAPACITY_10: 0x25,
  READ_10: 0x28,
  WRITE_10: 0x2a,
  SYNCHRONIZE_CACHE_10: 0x35,
  MODE_SENSE_10: 0x5a,
  READ_16: 0x88,
  WRITE_16: 0x8a,
  SYNCHRONIZE_CACHE_16: 0x91,
  SERVICE_ACTION_IN_16: 0x9e,
  REPORT_LUNS: 0xa0,
  READ_12: 0xa8,
  WRITE_12: 0xaa,
} as const;

/** The service action READ CAPACITY(16). */
const READ_CAPACITY_16 = 0x10;
const NOTHING = new Uint8Array(0);

/** Those that neither a unit attention nor a missing unit keeps from being carried out (SAM-5, 5.14; SPC-4, 6.4.1, 6.33, 6.39). */
const ALWAYS: readonly number[] = [OPCODE.INQUIRY, OPCODE.REPORT_LUNS, OPCODE.REQUEST_SENSE];

/** What a command is: `cdb` has 16 bytes or more. */
export function taskOf(cdb: Uint8Array, unit: Unit): Task {
  const [opcode] = cdb;
  if (!ALWAYS.includes(opcode)) {
    if (!unit.isThere) return refuse(SENSE.NO_SUCH_UNIT);
    if (unit.attention) return refuse(unit.attention);
  }
  const view = new DataView(cdb.buffer, cdb.byteOffset, cdb.byteLength);
  switch (opcode) {
    case OPCODE.TEST_UNIT_READY:
    case OPCODE.START_STOP_UNIT:
      return answer(NOTHING);
    case OPCODE.REQUEST_SENSE:
      // Sense data with descriptors are not offered.
      if ((cdb[1] & 1) === 1) return refuse(SENSE.INVALID_FIELD);
      return answer(senseData(unit.isThere ? (unit.attention ?? SENSE.NONE) : SENSE.NO_SUCH_UNIT), cdb[4]);
    case OPCODE.INQUIRY:
      return inquiry(view, unit);
    case OPCODE.REPORT_LUNS:
      return reportUnits(cdb[2], view.getUint32(6));
    case OPCODE.MODE_SENSE_6:
      return modeSense(cdb, 4, cdb[4]);
    case OPCODE.MODE_SENSE_10:
      return modeSense(cdb, 8, view.getUint16(7));
    case OPCODE.READ_CAPACITY_10:
      // A sector is for PMI alone. SBC-3 calls both obsolete; older disks refuse what SBC-2 forbids.
      if ((cdb[8] & 1) === 0 && view.getUint32(2) !== 0) return refuse(SENSE.INVALID_FIELD);
      return answer(capacity10(unit.sectors));
    case OPCODE.SERVICE_ACTION_IN_16:
      if ((cdb[1] & 0x1f) !== READ_CAPACITY_16) return refuse(SENSE.INVALID_FIELD);
      if ((cdb[14] & 1) === 0 && view.getBigUint64(2) !== 0n) return refuse(SENSE.INVALID_FIELD);
      return answer(capacity16(unit.sectors), view.getUint32(10));
    case OPCODE.SYNCHRONIZE_CACHE_10:
      return flush(view, view.getUint32(2), view.getUint16(7), unit);
    case OPCODE.SYNCHRONIZE_CACHE_16:
      return flush(view, Number(view.getBigUint64(2)), view.getUint32(10), unit);
    default:
      return transfer(view, unit);
  }
}

/** READ and WRITE of all lengths. */
function transfer(view: DataView, unit: Unit): Task {
  switch (view.getUint8(0)) {
    case OPCODE.READ_6:
    case OPCODE.WRITE_6:
      // 21 bits of address; no sectors mean 256 here (SBC-3, 5.10).
      return move(view, view.getUint32(0) & 0x1fffff, view.getUint8(4) || 256, 0, unit);
    case OPCODE.READ_10:
    case OPCODE.WRITE_10:
      return move(view, view.getUint32(2), view.getUint16(7), view.getUint8(1), unit);
    case OPCODE.READ_12:
    case OPCODE.WRITE_12:
      return move(view, view.getUint32(2), view.getUint32(6), view.getUint8(1), unit);
    case OPCODE.READ_16:
    case OPCODE.WRITE_16:
      return move(view, Number(view.getBigUint64(2)), view.getUint32(10), view.getUint8(1), unit);
    default:
      return refuse(SENSE.UNKNOWN_COMMAND);
  }
}

/** `flags`: protection and caching of this one command, of which the disk has nothing (DPOFUA is 0). */
function move(view: DataView, sector: number, count: number, flags: number, unit: Unit): Task {
  if ((flags & 0xf8) !== 0 || count > unit.mostSectors) return refuse(SENSE.INVALID_FIELD);
  if (sector + count > unit.sectors) return refuse(SENSE.OUT_OF_RANGE);
  if (count === 0) return answer(NOTHING);
  // WRITE's operation codes are those of READ with this bit.
  return { kind: (view.getUint8(0) & 2) === 0 ? 'read' : 'write', sector, count };
}

/**
 * Of the whole disk, which is more than what was asked for. IMMED is refused: who is answered before the end must not take that
 * for durable, and here could.
 */
function flush(view: DataView, sector: number, count: number, unit: Unit): Task {
  if ((view.getUint8(1) & 2) !== 0) return refuse(SENSE.INVALID_FIELD);
  return sector + count > unit.sectors ? refuse(SENSE.OUT_OF_RANGE) : { kind: 'flush' };
}

function inquiry(view: DataView, { isThere, mostSectors }: Unit): Task {
  const [wantsProductData, page, length] = [(view.getUint8(1) & 1) === 1, view.getUint8(2), view.getUint16(3)];
  if (!wantsProductData) return page === 0 ? answer(inquiryData(isThere), length) : refuse(SENSE.INVALID_FIELD);
  const data = isThere ? productData(page, mostSectors) : undefined;
  return data === undefined ? refuse(SENSE.INVALID_FIELD) : answer(data, length);
}

function modeSense(cdb: Uint8Array, headerSize: 4 | 8, length: number): Task {
  const [page, control] = [cdb[2] & 0x3f, cdb[2] >>> 6];
  if (control === 3) return refuse(SENSE.NOTHING_SAVED);
  const data = modeData(page, headerSize, control === 1);
  // Subpages: none, or all of them.
  return data === undefined || (cdb[3] !== 0 && cdb[3] !== 0xff) ? refuse(SENSE.INVALID_FIELD) : answer(data, length);
}

/** There is unit 0, and none of those that are well known, which `select` 1 asks for alone (SPC-4, 6.33). */
function reportUnits(select: number, room: number): Task {
  if (select > 2 || room < 16) return refuse(SENSE.INVALID_FIELD);
  const data = new Uint8Array(select === 1 ? 8 : 16);
  data[3] = data.length - 8;
  return answer(data, room);
}

/** The last sector, and the size of each. */
function capacity10(sectors: number): Uint8Array {
  const data = new DataView(new ArrayBuffer(8));
  data.setUint32(0, Math.min(sectors - 1, 0xffffffff));
  data.setUint32(4, SECTOR_SIZE);
  return new Uint8Array(data.buffer);
}

function capacity16(sectors: number): Uint8Array {
  const data = new DataView(new ArrayBuffer(32));
  data.setBigUint64(0, BigInt(sectors - 1));
  data.setUint32(8, SECTOR_SIZE);
  return new Uint8Array(data.buffer);
}

/** An answer is cut to what was asked for. */
function answer(data: Uint8Array, asked = data.length): Task {
  return { kind: 'answer', data: data.subarray(0, asked), asked };
}

function refuse(sense: Sense): Task {
  return { kind: 'refuse', sense };
}
