/** A piece of guest code that has been translated: where it is, what it takes for granted, and its function. */
import type { Core } from '../cpu/core.ts';
import { PSW } from '../cpu/psw.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Exit } from './exits.ts';

/** Runs from the block with this number on; returns the way out: see resultOf. */
type Run = (block: number) => number;

/** A block that may be entered. */
export interface Entry {
  readonly block: number;
  /** Its pages, without the offset in the page. */
  readonly pages: readonly number[];
}

/** One that is kept. A class, so that V8 knows its shape from the first one on: a copy of what was given has one of its own. */
export class Region {
  /** {@link keyOf} the processor for which it was made. */
  readonly key: number;
  /** The address with the level around which it was made, and those to which it had gone often by then. */
  readonly start: number;
  readonly targets: readonly number[];
  /** By address with the level. */
  readonly entries: ReadonlyMap<number, Entry>;
  /** Index in RAM's words of each instruction that it was made of, in order. */
  readonly words: readonly number[];
  /** Its pages: virtual and physical, without the offset in the page. */
  readonly pages: ReadonlyMap<number, number>;
  readonly run: Run;
  readonly exits: readonly Exit[];
  /** By which it is called: see dispatcher.ts. */
  readonly number: number;
  /** When it was entered last, for eviction. */
  used: number;
  /** Instructions completed when it was the one that was left: by chance, as many as it has completed itself. */
  executed = 0;

  constructor(translated: Translated, number: number, used: number) {
    this.key = translated.key;
    this.start = translated.start;
    this.targets = translated.targets;
    this.entries = translated.entries;
    this.words = translated.words;
    this.pages = translated.pages;
    this.run = translated.run;
    this.exits = translated.exits;
    this.number = number;
    this.used = used;
  }
}

/** What the translator makes. */
export type Translated = Omit<Region, 'number' | 'used' | 'executed'>;

/** Bits of the PSW on which code depends; one of them says whether addresses of code are translated. */
const KEY_BITS = PSW.C | PSW.D | PSW.P;
/** Neither among the PSW's bits nor in a context: there is a monitor; and what every key has, so that it is not 0. */
const GUARDED = 1;
const SOME_KEY = 8;

/**
 * What must be equal, beside the address with its level, when a region is entered: bits of the PSW, the context of data accesses,
 * whether there is a monitor. To be asked when SCRATCH.DATA_CONTEXT is up to date.
 */
export function keyOf({ words, scratch }: Core): number {
  const guarded = scratch[SCRATCH.GUARDED] === 0 ? 0 : GUARDED;
  return (words[LAYOUT.PSW] & KEY_BITS) | scratch[SCRATCH.DATA_CONTEXT] | guarded | SOME_KEY;
}
