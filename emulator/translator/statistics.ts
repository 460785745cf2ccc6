/** What a translator tells of its work. */
import { EXIT_KINDS } from './exits.ts';

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
  /** Why regions were left, in the order of {@link EXIT_KINDS}. */
  readonly exits = new Float64Array(EXIT_KINDS.length);
  /** How often a region was gone on to from another without coming back here: not among the exits. */
  chained = 0;
  /** Of `go` and `indirect`, those to code that is not translated. */
  outside = 0;
}

/** In lines, for people. */
export function describeStatistics(statistics: Statistics): string[] {
  const { translated, interpreted, regions, dropped, compileMs, misses, chained, exits, outside } = statistics;
  if (translated + interpreted === 0) return ['nothing executed by an engine that translates'];
  const count = (value: number): string => value.toLocaleString('en');
  const share = (100 * translated) / (translated + interpreted);
  const reasons = [
    ['chained', chained] as const,
    ...EXIT_KINDS.map((kind, i) => [kind, exits[i]] as const),
    ['outside', outside] as const,
  ];
  return [
    `${count(translated + interpreted)} instructions, ${share.toFixed(1)} % of them translated`,
    `${count(regions)} regions translated in ${compileMs.toFixed(0)} ms, ${count(dropped)} dropped`,
    `regions left: ${reasons.map(([reason, times]) => `${reason} ${count(times)}`).join(', ')}`,
    `${count(misses)} accesses to pages not in the translation caches`,
  ];
}
