/**
 * The regions of one processor: found by address, dropped when their code changes, the least recently used ones when there
 * are too many. Their entries are marked beside the words of RAM (cpu/decoder.ts, ENTRY), so that the interpreter stops there.
 */
import type { Core } from '../cpu/core.ts';
import { ENTRY } from '../cpu/decoder.ts';
import { codePageAt, PAGE_AND_LEVEL } from '../cpu/translation.ts';
import { LAYOUT } from '../layout.ts';
import type { CodeWatcher } from '../memory.ts';
import type { JumpCache } from './jump-cache.ts';
import { type Entry, Region, type Translated } from './region.ts';
import type { Statistics } from './statistics.ts';

const PAGE = ~0xfff;
/** So many regions of a page dropped because it was stored to are enough: it is translated no more. */
const MAX_CHURN = 32;

export class CodeCache implements CodeWatcher {
  readonly #core: Core;
  readonly #jumps: JumpCache;
  readonly #statistics: Statistics;
  /** The functions of regions, by number, and which numbers no region has. */
  readonly table: WebAssembly.Table;
  readonly #byNumber: (Region | undefined)[];
  readonly #free: number[];
  readonly #byEntry = new Map<number, Region[]>();
  readonly #byPage = new Map<number, Set<Region>>();
  readonly #regions = new Set<Region>();
  /** How many regions have an entry at each word. */
  readonly #marks = new Map<number, number>();
  /** By page: regions dropped because of stores. */
  readonly #churn = new Map<number, number>();
  #clock = 0;

