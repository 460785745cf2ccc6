/**
 * The lock-step test finds bugs: those of testing/planted-bugs.ts, planted in a copy of the translator, by its stored cases. Prints a
 * table. `STORE=1` stores a case for each bug that none finds.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from './testing/planted-bugs.ts';
import { PlantedCopies } from './testing/with-planted-bug.ts';

const MOST_PROGRAMS = 200;
const copies = new PlantedCopies();
afterAll(() => copies.remove());

describe('a planted bug is found by a stored case', () => {
  it.each(PLANTED_BUGS)('$name', async (bug) => {
    const copy = await copies.make(bug);
    let stored = copy.byStoredCase();
    if (stored === undefined && process.env['STORE'] !== undefined) {
      copy.storeCase(MOST_PROGRAMS);
      stored = copy.byStoredCase();
    }
    console.log(`${bug.name.padEnd(65)} ${stored ?? 'no stored case'}`);
    expect(stored).toBeDefined();
  });
});
