/**
 * A sample of real sources against GNU as; `npm run corpus` takes all of them. Needs gcc-hppa-linux-gnu,
 * g++-hppa-linux-gnu, m4, and apt to fetch the sources.
 */
import { expect, it } from 'vitest';
import { COLLECTIONS, sourcesOf } from './testing/corpus-sources.ts';
import { compareSource, sample, summary } from './testing/corpus.ts';

/** Files of each collection: all of them together take about a minute. */
const SAMPLE = 12;

it.each(COLLECTIONS.map((each) => [each.name, each] as const))('%s', (name, collection) => {
  const outcomes = sample(sourcesOf(collection), SAMPLE).map((file) => compareSource(collection, file));
  process.stdout.write(`${summary(name, outcomes)}\n`);
  expect(outcomes.filter(({ kind }) => kind === 'different' || kind === 'refused')).toEqual([]);
  expect(outcomes.some(({ kind }) => kind === 'identical')).toBe(true);
});
