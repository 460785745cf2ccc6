/** What a translator tells of its work. */
import type { ExitKind } from './exits.ts';

export class Statistics {
  /** Instructions that translated code has completed, and those of the interpreter. */
  translated = 0;
  interpreted = 0;
  regions = 0;
  /** Of the regions, those whose code changed, and those that had to make room. */
  dropped = 0;
  compileMs = 0;
  /** Accesses that were not in the translation caches. */
  misses = 0;
  /** Why regions were left; `outside`: of `go` and `indirect`, those to code that is not translated. */
  readonly exits: Record<ExitKind | 'outside', number> = { go: 0, indirect: 0, interpret: 0, budget: 0, outside: 0 };
}

/** In lines, for people. */
export function describeStatistics(statistics: Statistics): string[] {
  const { translated, interpreted, regions, dropped, compileMs, misses, exits } = statistics;
  const count = (value: number): string => value.toLocaleString('en');
  const share = translated + interpreted === 0 ? 0 : (100 * translated) / (translated + interpreted);
  const reasons = Object.entries(exits).map(([reason, times]) => `${reason} ${count(times)}`);
  return [
    `${count(translated + interpreted)} instructions, ${share.toFixed(1)} % of them translated`,
    `${count(regions)} regions translated in ${compileMs.toFixed(0)} ms, ${count(dropped)} dropped`,
    `regions left: ${reasons.join(', ')}`,
    `${count(misses)} accesses to pages not in the translation caches`,
  ];
}