  /** For up to `limit` regions. */
  constructor(core: Core, limit: number, jumps: JumpCache, statistics: Statistics) {
    this.#core = core;
    this.#jumps = jumps;
    this.#statistics = statistics;
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: limit, maximum: limit });
    this.#byNumber = new Array<Region | undefined>(limit).fill(undefined);
    this.#free = Array.from({ length: limit }, (_, i) => limit - 1 - i);
    core.memory.watcher = this;
  }

  /** Has any region an entry at this address? */
  has(front: number): boolean {
    return this.#byEntry.has(front);
  }

  /** The region that may be entered at `front`. */
  find(front: number, key: number): Region | undefined {
    const regions = this.#byEntry.get(front);
    if (regions === undefined) return undefined;
    // Asked whenever an epoch begins: a callback would cost as much as the rest.
    for (const candidate of regions) {
      if (candidate.key === key && this.#isMapped(candidate, entryAt(candidate, front))) {
        this.#clock += 1;
        candidate.used = this.#clock;
        return candidate;
      }
    }
    return undefined;
  }

  /** Is the instruction at `front` part of a region, whether it may be entered there or not? */
  covers(front: number, key: number): boolean {
    const virtual = front & PAGE;
    const physical = codePageAt(this.#core, this.#core.words[LAYOUT.IASQ_FRONT], front & PAGE_AND_LEVEL);
    if (physical === undefined) return false;
    const index = (physical | (front & 0xffc)) >>> 2;
    return [...(this.#byPage.get(physical >>> 12) ?? [])].some(
      (region) =>
        region.key === key &&
        ((region.start ^ front) & 3) === 0 &&
        region.pages.get(virtual) === physical &&
        region.words.includes(index),
    );
  }

  /** The region of this number. */
  at(number: number): Region {
    const region = this.#byNumber[number];
    if (region === undefined) throw new Error(`there is no region ${number}`);
    return region;
  }

  /** Are the entry's pages, in the present space, where they were when the region was made? Spaces may share code. */
  #isMapped(region: Region, { pages }: Entry): boolean {
    const space = this.#core.words[LAYOUT.IASQ_FRONT];
    return pages.every((virtual) => codePageAt(this.#core, space, virtual) === region.pages.get(virtual));
  }

  /** May the page be translated? Not one that is stored to again and again. */
  allows(physicalPage: number): boolean {
    return (this.#churn.get(physicalPage) ?? 0) < MAX_CHURN;
  }

  add(translated: Translated): void {
    if (this.#free.length === 0) this.#evict();
    const number = this.#free.pop();
    if (number === undefined) throw new Error('no region to make room');
    this.#clock += 1;
    const region = new Region(translated, number, this.#clock);
    this.table.set(number, region.run);
    this.#byNumber[number] = region;
    this.#regions.add(region);
    const { memory, writes } = this.#core;
    for (const physical of region.pages.values()) {
      const page = physical >>> 12;
      if (memory.watched[page] === 0) {
        memory.watched[page] = 1;
        writes.dropAll();
      }
      const inPage = this.#byPage.get(page) ?? new Set();
      this.#byPage.set(page, inPage.add(region));
    }
    for (const front of region.entries.keys()) {
      const regions = this.#byEntry.get(front) ?? [];
      // The last one may be one of these made again, with more.
      regions.unshift(region);
      this.#byEntry.set(front, regions);
      this.#mark(indexOf(region, front));
    }
  }

  /** `made` takes the place of `region`. */
  replace(region: Region, made: Translated): void {
    this.#drop(region);
    this.add(made);
  }

  stored(address: number, length: number): void {
    const first = address >>> 2;
    const last = (address + length - 1) >>> 2;
    const page = address >>> 12;
    for (const region of this.#byPage.get(page) ?? []) {
      if (!region.words.some((word) => word >= first && word <= last)) continue;
      this.#drop(region);
      const physicalPage = address & PAGE;
      this.#churn.set(physicalPage, (this.#churn.get(physicalPage) ?? 0) + 1);
    }
  }

  /** Decoded words have been dropped already, and the marks with them. */
  forgotten(): void {
    for (const { number } of this.#regions) this.#freeNumber(number);
    this.#jumps.dropAll();
    this.#statistics.dropped += this.#regions.size;
    this.#regions.clear();
    this.#byEntry.clear();
    this.#byPage.clear();
    this.#marks.clear();
    this.#churn.clear();
    this.#core.entries.clear();
    this.#core.memory.watched.fill(0);
  }

  #evict(): void {
    let oldest: Region | undefined;
    for (const region of this.#regions) if (oldest === undefined || region.used < oldest.used) oldest = region;
    if (oldest !== undefined) this.#drop(oldest);
    // Those that are entered from here have been used lately, as it will be seen next time.
    this.#jumps.dropAll();
  }

  #freeNumber(number: number): void {
    this.table.set(number, null);
    this.#byNumber[number] = undefined;
    this.#free.push(number);
  }

  #drop(region: Region): void {
    this.#jumps.drop(region.number);
    this.#freeNumber(region.number);
    this.#statistics.dropped += 1;
    this.#regions.delete(region);
    for (const physical of region.pages.values()) {
      const page = physical >>> 12;
      const inPage = this.#byPage.get(page);
      inPage?.delete(region);
      if (inPage?.size !== 0) continue;
      this.#byPage.delete(page);
      this.#core.memory.watched[page] = 0;
    }
    for (const front of region.entries.keys()) {
      const others = (this.#byEntry.get(front) ?? []).filter((other) => other !== region);
      if (others.length === 0) this.#byEntry.delete(front);
      else this.#byEntry.set(front, others);
      this.#unmark(indexOf(region, front));
    }
  }

  #mark(index: number): void {
    this.#marks.set(index, (this.#marks.get(index) ?? 0) + 1);
    const { memory, entries } = this.#core;
    if (memory.operations[index] === ENTRY) return;
    entries.set(index, memory.operations[index]);
    memory.operations[index] = ENTRY;
  }

  #unmark(index: number): void {
    const count = (this.#marks.get(index) ?? 0) - 1;
    if (count > 0) {
      this.#marks.set(index, count);
      return;
    }
    this.#marks.delete(index);
    const { memory, entries } = this.#core;
    const operation = entries.get(index);
    entries.delete(index);
    // A store to the word has dropped the mark.
    if (memory.operations[index] === ENTRY) memory.operations[index] = operation ?? 0;
  }
}

/** Index in RAM's words of the instruction at one of a region's addresses. */
function indexOf(region: Region, front: number): number {
  const physical = region.pages.get(front & PAGE);
  if (physical === undefined) throw new Error('an entry outside the pages of its region');
  return (physical | (front & 0xffc)) >>> 2;
}

/** The entry that a region has at `front`. */
export function entryAt(region: Region, front: number): Entry {
  const entry = region.entries.get(front);
  if (entry === undefined) throw new Error('a region without the entry by which it was found');
  return entry;
}
