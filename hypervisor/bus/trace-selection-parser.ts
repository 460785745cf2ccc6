/** Reads what JSON.stringify made of a trace's selection, as it comes from another process. */
import type { Position, TracedRange, TraceSelection } from '../../emulator/trace-selection.ts';
import { Malformed } from '../wire/byte-reader.ts';

/** More ranges than any command line names. */
const MAX_RANGES = 1000;

/** Throws Malformed. */
export function parseTraceSelection(value: unknown): TraceSelection {
  const { from, to, only } = fieldsOf(value);
  if (!Array.isArray(only) || only.length > MAX_RANGES) throw new Malformed('no ranges to trace');
  return {
    ...(from !== undefined && { from: parsePosition(from) }),
    ...(to !== undefined && { to: parsePosition(to) }),
    only: only.map(parseRange),
  };
}

function parsePosition(value: unknown): Position {
  const { epoch, instruction } = fieldsOf(value);
  return { ...(epoch !== undefined && { epoch: parseNumber(epoch) }), instruction: parseNumber(instruction) };
}

function parseRange(value: unknown): TracedRange {
  const { start, end, physical } = fieldsOf(value);
  if (typeof physical !== 'boolean') throw new Malformed('no kind of addresses');
  return { start: parseNumber(start), end: parseNumber(end), physical };
}

function parseNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Malformed('no number of a trace');
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Malformed('no selection of a trace');
  return value as Record<string, unknown>;
}
