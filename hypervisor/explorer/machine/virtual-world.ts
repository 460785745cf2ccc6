/**
 * What a bare machine's devices act on, in memory and in virtual time, so that it can become what it was before: a disk, a
 * console, a control rod. A command is performed at the tick at which it is due, and nobody sees anything of it before.
 * Specified by emulator/board.md. The rod stands still until it has arrived.
 */
import { RESULT } from '../../../emulator/board.ts';
import { concatenate, equalBytes } from '../../../emulator/bytes.ts';
import { ACTUATOR_MAX } from '../../../emulator/devices/control-rod.ts';
import {
  commandDefinitionOf,
  type CommandRequest,
  type Completion,
  hasResult,
  type Request,
  unitsOf,
} from '../../../emulator/devices/device.ts';
import { type DiskRequest, rangeOf, SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import type { PositionQuery } from '../../../emulator/environment.ts';
import { ConsoleStream } from '../../../emulator/world/console-stream.ts';
import { DiskContents } from '../../../emulator/world/disk-contents.ts';
import { mustPrecede } from '../../../emulator/world/disk-order.ts';
import { Random } from '../../../emulator/world/random.ts';
import { VersionedPages, type Version } from '../../../emulator/versioned-pages.ts';

/** Words of a disk's page. */
const PAGE_WORDS = 1024;

/** Ticks that a command takes: some microseconds of a fast device, so that most of what a guest does lies between them. */
const TICKS = { disk: 1000, sector: 20, console: 500, millimetre: 1 } as const;

/** Ticks of a command that the followed run has not. */
const SOON = 50;
/** A command that is late ends at a multiple of so many ticks, so that runs which are late by a little come together again. */
const LATE = 1000;
/** Commands of the followed run among which the next one is looked for: a driver may leave one out. */
const LOOKED_AHEAD = 4;

/** What was printed, newest piece first. Never changed, so that runs share what they have in common. */
export interface Printed {
  readonly before: Printed | undefined;
  readonly bytes: Uint8Array;
  /** Of everything, in bytes. */
  readonly length: number;
}

/** A command under way. */
export interface Pending {
  readonly request: CommandRequest;
  /** Counted from 1. */
  readonly number: number;
  /** The tick at which it is over, if it has not to wait for another one; Infinity: not by itself. */
  readonly due: number;
  /** The number of the same command in the run that is followed, if there is one. */
  readonly like: number | undefined;
}

/** A command of a run that others follow. */
export interface Followed {
  readonly request: CommandRequest;
  /** The tick at which it was over there. */
  readonly due: number;
}

/** All of a world that changes. */
export interface WorldState {
  readonly disk: Version;
  readonly printed: Printed | undefined;
  /** Bytes that the console's stream has accepted. */
  readonly position: number;
  /** Where the rod has stopped, first where it stood at power-on. */
  readonly rod: readonly number[];
  /** In the order in which they were given. */
  readonly pending: readonly Pending[];
  /** Commands given. */
  readonly commands: number;
  /** Of the run that is followed, the commands that were found again. */
  readonly found: number;
}

export class VirtualWorld {
  readonly sectors: number;
  readonly #contents: DiskContents;
  readonly #disk: VersionedPages;
  #console: ConsoleStream;
  #printed: Printed | undefined;
  #rod: readonly number[] = [ACTUATOR_MAX];
  #pending: readonly Pending[] = [];
  #commands = 0;
  #found = 0;
  #followed: readonly Followed[] | undefined;
  /** How many times longer than usual commands take. */
  readonly #slowness: number;
  /** Which random bytes are drawn. */
  readonly #drawn: number;

  /** A copy of `disk`, which a last partial sector pads with zeros; empty: there is none. */
  constructor(disk: Uint8Array, { slowness, drawn }: { readonly slowness: number; readonly drawn: number }) {
    this.#contents = new DiskContents(disk);
    this.sectors = this.#contents.sectors;
    this.#disk = new VersionedPages(new Int32Array(this.#contents.bytes.buffer), PAGE_WORDS);
    this.#console = this.#stream(0);
    this.#slowness = slowness;
    this.#drawn = drawn;
  }

  /**
   * From here on commands end when those of this run did, if they can, and what is no command of that run ends soon: so a run
   * that was disturbed comes back to its ticks.
   */
  follow(run: readonly Followed[]): void {
    this.#followed = run;
  }

  /** A command is given at `tick`. */
  accept(request: CommandRequest, tick: number): Pending {
    this.#commands += 1;
    const like = this.#likeOf(request);
    const pending = { request, number: this.#commands, due: this.#dueOf(request, tick, like), like };
    this.#pending = [...this.#pending, pending];
    return pending;
  }

  /** When a command is over that waits for no other. */
  #dueOf(request: CommandRequest, tick: number, like: number | undefined): number {
    if (this.#followed === undefined) return tick + this.#slowness * ticksOf(request, this.#rod.at(-1)!);
    if (like === undefined) return tick + SOON;
    const { due } = this.#followed[like - 1];
    return due > tick ? due : Math.ceil((tick + 1) / LATE) * LATE;
  }

  /** The number of the command of the followed run that comes next, or soon, if it is the same. A run that follows none is its own. */
  #likeOf(request: CommandRequest): number | undefined {
    if (this.#followed === undefined) return (this.#found = this.#commands);
    const ahead = this.#followed.slice(this.#found, this.#found + LOOKED_AHEAD);
    const index = ahead.findIndex((followed) => sameRequest(followed.request, request));
    if (index < 0) return undefined;
    this.#found += index + 1;
    return this.#found;
  }

  /** The raw port: printed at once. */
  print(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#printed = { before: this.#printed, bytes, length: (this.#printed?.length ?? 0) + bytes.length };
  }

  /**
   * The command that is due first, of those that wait for no other; undefined without any. Of those due at once, the one given
   * first. One that has waited is due at once when it may be.
   */
  first(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if ((first === undefined || pending.due < first.due) && !this.#waits(pending)) first = pending;
    }
    return first;
  }

  #waits({ number, request }: Pending): boolean {
    return this.#pending.some((earlier) => earlier.number < number && waitsFor(request, earlier.request));
  }

  get pending(): readonly Pending[] {
    return this.#pending;
  }

  get commands(): number {
    return this.#commands;
  }

  /** A command under way is due at another tick. */
  reschedule(number: number, due: number): void {
    this.#pending = this.#pending.map((pending) => (pending.number === number ? { ...pending, due } : pending));
  }

  /** Ends a command: as it should, or uncertain with so many of its units performed. */
  finish({ number, request }: Pending, performed: number | undefined): Completion {
    this.#pending = this.#pending.filter((pending) => pending.number !== number);
    if (performed === undefined) return { id: request.id, ...this.#perform(request) };
    if (performed > 0) {
      const definition = commandDefinitionOf(request);
      this.#perform((definition?.beginning?.(request, performed) as CommandRequest | undefined) ?? request);
    }
    return { id: request.id, result: RESULT.UNCERTAIN };
  }

  #perform(request: CommandRequest): Omit<Completion, 'id'> {
    switch (request.kind) {
      case 'invalid':
        return { result: RESULT.ERROR };
      case 'console-write': {
        let result: Completion['result'] = RESULT.ERROR;
        this.#console.perform(request, (outcome) => (result = outcome.result));
        return { result };
      }
      case 'actuator-set':
        return this.#travel(request.position);
      case 'actuator-move':
        return this.#travel(this.#rod.at(-1)! + request.distance);
      case 'entropy-draw':
        return { result: RESULT.DONE, data: bytesDrawnBy(request, this.#drawn) };
      default:
        return this.#transfer(request);
    }
  }

  #transfer(request: DiskRequest): Omit<Completion, 'id'> {
    const outcome = this.#contents.transfer(request);
    if (request.kind === 'disk-write' && outcome.result === RESULT.DONE) {
      const { first, end } = rangeOf(request);
      const perPage = (PAGE_WORDS * 4) / SECTOR_SIZE;
      for (let page = Math.floor(first / perPage); page * perPage < end; page += 1) this.#disk.touch(page);
    }
    return outcome;
  }

  #travel(target: number): Omit<Completion, 'id'> {
    if (target < 0 || target > ACTUATOR_MAX) return { result: RESULT.ERROR };
    if (target !== this.#rod.at(-1)) this.#rod = [...this.#rod, target];
    return { result: RESULT.DONE };
  }

  /** As World.position. */
  position(query: PositionQuery): number {
    return query === 'console-position' ? this.#console.position() : this.#rod.at(-1)!;
  }

  save(): WorldState {
    return {
      disk: this.#disk.version(),
      printed: this.#printed,
      position: this.#console.position(),
      rod: this.#rod,
      pending: this.#pending,
      commands: this.#commands,
      found: this.#found,
    };
  }

  restore({ disk, printed, position, rod, pending, commands, found }: WorldState): void {
    this.#disk.restore(disk);
    this.#printed = printed;
    this.#console = this.#stream(position);
    this.#rod = rod;
    this.#pending = pending;
    this.#commands = commands;
    this.#found = found;
  }

  /** Of the run that is followed, the commands that were found again. */
  get found(): number {
    return this.#found;
  }

  /** Is what is seen of it the same as of `state`: what was printed, what is on the disk, where the rod has been? */
  looksLike({ disk, printed, position, rod }: WorldState): boolean {
    return (
      this.#console.position() === position &&
      this.#printed?.length === printed?.length &&
      this.#rod.length === rod.length &&
      this.#rod.every((place, index) => place === rod[index]) &&
      sameText(this.#printed, printed) &&
      this.#disk.equals(disk)
    );
  }

  get rod(): readonly number[] {
    return this.#rod;
  }

  /** Bytes that were printed. */
  get printed(): number {
    return this.#printed?.length ?? 0;
  }

  /** All that was printed. */
  text(): Uint8Array {
    return textOf(this.#printed);
  }

  /** What is on the disk: a copy. */
  contents(): Uint8Array {
    return this.#contents.bytes.slice();
  }

  #stream(position: number): ConsoleStream {
    const write = (bytes: Uint8Array, done: (taken: boolean) => void): void => {
      this.print(bytes.slice());
      done(true);
    };
    return new ConsoleStream({ write }, position);
  }
}

/** By how many units, out of all, a command may have been performed that ends uncertain; none if it can't. */
export function partsOf(request: Request, sectors: number): readonly number[] {
  const definition = hasResult(request) ? commandDefinitionOf(request) : undefined;
  if (!hasResult(request) || definition === undefined || definition.possible?.(request, sectors) === false) return [];
  if (definition.unseen) return [0];
  const units = unitsOf(request);
  if (definition.beginning === undefined) return [0, units];
  return Array.from({ length: units + 1 }, (_, performed) => performed);
}

/**
 * What a command draws depends in one run on its number alone, so that a world which becomes what it was before draws the same
 * again. `drawn`: in this run.
 */
function bytesDrawnBy({ id, bytes }: Extract<CommandRequest, { kind: 'entropy-draw' }>, drawn: number): Uint8Array {
  const random = new Random(id ^ (drawn << 16));
  return Uint8Array.from({ length: bytes }, () => random.upTo(255));
}

function ticksOf(request: CommandRequest, rod: number): number {
  switch (request.kind) {
    case 'console-write':
      return TICKS.console + request.data.length;
    case 'actuator-set':
      return 1 + TICKS.millimetre * Math.abs(request.position - rod);
    case 'actuator-move':
      return 1 + TICKS.millimetre * Math.abs(request.distance);
    default:
      return TICKS.disk + TICKS.sector * unitsOf(request);
  }
}

/** Disk commands keep the order that the board promises. Other devices have one command at a time. */
function waitsFor(later: CommandRequest, earlier: CommandRequest): boolean {
  return isTransfer(later) && isTransfer(earlier) && mustPrecede(rangeOf(earlier), rangeOf(later));
}

function isTransfer(request: CommandRequest): request is Extract<CommandRequest, DiskRequest> {
  return request.kind === 'disk-read' || request.kind === 'disk-write' || request.kind === 'disk-flush';
}

function textOf(printed: Printed | undefined): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let piece = printed; piece !== undefined; piece = piece.before) pieces.push(piece.bytes);
  return concatenate(pieces.reverse());
}

/** Of two texts of one length. */
function sameText(one: Printed | undefined, other: Printed | undefined): boolean {
  if (one === other) return true;
  // Most runs part from each other late, and piece by piece in step.
  while (one !== undefined && other !== undefined && one !== other) {
    if (one.bytes.length !== other.bytes.length) return equalBytes(textOf(one), textOf(other));
    if (!equalBytes(one.bytes, other.bytes)) return false;
    [one, other] = [one.before, other.before];
  }
  return one === other;
}

/** Are they the same but for their numbers? */
export function sameRequest(one: CommandRequest, other: CommandRequest): boolean {
  if (one.kind !== other.kind) return false;
  const values = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([name, value]: [string, unknown]) => {
    const theirs = values.get(name);
    if (name === 'id' || value === theirs) return true;
    return value instanceof Uint8Array && theirs instanceof Uint8Array && equalBytes(value, theirs);
  });
}
