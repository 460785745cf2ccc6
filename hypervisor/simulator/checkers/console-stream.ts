/**
 * The console's stream is one that a single machine could have had: a write prints what the stream does not have yet, once and
 * at its position; an uncertain one that, its beginning, or nothing.
 */
import { RESULT } from '../../../emulator/board.ts';
import type { Completion, Request } from '../../../emulator/devices/device.ts';
import type { Checker } from './checker.ts';

type Write = Extract<Request, { kind: 'console-write' }>;

export const consoleStream: Checker = (record) => {
  if (typeof record.end !== 'object') return [];
  const { streamed } = record;
  const guest = record.guests[record.survivor];
  const results = new Map(guest.completions.map(({ id, result }) => [id, result]));
  /** How many bytes may have been printed by now, of all that is on the console at the end. */
  let positions = [0];
  for (const { request } of guest.requests.values()) {
    if (request.kind !== 'console-write') continue;
    const after = positionsAfter(request, results.get(request.id), positions, streamed);
    if (after.length === 0) return [describe(request, results.get(request.id), positions, streamed)];
    positions = after;
  }
  if (positions.includes(streamed.length)) return [];
  return [`${streamed.length} bytes are on the console, the guest wrote ${positions.at(-1)}`];
};

/** Where the stream may stand after `write`, if it stood at one of `positions`; ascending, as these are. */
function positionsAfter(
  write: Write,
  result: Completion['result'] | undefined,
  positions: readonly number[],
  streamed: readonly number[],
): number[] {
  const end = write.start + write.data.length;
  const after = new Set<number>();
  /** From where on the console is as it was written, up to `end`. */
  const sound = soundFrom(write, streamed);
  for (const position of positions) {
    if (write.start > position) {
      if (result !== RESULT.DONE) after.add(position);
    } else if (result === RESULT.DONE) {
      if (position >= sound) after.add(Math.max(position, end));
    } else if (result !== RESULT.ERROR) {
      after.add(position);
      // Where another position's way has been, it need not be gone again.
      for (let at = position; at < end && streamed[at] === write.data[at - write.start]; at += 1) {
        if (after.has(at + 1)) break;
        after.add(at + 1);
      }
    }
  }
  return [...after].sort((a, b) => a - b);
}

function soundFrom({ start, data }: Write, streamed: readonly number[]): number {
  let sound = start + data.length;
  while (sound > start && streamed[sound - 1] === data[sound - 1 - start]) sound -= 1;
  return sound;
}

function describe(
  { id, start, data }: Write,
  result: Completion['result'] | undefined,
  [position]: readonly number[],
  streamed: readonly number[],
): string {
  const end = start + data.length;
  if (start > position || result === RESULT.ERROR) return `#${id} is for byte ${start}, and has result ${result}`;
  if (end > streamed.length) return `${end} bytes are done, ${streamed.length} are on the console`;
  let at = position;
  while (streamed[at] === data[at - start]) at += 1;
  return `byte ${at} on the console is ${streamed[at]}, the guest wrote ${data[at - start]}`;
}
