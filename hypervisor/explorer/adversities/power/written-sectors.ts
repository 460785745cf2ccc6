/**
 * What a run has written to the disk, and when each write became durable: emulator/board.md, "Disk".
 */
import { rangeOf, SECTOR_SIZE } from '../../../../emulator/devices/disk.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import { describeOperation } from '../../../history/operations.ts';
import type { Reference, ReferenceCommand } from '../../reference.ts';
import { commandedAt } from './commanded-at.ts';
import { Disks } from './disks.ts';
import type { Loss, Part } from './power-key.ts';

/** What is known of a command that was over in a run. */
export type OverCommand = Pick<
  ReferenceCommand,
  'number' | 'request' | 'place' | 'callers' | 'order' | 'givenAt' | 'endedAt' | 'printed'
>;

/** What is known of a run in which power may go. */
interface Run extends Pick<Reference, 'guest'> {
  readonly commands: readonly OverCommand[];
  readonly view: Pick<Reference['view'], 'console'>;
}

/** Where a run begins that is not the undisturbed one. */
interface Beginning {
  /** What the disk holds then: see Disks. */
  readonly before?: string;
  /** Power goes later than after so many instructions. */
  readonly since?: number;
}

/** A write of the run. */
export interface Write {
  /** Of its command; and what that is, in words. */
  readonly number: number;
  readonly operation: string;
  /** Where it was given: see commandedAt. */
  readonly place: Place;
  /** Instructions completed by then. */
  readonly givenAt: number;
  /** Its first sector, and the contents' numbers of all its sectors. */
  readonly first: number;
  readonly contents: readonly number[];
}

/** A time at which power may go: after this command, and before the next write or flush is over. */
export interface PowerPoint {
  /** 0: before any is over. */
  readonly after: number;
  readonly operation: string;
  /** Instructions completed when it was over. */
  readonly at: number;
  /** Writes that a flush has made durable, and those that none has, among them those under way; in the order of their commands. */
  readonly durable: readonly Write[];
  readonly volatile: readonly Write[];
  /** Of the volatile ones: those that were not over. */
  readonly underWay: readonly Write[];
  /** The numbers of the flushes that are under way. */
  readonly flushing: readonly number[];
  /** Bytes that may have been printed by then: all, if power goes at the last moment. */
  readonly printed: number;
}

export class WrittenSectors {
  readonly points: readonly PowerPoint[];
  readonly #disks: Disks;
  readonly #writes: readonly Write[];
  /** What was on the disk when the run began: see Disks. */
  readonly #before: string;
  readonly #console: Uint8Array;
  readonly #byAfter: ReadonlyMap<number, PowerPoint>;

