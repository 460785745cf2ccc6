/** The console's stream: every byte that the guest wrote is printed once, at its position. */
import { RESULT } from '../../../emulator/board.ts';
import type { Checker } from './checker.ts';

export const consoleStream: Checker = (record) => {
  if (typeof record.end !== 'object') return [];
  const guest = record.guests[record.survivor];
  const done = new Set(guest.completions.filter(({ result }) => result === RESULT.DONE).map(({ id }) => id));
  const written: number[] = [];
  let certain = 0;
  for (const { request } of guest.requests.values()) {
    if (request.kind !== 'console-write' || request.start > written.length) continue;
    for (const byte of request.data.subarray(written.length - request.start)) written.push(byte);
    if (done.has(request.id)) certain = Math.max(certain, request.start + request.data.length);
  }
  const { streamed } = record;
  if (streamed.length < certain) return [`${certain} bytes are done, ${streamed.length} are on the console`];
  const wrong = streamed.findIndex((byte, at) => byte !== written[at]);
  return wrong < 0 ? [] : [`byte ${wrong} on the console is ${streamed[wrong]}, the guest wrote ${written[wrong]}`];
};
