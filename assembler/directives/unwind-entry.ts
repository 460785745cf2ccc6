/** The second half of an entry of HP's unwind table: 64 bits about a procedure's frame (HP's runtime architecture). */

/** What .callinfo says about a procedure. */
export interface CallInfo {
  /** Bytes of its stack frame. */
  frame?: number;
  /** The last of the registers from %r3, %fr12 and %sr3 on that it saves. */
  lastSavedRegister?: number;
  lastSavedFloatRegister?: number;
  lastSavedSpaceRegister?: number;
  savesReturnPointer?: boolean;
  savesStackPointer?: boolean;
  cannotUnwind?: boolean;
  isInterruptMarker?: boolean;
  isMillicode?: boolean;
  calls?: boolean;
  callsNothing?: boolean;
}

/** The largest frame that the table can hold: 27 bits of 8 bytes. */
export const FRAME_LIMIT = 2 ** 30 - 8;

/** Where fields stand in the two words, as shifts to the left. */
const CANNOT_UNWIND = 31;
const MILLICODE = 30;
const REGION = 27;
const ENTRY_FR = 21;
const ENTRY_GR = 16;
const SAVE_SP = 4;
const SAVE_RP = 3;
const INTERRUPT_MARKER = 30;

/** The region between .entry and .exit is a whole procedure. */
const WHOLE_PROCEDURE = 1;

/** The entry's third and fourth word. */
export function unwindEntry(info: CallInfo): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  const bit = (value: boolean | undefined, shift: number): number => (value === true ? 2 ** shift : 0);
  view.setUint32(
    0,
    bit(info.cannotUnwind, CANNOT_UNWIND) +
      bit(info.isMillicode, MILLICODE) +
      WHOLE_PROCEDURE * 2 ** REGION +
      ((info.lastSavedFloatRegister ?? 11) - 11) * 2 ** ENTRY_FR +
      ((info.lastSavedRegister ?? 2) - 2) * 2 ** ENTRY_GR +
      bit(info.savesStackPointer, SAVE_SP) +
      bit(info.savesReturnPointer, SAVE_RP),
  );
  view.setUint32(4, bit(info.isInterruptMarker, INTERRUPT_MARKER) + Math.floor((info.frame ?? 0) / 8));
  return bytes;
}
