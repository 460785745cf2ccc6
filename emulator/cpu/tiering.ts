/**
 * When V8 optimizes a function of WebAssembly: once so many bytes of its machine code have been executed, as far as V8 counts them, which
 * takes the whole function for executed whenever it returns. Each module keeps the number that was set when it was made.
 * This is a web page's, too, where nothing can be set.
 */

/** Of the few modules that all of a run goes through. */
const SOON = 100_000;
/** The largest that V8 takes. */
const MOST = 2 ** 31 - 1;

/** Machine code of V8's first compiler is at least so much longer than the WebAssembly it comes from. */
const EXPANSION = 2;
/** So many calls make V8 optimize a module of {@link seldomOptimized}: a millisecond, if they do nothing. */
export const CALLS_UNTIL_OPTIMIZED = 100_000;

/** Sets a flag of V8; nothing is set but in a process that sets its flags (./engine-flags.ts). */
let setFlag: ((flag: string) => void) | undefined;

/** From now on it is said of each module when its functions are optimized. For the whole process. */
export function setTiering(set: (flag: string) => void): void {
  setFlag = set;
}

/** A module whose functions are optimized soon. */
export function soonOptimized(bytes: Uint8Array): WebAssembly.Module {
  return moduleWith(bytes, SOON);
}

/** A module of one function, which is not worth optimizing until it has been called very often. */
export function seldomOptimized(bytes: Uint8Array): WebAssembly.Module {
  return moduleWith(bytes, Math.min(CALLS_UNTIL_OPTIMIZED * EXPANSION * bytes.length, MOST));
}

function moduleWith(bytes: Uint8Array, budget: number): WebAssembly.Module {
  setFlag?.(`--wasm-tiering-budget=${budget}`);
  return new WebAssembly.Module(bytes);
}
