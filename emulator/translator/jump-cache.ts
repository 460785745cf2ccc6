/**
 * Where translated code that leaves its region goes on in another: a small direct-mapped table in front of the code cache. An
 * entry holds for regions with the same key, as long as the pages of its region are known to be where they were, in the space of
 * the region that was left.
 */
import type { Core } from '../cpu/core.ts';
import { type Region, type RegionKey, sameKey } from './region.ts';

/** A power of two. */
const ENTRIES = 2048;

export interface Jump {
  readonly front: number;
  /** Whence it may be taken. */
  readonly key: RegionKey;
  readonly region: Region;
  readonly block: number;
  /** The region from which an indirect branch has gone there last, and how often one has. */
  from: Region;
  times: number;
}

export class JumpCache {
  readonly #core: Core;
  readonly #jumps = new Array<Jump | undefined>(ENTRIES).fill(undefined);

  constructor(core: Core) {
    this.#core = core;
  }

  find(front: number, from: Region): Jump | undefined {
    const jump = this.#jumps[indexOf(front)];
    if (jump === undefined || jump.front !== front || jump.key !== from.key) return undefined;
    const { region } = jump;
    return region.valid && region.mappings === this.#core.mappings && region.space === from.space ? jump : undefined;
  }

  /** `region` may be entered at `front`, now that `from` has been left; if its key is the same, that is remembered. */
  add(front: number, from: Region, region: Region): void {
    const block = region.entries.get(front);
    if (block === undefined || !sameKey(from.key, region.key)) return;
    this.#jumps[indexOf(front)] = { front, key: from.key, region, block, from, times: 0 };
  }

  /** The addresses to which indirect branches have gone from `region`, at least so many times each. */
  targetsOf(region: Region, times: number): number[] {
    const jumps = this.#jumps.filter((jump) => jump !== undefined && jump.from === region && jump.times >= times);
    return jumps.map((jump) => (jump as Jump).front);
  }
}

/** By the word, and by what is left of the page. */
function indexOf(front: number): number {
  return ((front >>> 2) ^ (front >>> 13)) & (ENTRIES - 1);
}
