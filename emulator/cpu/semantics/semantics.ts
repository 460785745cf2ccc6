/**
 * What one row of the instruction table does. The files beside this one make these functions for one processor, which
 * they take from their surroundings: to V8 its registers and memory are then constants (../engine-flags.ts).
 */

/**
 * Executes `word`, whose immediate or displacement is `immediate` (../decoder.ts), and returns its outcome
 * (../outcome.ts). Nullification, the queues, counting and interruptions are the interpreter's business; a function that
 * returns a negative outcome must not have changed anything.
 */
export type Semantics = (word: number, immediate: number) => number;
