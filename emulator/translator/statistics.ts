/** What a translator tells of its work. */
import type { ExitKind } from './exits.ts';

export class Statistics {
  /** Instructions that translated code has completed, and those of the interpreter. */
  translated = 0;
  interpreted = 0;
  regions = 0;
  compileMs = 0;
  /** Accesses that were not in the translation caches. */
  misses = 0;
  /** Why regions were left; `outside`: of `go` and `indirect`, those to code that is not translated. */
  readonly exits: Record<ExitKind | 'outside', number> = { go: 0, indirect: 0, interpret: 0, budget: 0, outside: 0 };
}
