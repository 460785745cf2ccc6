/**
 * Random programs find the planted bugs of the translator, too, so that they would find others: prints a table of how many it took, and
 * most of the bugs are found by few. (Each of them is found by a stored case: planted.conformance.ts.)
 */
import { afterAll, describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from './testing/planted-bugs.ts';
import { PlantedCopies } from './testing/with-planted-bug.ts';

const MOST_PROGRAMS = 20;
/** Some take a combination that is seldom drawn. */
const FOUND = 0.8 * PLANTED_BUGS.length;

const copies = new PlantedCopies();
afterAll(() => copies.remove());

describe(`within ${MOST_PROGRAMS} random programs`, () => {
  let found = 0;

  it.each(PLANTED_BUGS)('$name', async (bug) => {
    const program = (await copies.make(bug)).byRandomProgram(MOST_PROGRAMS);
    console.log(
      `${bug.name.padEnd(65)} ${program === undefined ? `none of ${MOST_PROGRAMS} programs` : `program ${program}`}`,
    );
    if (program !== undefined) found += 1;
  });

  it('are found for the greater part', () => {
    expect(found).toBeGreaterThan(FOUND);
  });
});
