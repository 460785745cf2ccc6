/**
 * Tables that unwinders read, cut into records about a piece of code each: `.PARISC.unwind` (two addresses and 64 bits),
 * and `.eh_frame`, in which several records share a common one (Linux Standard Base, "Exception Frames").
 */
import type { Bound } from '../expressions/bound.ts';
import { evaluate, type Scope } from '../expressions/evaluate.ts';
import type { Fixup } from '../layout/fixup.ts';
import type { Section } from '../layout/section.ts';
import { addressOf } from '../layout/store.ts';
import { UNWIND_TABLE } from '../layout/standard-sections.ts';
import type { Location } from '../sections/location.ts';

export const FRAMES = '.eh_frame';

export interface TableRecord {
  readonly start: number;
  readonly bytes: Uint8Array;
  /** In the order of their offsets. */
  readonly fixups: readonly Fixup[];
  /** Where the record stands that this one shares with others. */
  readonly common: number | undefined;
  /** Others share it. */
  readonly isCommon: boolean;
}

const UNWIND_ENTRY = 16;
const LENGTH_SIZE = 4;

/** The records of a table, whose layout must be done; undefined for another section, and for one that is no such table. */
export function recordsOf(section: Section, scope: Scope): readonly TableRecord[] | undefined {
  if (!isTable(section) || section.attributes.nobits) return undefined;
  const bytes = section.contents();
  const fixups = section.fixups.filter((fixup) => !settle(fixup, section, bytes, scope));
  fixups.sort((a, b) => offsetOf(a.location) - offsetOf(b.location));
  const cuts = section.name === FRAMES ? cutFrames(bytes) : cutEntries(bytes);
  return cuts?.map(({ start, end, ...rest }) => ({
    start,
    bytes: bytes.subarray(start, end),
    fixups: fixups.filter(({ location }) => offsetOf(location) >= start && offsetOf(location) < end),
    ...rest,
  }));
}

export function isTable({ name, attributes }: Section): boolean {
  return attributes.allocated && (name === FRAMES || name === UNWIND_TABLE);
}

/** Bytes from the start of the section. */
export function offsetOf({ fragment, offset }: Location): number {
  return (fragment.start ?? 0) + offset;
}

/** Stores a distance within the table itself, which a source gives by labels; false for anything else. */
function settle({ field, expression, location }: Fixup, section: Section, bytes: Uint8Array, scope: Scope): boolean {
  if (field.kind !== 'data' || field.size !== LENGTH_SIZE || !isWithin(expression, section)) return false;
  const value = evaluate(expression, scope);
  if (value.kind !== 'value' || value.base !== undefined) return false;
  const word = Number(BigInt.asUintN(32, addressOf(value)));
  new DataView(bytes.buffer).setUint32(offsetOf(location), word);
  return true;
}

function isWithin(expression: Bound, section: Section): boolean {
  if (expression.kind === 'binary') return isWithin(expression.left, section) && isWithin(expression.right, section);
  return expression.kind === 'constant' || (expression.kind === 'location' && expression.location.section === section);
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly common: number | undefined;
  readonly isCommon: boolean;
}

function cutEntries({ length }: Uint8Array): Cut[] | undefined {
  if (length % UNWIND_ENTRY !== 0) return undefined;
  return Array.from({ length: length / UNWIND_ENTRY }, (_, index) => {
    const start = index * UNWIND_ENTRY;
    return { start, end: start + UNWIND_ENTRY, common: undefined, isCommon: false };
  });
}

/** Each has its length, and the distance to its common record, which is 0 in a common one. A length of 0 is the end. */
function cutFrames(bytes: Uint8Array): Cut[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cuts: Cut[] = [];
  const commons = new Set<number>();
  for (let start = 0; start < bytes.length;) {
    if (start + LENGTH_SIZE > bytes.length) return undefined;
    const body = start + LENGTH_SIZE;
    const length = view.getUint32(start);
    const end = body + length;
    if (end > bytes.length || (length > 0 && length < 4)) return undefined;
    const distance = length === 0 ? undefined : view.getUint32(body);
    const common = distance === undefined || distance === 0 ? undefined : body - distance;
    if (common !== undefined && !commons.has(common)) return undefined;
    if (distance === 0) commons.add(start);
    cuts.push({ start, end, common, isCommon: distance === 0 });
    start = end;
  }
  return cuts;
}
