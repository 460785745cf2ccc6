/**
 * What a later command says about an uncertain one: is it that one over again? What counts is what is seen from outside, so
 * slot and buffer may be others.
 *
 * - Disk: the next command on any of the same sectors repeats it if it has the same sectors, the same direction and, if it
 *   writes, the same data. A flush is on no sector. The next flush repeats a flush, unless a write comes before it: a driver
 *   that writes on has taken the flush for done. Reads say nothing about a flush.
 * - Console: a driver may cut its bytes otherwise, so writes repeat it as soon as they have brought all its bytes, the same
 *   ones. One that begins behind bytes which were printed already has left those out with reason.
 * - Actuator: the next command.
 */
import type { CommandRequest } from '../../emulator/devices/device.ts';
import { rangeOf } from '../../emulator/world/disk-order.ts';

export type Relation =
  /** It has nothing to do with it. */
  | 'apart'
  | 'repeats'
  /** It is a part of it over again, or what was left of it: so many bytes, from its beginning, are settled. */
  | { readonly settled: number }
  /** It goes on behind it, and all of it was printed. */
  | 'behind'
  /** It comes in its place. */
  | 'instead';

/** What the comparison needs to know besides the two commands. */
export interface Knowledge {
  /** Bytes of the earlier console write that were repeated, or need not be. */
  readonly settled: number;
  /** How far the console's stream is known to be printed. */
  readonly printed: number;
}

export function relate(earlier: CommandRequest, later: CommandRequest, knowledge: Knowledge): Relation {
  switch (earlier.kind) {
    case 'console-write':
      return later.kind === 'console-write' ? relateWrites(earlier, later, knowledge) : 'apart';
    case 'disk-flush':
      return later.kind === 'disk-flush' ? 'repeats' : later.kind === 'disk-write' ? 'instead' : 'apart';
    case 'disk-read':
    case 'disk-write':
      return later.kind === 'disk-read' || later.kind === 'disk-write' ? relateTransfers(earlier, later) : 'apart';
    case 'actuator-set':
    case 'actuator-move':
      if (later.kind !== 'actuator-set' && later.kind !== 'actuator-move') return 'apart';
      return millimetres(earlier) === millimetres(later) && earlier.kind === later.kind ? 'repeats' : 'instead';
    case 'invalid':
      if (placeOf(earlier) !== placeOf(later)) return 'apart';
      return later.kind === 'invalid' ? 'repeats' : 'instead';
  }
}

/**
 * May `later`, which repeats one uncertain command, come before the repetition of `earlier`, another one which was given before
 * that? Only if the order of the two makes no difference.
 */
export function mayPrecede(later: CommandRequest, earlier: CommandRequest): boolean {
  if (earlier.kind === 'disk-flush') return true;
  return earlier.kind === 'disk-read' && later.kind === 'disk-read';
}

/** Where a device has room for one command: a slot of the disk, or the whole device. */
export function placeOf(request: CommandRequest): string {
  switch (request.kind) {
    case 'console-write':
      return 'console 0';
    case 'actuator-set':
    case 'actuator-move':
      return 'actuator 0';
    case 'invalid':
      return `${request.device} ${request.slot}`;
    default:
      return `disk ${request.slot}`;
  }
}

type Transfer = Extract<CommandRequest, { kind: 'disk-read' | 'disk-write' }>;
type Travel = Extract<CommandRequest, { kind: 'actuator-set' | 'actuator-move' }>;
type Write = Extract<CommandRequest, { kind: 'console-write' }>;

function relateTransfers(earlier: Transfer, later: Transfer): Relation {
  const [before, after] = [rangeOf(earlier), rangeOf(later)];
  if (before.first >= after.end || after.first >= before.end) return 'apart';
  if (earlier.kind !== later.kind || before.first !== after.first || before.end !== after.end) return 'instead';
  if (earlier.kind === 'disk-write' && later.kind === 'disk-write' && !equal(earlier.data, later.data))
    return 'instead';
  return 'repeats';
}

function relateWrites(earlier: Write, later: Write, { settled, printed }: Knowledge): Relation {
  const { length } = earlier.data;
  // Positions are modulo 2^32.
  const offset = (later.start - earlier.start) | 0;
  const end = Math.min(length, offset + later.data.length);
  if (end <= 0) return 'apart';
  if (offset > settled && ((later.start - printed) | 0) > 0) return 'instead';
  if (offset >= length) return 'behind';
  const from = Math.max(0, offset);
  if (!equal(earlier.data.subarray(from, end), later.data.subarray(from - offset, end - offset))) return 'instead';
  return end === length ? 'repeats' : { settled: Math.max(settled, end) };
}

function millimetres(request: Travel): number {
  return request.kind === 'actuator-set' ? request.position : request.distance;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
