/** A piece of guest code that has been translated: where it is, what it takes for granted, and its function. */
import type { Exit } from './exits.ts';

/** Runs from the block with this number on; returns the number of the way out. */
type Run = (block: number) => number;

export interface Region {
  /** What must be equal when it is entered: see translator.ts. */
  readonly key: RegionKey;
  /** The address with the level around which it was made, and those to which it had gone often by then. */
  readonly start: number;
  readonly targets: readonly number[];
  /** The numbers of the blocks that may be entered, by address with the level. */
  readonly entries: ReadonlyMap<number, number>;
  /** Index in RAM's words of each instruction that it was made of, in order. */
  readonly words: readonly number[];
  /** Its pages: virtual and physical, without the offset in the page. */
  readonly pages: ReadonlyMap<number, number>;
  readonly run: Run;
  readonly exits: readonly Exit[];
  /** Core.mappings and the space when its pages were last found to be where they should be. */
  mappings: number;
  space: number;
  /** False once its code has changed. */
  valid: boolean;
  /** When it was entered last, for eviction. */
  used: number;
}

export interface RegionKey {
  /** PSW bits on which the code depends. */
  readonly psw: number;
  /** SCRATCH.DATA_CONTEXT. */
  readonly context: number;
}

export function sameKey(a: RegionKey, b: RegionKey): boolean {
  return a.psw === b.psw && a.context === b.context;
}
