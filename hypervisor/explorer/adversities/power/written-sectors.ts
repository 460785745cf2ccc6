/**
 * What the undisturbed run has written to the disk, and when each write became durable: emulator/board.md, "Disk". Contents of
 * sectors are numbered, so that what a disk holds is a list of numbers: equal lists, equal disks.
 */
import { rangeOf, SECTOR_SIZE } from '../../../../emulator/devices/disk.ts';
import { latin1 } from '../../../../emulator/bytes.ts';
import type { Reference, ReferenceCommand } from '../../reference.ts';
import type { Part, PowerCase } from './power-key.ts';

/** A write of the undisturbed run. */
export interface Write {
  /** Of its command. */
  readonly number: number;
  /** Its first sector, and the contents' numbers of all its sectors. */
  readonly first: number;
  readonly contents: readonly number[];
}

/** A time at which power may go: after this command, and before the next write or flush is over. */
export interface PowerPoint {
  readonly after: number;
  /** Writes that a flush has made durable, and those that none has, among them those under way; in the order of their commands. */
  readonly durable: readonly Write[];
  readonly volatile: readonly Write[];
}

export class WrittenSectors {
  readonly points: readonly PowerPoint[];
  readonly #disk: Uint8Array;
  /** Sectors that are written at some time. */
  readonly #sectors: readonly number[];
  readonly #contents: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor({ guest, commands }: Reference) {
    const sectors = Math.ceil(guest.disk.length / SECTOR_SIZE);
    this.#disk = new Uint8Array(sectors * SECTOR_SIZE);
    this.#disk.set(guest.disk);
    const writes = commands.flatMap((command) => this.#writeOf(command));
    const touched = new Set(writes.flatMap(({ first, contents }) => contents.map((_, index) => first + index)));
    this.#sectors = [...touched].sort((one, other) => one - other);
    this.points = pointsOf(commands, writes);
  }

  /** What is on the disk after that loss of power: equal if and only if the disks are. Undefined if there is no such case. */
  heldAfter({ after, others, parts }: PowerCase): string | undefined {
    const point = this.points.find((some) => some.after === after);
    if (point === undefined) return undefined;
    const named = new Map(parts.map((part) => [part.number, part]));
    const survivors: { readonly write: Write; readonly sectors: Part['sectors'] }[] = [];
    if (others === 'kept') {
      for (const write of point.volatile) survivors.push({ write, sectors: named.get(write.number)?.sectors ?? 'all' });
    }
    for (const { number, sectors } of parts) {
      const write = point.volatile.find((some) => some.number === number);
      if (write === undefined || (sectors !== 'all' && sectors >= write.contents.length)) return undefined;
      if (others === 'lost') survivors.push({ write, sectors });
    }
    const held = new Map<number, number>();
    for (const write of point.durable) put(held, write, 'all');
    for (const { write, sectors } of survivors) put(held, write, sectors);
    return this.#sectors.map((sector) => held.get(sector) ?? '').join(',');
  }

  /** The contents of a disk that holds this. */
  disk(held: string): Uint8Array {
    const disk = this.#disk.slice();
    held.split(',').forEach((number, index) => {
      if (number === '') return;
      const contents = this.#contents[Number(number)];
      const at = this.#sectors[index] * SECTOR_SIZE;
      for (let byte = 0; byte < SECTOR_SIZE; byte += 1) disk[at + byte] = contents.charCodeAt(byte);
    });
    return disk;
  }

  /** Those that reach the disk at all. */
  #writeOf({ number, request }: ReferenceCommand): Write[] {
    if (request.kind !== 'disk-write') return [];
    const { first, end } = rangeOf(request);
    if (end * SECTOR_SIZE > this.#disk.length || end <= first) return [];
    const contents = Array.from({ length: end - first }, (_, index) =>
      this.#numberOf(latin1(request.data.subarray(index * SECTOR_SIZE, (index + 1) * SECTOR_SIZE))),
    );
    return [{ number, first, contents }];
  }

  #numberOf(contents: string): number {
    const known = this.#numbers.get(contents) ?? this.#contents.length;
    if (known === this.#contents.length) this.#contents.push(contents);
    this.#numbers.set(contents, known);
    return known;
  }
}

/** Do two writes share a sector? */
export function overlap(one: Write, other: Write): boolean {
  return one.first < other.first + other.contents.length && other.first < one.first + one.contents.length;
}

function put(held: Map<number, number>, { first, contents }: Write, sectors: Part['sectors']): void {
  const count = sectors === 'all' ? contents.length : sectors;
  for (let index = 0; index < count; index += 1) held.set(first + index, contents[index]);
}

/** Power may go before the first write or flush is over, and after each. */
function pointsOf(commands: readonly ReferenceCommand[], writes: readonly Write[]): PowerPoint[] {
  const overs = commands
    .filter(({ request }) => request.kind === 'disk-write' || request.kind === 'disk-flush')
    .sort((one, other) => one.order - other.order);
  const given = new Map(commands.map(({ number, givenAt }) => [number, givenAt]));
  return Array.from({ length: overs.length + 1 }, (_, count) => {
    const until = overs[count]?.endedAt ?? Infinity;
    const flushed = overs.slice(0, count).filter(({ request }) => request.kind === 'disk-flush');
    const through = Math.max(0, ...flushed.map(({ number }) => number));
    return {
      after: overs[count - 1]?.number ?? 0,
      durable: writes.filter(({ number }) => number < through),
      volatile: writes.filter(({ number }) => number > through && given.get(number)! <= until),
    };
  });
}
