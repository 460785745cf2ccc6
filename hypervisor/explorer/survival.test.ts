/** hvft/vitest, used as its users do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import '../../vitest.ts';

const DRIVERS = join(import.meta.dirname, '../../examples/drivers');
const disk = new Uint8Array(4 * 512);
const only = ['doubt', 'moments'] as const;

function driver(name: string): ReturnType<typeof assemble> {
  const read = (path: string): Uint8Array | undefined => {
    const place = path.endsWith('board.inc') ? join(DRIVERS, '../../kernel/board.inc') : join(DRIVERS, path);
    return readFileSync(place);
  };
  return assemble([{ name: `${name}.s`, text: readFileSync(join(DRIVERS, `${name}.s`), 'utf8') }], {
    files: { read },
    debugVersion: 5,
  });
}

/** The message with which an expectation fails. */
async function failure(expectation: Promise<void>): Promise<string> {
  return expectation.then(
    () => 'it does not fail',
    (error: unknown) => (error as Error).message,
  );
}

describe('expect(guest).toSurviveEverything', () => {
  it('holds for a driver that does', async () => {
    await expect(driver('takes-it-for-done-mended')).toSurviveEverything({ disk, only, depth: 1 });
  });

  it("fails with the command line's own report", async () => {
    const message = await failure(expect(driver('takes-it-for-done')).toSurviveEverything({ disk, only, depth: 1 }));
    expect(message).toMatch(/^finding 1: took-it-for-done/);
    expect(message).toMatch(/^ {2}where: takes-it-for-done\.s:15 /m);
    expect(message).toMatch(/^ {2}again: hvrun explore --case doubt:1=not$/m);
    expect(message).toMatch(/^doubt +\d+ /m);
    expect(message).toMatch(/^broken: 1 finding in \d+ cases$/m);
  });

  it('takes the bytes of an executable, and what is right from its user', async () => {
    const { image } = driver('takes-it-for-done-mended');
    const message = await failure(expect(image).toSurviveEverything({ disk, only, depth: 1, expectStatus: 3 }));
    expect(message).toContain('exits with status 0, not 3');
    await expect(image).not.toSurviveEverything({ disk, only, depth: 1, check: () => 'nothing is right' });
  });

  it('says so if the sources could not be assembled', async () => {
    const message = await failure(expect(assemble([{ name: 'a.s', text: ' bogus\n' }])).toSurviveEverything());
    expect(message).toContain('could not be assembled');
  });

  it('fails when the budget runs out', async () => {
    const message = await failure(expect(driver('takes-it-for-done-mended')).toSurviveEverything({ disk, budget: 0 }));
    expect(message).toMatch(/^undecided: /m);
  });
});
