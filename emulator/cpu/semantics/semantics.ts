/**
 * What the families of the instruction table (../../isa/does.ts) do. Their functions know no processor: each call names the core
 * that it works on, so all processors of a process share them, with all that V8 has learnt of each row.
 *
 * The functions of a file stand in one that is called once: to V8 a name in a function that nobody assigns is a constant, but one
 * of a module, of which esbuild makes a `var`, is looked up for each use. It costs the interpreter a tenth of its speed.
 */
import type { DoesOf, Family } from '../../isa/does.ts';
import type { Core } from '../core.ts';

/**
 * Executes on a processor `word`, whose immediate or displacement is `immediate` (../decoder.ts), and returns its outcome
 * (../outcome.ts). Privilege, nullification, the queues, counting and interruptions are the decoder's and the
 * interpreter's business; a function that returns a negative outcome must not have changed anything.
 */
export type Semantics = (core: Core, word: number, immediate: number) => number;

/** Some families, or all: each gives for what a row does the function that does it. */
export type Families<F extends Family = Family> = { readonly [Name in F]: (does: DoesOf<Name>) => Semantics };
