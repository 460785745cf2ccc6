/**
 * What the families of the instruction table (../../isa/does.ts) do. The files beside this one make their functions for one
 * processor, which they take from their surroundings: to V8 its registers and memory are then constants (../engine-flags.ts).
 */
import type { DoesOf, Family } from '../../isa/does.ts';

/**
 * Executes `word`, whose immediate or displacement is `immediate` (../decoder.ts), and returns its outcome
 * (../outcome.ts). Privilege, nullification, the queues, counting and interruptions are the decoder's and the
 * interpreter's business; a function that returns a negative outcome must not have changed anything.
 */
export type Semantics = (word: number, immediate: number) => number;

/** Some families, or all: each gives for what a row does the function that does it. */
export type Families<F extends Family = Family> = { readonly [Name in F]: (does: DoesOf<Name>) => Semantics };
