/**
 * A sample of real sources against GNU as, and of the programs among them made and run both ways; `npm run corpus` takes
 * all sources, `npm run corpus -- --run` all programs. Needs gcc-hppa-linux-gnu, g++-hppa-linux-gnu, libc6-dev-hppa-cross,
 * qemu-user, m4, and apt to fetch the sources.
 */
import { expect, it } from 'vitest';
import { compareRun, runnable } from './testing/corpus-run.ts';
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

/** Programs of each collection that has some. */
const RUNS = 4;

it('makes programs that run as those of GNU as and ld do', () => {
  for (const { collection, files } of runnable()) {
    const outcomes = sample(files, RUNS).map((file) => compareRun(collection, file));
    process.stdout.write(`${summary(`${collection.name}, run`, outcomes)}\n`);
    expect(outcomes.filter(({ kind }) => kind === 'different' || kind === 'refused')).toEqual([]);
    expect(outcomes.some(({ kind }) => kind === 'identical')).toBe(true);
  }
});
