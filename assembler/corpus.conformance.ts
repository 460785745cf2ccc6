/**
 * A sample of real sources against GNU as, and of the programs among them made and run both ways; `npm run corpus` takes
 * all sources, `npm run corpus -- --run` all programs. Needs gcc-hppa-linux-gnu, g++-hppa-linux-gnu, libc6-dev-hppa-cross,
 * qemu-user, m4, and apt to fetch the sources.
 */
import { expect, it } from 'vitest';
import { compareRun, programsOf } from './testing/corpus-run.ts';
import { COLLECTIONS } from './testing/corpus-collections.ts';
import { sourcesOf } from './testing/corpus-sources.ts';
import { compareSource, isFault, sample, summary } from './testing/corpus.ts';

/** Files of each collection, and programs of each that has some: all of them together take about a minute. */
const SAMPLE = Number(process.env['HVASM_CORPUS_SAMPLE'] ?? 12);
const RUNS = Math.ceil(SAMPLE / 3);

it.each(COLLECTIONS.map((each) => [each.name, each] as const))('%s', (name, collection) => {
  const outcomes = sample(sourcesOf(collection), SAMPLE).map((file) => compareSource(collection, file));
  process.stdout.write(`${summary(name, outcomes)}\n`);
  expect(outcomes.filter(isFault)).toEqual([]);
  expect(outcomes.some(({ kind }) => kind === 'identical')).toBe(true);
});

it('makes programs that run as those of GNU as and ld do', () => {
  for (const collection of COLLECTIONS) {
    const outcomes = sample(programsOf(collection), RUNS).map((file) => compareRun(collection, file));
    if (outcomes.length === 0) continue;
    process.stdout.write(`${summary(`${collection.name}, run`, outcomes)}\n`);
    expect(outcomes.filter(isFault)).toEqual([]);
    expect(outcomes.some(({ kind }) => kind === 'identical')).toBe(true);
  }
});
