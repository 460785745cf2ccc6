/**
 * What a SCSI device says of a command that it did not carry out: sense data in fixed format. SCSI Primary Commands 4 (SPC-4),
 * section 4.5.3; the codes are in its annex D.
 */

/** Sense key, additional sense code and its qualifier. */
export interface Sense {
  readonly key: number;
  /** Code and qualifier, as in 0x2900. */
  readonly code: number;
}

const KEY = { MEDIUM_ERROR: 3, ILLEGAL_REQUEST: 5, UNIT_ATTENTION: 6 } as const;

export const SENSE = {
  NONE: { key: 0, code: 0 },
  WRITE_ERROR: { key: KEY.MEDIUM_ERROR, code: 0x0c00 },
  READ_ERROR: { key: KEY.MEDIUM_ERROR, code: 0x1100 },
  UNKNOWN_COMMAND: { key: KEY.ILLEGAL_REQUEST, code: 0x2000 },
  OUT_OF_RANGE: { key: KEY.ILLEGAL_REQUEST, code: 0x2100 },
  INVALID_FIELD: { key: KEY.ILLEGAL_REQUEST, code: 0x2400 },
  NO_SUCH_UNIT: { key: KEY.ILLEGAL_REQUEST, code: 0x2500 },
  NOTHING_SAVED: { key: KEY.ILLEGAL_REQUEST, code: 0x3900 },
} as const satisfies Readonly<Record<string, Sense>>;

/** Codes of a unit attention: what has happened to the device that nobody has been told of. */
export const ATTENTION = { POWER_ON: 0x2900, BUS_RESET: 0x2902, DEVICE_RESET: 0x2903 } as const;

export function unitAttention(code: number): Sense {
  return { key: KEY.UNIT_ATTENTION, code };
}

/** The 18 bytes of sense data. */
export function senseData({ key, code }: Sense): Uint8Array {
  const data = new Uint8Array(18);
  data[0] = 0x70; // current, fixed format
  data[2] = key;
  data[7] = data.length - 8;
  data[12] = code >>> 8;
  data[13] = code & 0xff;
  return data;
}