  /** Of the undisturbed run, or another one with its guest. */
  constructor(
    { guest, commands, view: { console } }: Run,
    disks = new Disks(guest.disk),
    { before = '', since = 0 }: Beginning = {},
  ) {
    this.#disks = disks;
    this.#before = before;
    this.#console = console;
    const placeOf = commandedAt(commands);
    this.#writes = commands.flatMap((command) => this.#writeOf(command, placeOf));
    const points = pointsOf(commands, this.#writes, console.length);
    this.points = points.filter((_, index) => (points.at(index + 1)?.at ?? Infinity) > since);
    this.#byAfter = new Map(this.points.map((point) => [point.after, point]));
  }

  /** All that it writes, and when that is durable: equal in runs in which the same can be lost. */
  get course(): string {
    const writes = this.#writes.map(({ first, contents }) => [first, ...contents]);
    return JSON.stringify([writes, this.points.map(({ durable, volatile }) => [durable.length, volatile.length])]);
  }

  /** What may have been printed when power goes: see PowerPoint. Nothing if there is no such point. */
  printedBy({ after }: Loss): Uint8Array {
    return this.#console.subarray(0, this.#byAfter.get(after)?.printed ?? 0);
  }

  /** What is on the disk after that loss of power: see Disks. Undefined if there is no such case. */
  heldAfter({ after, others, parts }: Loss): string | undefined {
    const point = this.#byAfter.get(after);
    if (point === undefined) return undefined;
    const named = new Map(parts.map((part) => [part.number, part]));
    const survivors: { readonly write: Write; readonly sectors: Part['sectors'] }[] = [];
    if (others === 'kept') {
      for (const write of point.volatile) survivors.push({ write, sectors: named.get(write.number)?.sectors ?? 'all' });
    }
    for (const { number, sectors } of parts) {
      const write = point.volatile.find((some) => some.number === number);
      if (write === undefined || !canSurvive(sectors, write.contents.length)) return undefined;
      if (others === 'lost') survivors.push({ write, sectors });
    }
    const held = this.#disks.held(this.#before);
    for (const write of point.durable) put(held, write, 'all');
    for (const { write, sectors } of survivors) put(held, write, sectors);
    return this.#disks.words(held);
  }

  /** The contents of a disk that holds this. */
  disk(held: string): Uint8Array {
    return this.#disks.bytes(held);
  }

  /** Those that reach the disk at all. */
  #writeOf(command: OverCommand, placeOf: (command: OverCommand) => Place): Write[] {
    const { number, request, givenAt } = command;
    if (request.kind !== 'disk-write') return [];
    const { first, end } = rangeOf(request);
    if (end * SECTOR_SIZE > this.#disks.length || end <= first) return [];
    const contents = Array.from({ length: end - first }, (_, index) => this.#disks.numberOf(request.data, index));
    return [{ number, operation: describeOperation(request), place: placeOf(command), givenAt, first, contents }];
  }
}

/** Does it decide what is on the disk, and since when that is durable? */
export function isWriteOrFlush({ request: { kind } }: Pick<ReferenceCommand, 'request'>): boolean {
  return kind === 'disk-write' || kind === 'disk-flush';
}

/** Do two writes share a sector? */
export function overlap(one: Write, other: Write): boolean {
  return one.first < other.first + other.contents.length && other.first < one.first + one.contents.length;
}

function put(held: Map<number, number>, { first, contents }: Write, sectors: Part['sectors']): void {
  for (const [index, content] of contents.entries()) {
    if (survives(index, contents.length, sectors)) held.set(first + index, content);
  }
}

/** Does the sector of that index, of so many? */
function survives(index: number, length: number, sectors: Part['sectors']): boolean {
  if (sectors === 'all') return true;
  const isEnd = index === 0 || index === length - 1;
  if (sectors === 'ends' || sectors === 'middle') return isEnd === (sectors === 'ends');
  return sectors < 0 ? index >= length + sectors : index < sectors;
}

/** Is that a part of a write of so many sectors? */
function canSurvive(sectors: Part['sectors'], length: number): boolean {
  if (sectors === 'all') return true;
  if (sectors === 'ends' || sectors === 'middle') return length >= 3;
  return Math.abs(sectors) < length;
}

/** Power may go before the first write or flush is over, and after each. `printed`: bytes that the run prints. */
function pointsOf(commands: readonly OverCommand[], writes: readonly Write[], printed: number): PowerPoint[] {
  const overs = commands.filter(isWriteOrFlush).sort((one, other) => one.order - other.order);
  let flushed = 0;
  return Array.from({ length: overs.length + 1 }, (_, count) => {
    const until = overs[count]?.endedAt ?? Infinity;
    const last = count === 0 ? undefined : overs[count - 1];
    if (last?.request.kind === 'disk-flush') flushed = Math.max(flushed, last.number);
    const through = flushed;
    return {
      after: last?.number ?? 0,
      operation: last ? describeOperation(last.request) : '',
      at: last?.endedAt ?? 0,
      printed: overs[count]?.printed ?? printed,
      // Lists of their own would take much memory in a long run.
      get durable() {
        return writes.filter(({ number }) => number < through);
      },
      get volatile() {
        return writes.filter(({ number, givenAt }) => number > through && givenAt <= until);
      },
      get underWay() {
        const over = new Set(overs.slice(0, count).map(({ number }) => number));
        return this.volatile.filter(({ number }) => !over.has(number));
      },
      get flushing() {
        const under = overs
          .slice(count)
          .filter(({ request, givenAt }) => request.kind === 'disk-flush' && givenAt <= until);
        return under.map(({ number }) => number);
      },
    };
  });
}
