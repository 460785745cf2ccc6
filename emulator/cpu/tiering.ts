/**
 * When V8 optimizes a function of WebAssembly: once so many bytes of its machine code have been executed, as far as V8 counts them, which
 * takes the whole function for executed whenever it returns. Each module keeps the number that was set when it was made.
 */
import { setFlagsFromString } from 'node:v8';

/** Of translated code: it is not worth optimizing until the translator calls for it, by {@link callsUntilOptimized}. */
const SELDOM = 2_000_000_000;
/** Of the few modules that all of a run goes through. */
const SOON = 100_000;

/** Machine code of V8's first compiler is at least so much longer than the WebAssembly it comes from. */
const EXPANSION = 2;

/** Is this process one that has set its flags (./engine-flags.ts)? */
let isSeldom = false;

/** From now on functions are optimized when they are called for. For the whole process. */
export function optimizeSeldom(): void {
  isSeldom = true;
  setBudget(SELDOM);
}

/** A module whose functions are optimized soon, and by V8 itself. */
export function soonOptimized(bytes: Uint8Array): WebAssembly.Module {
  if (isSeldom) setBudget(SOON);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    if (isSeldom) setBudget(SELDOM);
  }
}

/** How many calls make V8 optimize a function of so many bytes of WebAssembly. */
export function callsUntilOptimized(bytes: number): number {
  return Math.ceil(SELDOM / (EXPANSION * bytes));
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--wasm-tiering-budget=${bytes}`);
}
