/**
 * When V8 optimizes a function of WebAssembly: once so many bytes of its machine code have been executed, as far as V8 counts them, which
 * takes the whole function for executed whenever it returns. For a process that has set its flags (../cpu/engine-flags.ts).
 */
export const WASM_TIERING_BUDGET = 2_000_000_000;

/** Machine code of V8's first compiler is at least so much longer than the WebAssembly it comes from. */
const EXPANSION = 2;

/** How many calls make V8 optimize a function of so many bytes of WebAssembly. */
export function callsUntilOptimized(bytes: number): number {
  return Math.ceil(WASM_TIERING_BUDGET / (EXPANSION * bytes));
}
