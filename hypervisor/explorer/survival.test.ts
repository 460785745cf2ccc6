/** hvft/vitest, used as its users do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import type { SurvivalOptions } from '../../vitest.ts';
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
    expect(message).toMatch(/^ {2}again: hvrun explore IMAGE --disk DISK --case doubt:1=not$/m);
    expect(message).toMatch(/^to run a case again, put these options in files: 'image' in IMAGE and 'disk' in DISK$/m);
    expect(message).toMatch(/^doubt +\d+ /m);
    expect(message).toMatch(/^broken: 1 finding in \d+ cases$/m);
  });

  it('says how a case is run again with all that makes the guest', async () => {
    const right = new TextEncoder().encode('all is as it should be\n');
    const given = { append: 'a b', input: 'x', ram: 2 << 20, expectStatus: 0, expectConsole: right };
    const options = { only: ['doubt'], depth: 1, check: () => undefined, ...given } as const;
    const message = await failure(expect(driver('takes-it-for-done')).toSurviveEverything({ disk, ...options }));
    expect(message).toContain(
      "hvrun explore IMAGE --disk DISK --append 'a b' --input INPUT --ram 2097152 --expect-status 0 --expect-console CONSOLE --case",
    );
    expect(message).toMatch(/ 'input' in INPUT and 'expectConsole' in CONSOLE; hvrun does not ask 'check'$/m);
  });

  it('takes the bytes of an executable, and what is right from its user', async () => {
    const { image } = driver('takes-it-for-done-mended');
    const message = await failure(expect(image).toSurviveEverything({ disk, only, depth: 1, expectStatus: 3 }));
    expect(message).toContain('exits with status 0, not 3');
  });

  it('is told by .not of a driver whose mistake is seen outside', async () => {
    await expect(driver('takes-it-for-done')).not.toSurviveEverything({ disk, only, depth: 1 });
    const message = await failure(
      expect(driver('takes-it-for-done-mended')).not.toSurviveEverything({ disk, only, depth: 1 }),
    );
    expect(message).toMatch(/^holds: nobody outside could tell any of \d+ cases.*\n +cases stands for/);
  });

  const mended = driver('takes-it-for-done-mended');

  it('leaves the event loop its turns, and goes on with one guest at a time', async () => {
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const order: string[] = [];
    // The first event takes as long as many cases.
    const onEvent = (name: string) => () => {
      if (order.push(name) === 1) for (const until = performance.now() + 300; performance.now() < until;);
    };
    const survive = (name: string): Promise<void> =>
      expect(mended).toSurviveEverything({ disk, only, depth: 1, onEvent: onEvent(name) });
    await Promise.all([survive('first'), survive('second')]);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(0);
    expect(order).toEqual([...order].sort());
    expect(new Set(order).size).toBe(2);
  });

  // More cases than anybody has time for.
  const without = { disk, only, depth: 8, exhaustive: true, budget: Infinity };

  it.fails('has no end of its own here', { timeout: 100 }, async () => {
    await expect(mended).toSurviveEverything(without);
  });

  let begun = false;
  it.fails('waits for the others', { timeout: 100 }, async () => {
    const check = (): undefined => void (begun = true);
    await Promise.all([without, { disk, check }].map((options) => expect(mended).toSurviveEverything(options)));
  });

  it('does not begin when its test is over', async () => {
    await expect(mended).toSurviveEverything({ disk, only: ['doubt'], depth: 1 });
    expect(begun).toBe(false);
  });

  it('ends with its test, so that another one can begin', async () => {
    await expect(mended).toSurviveEverything({ disk, only, depth: 1 });
  });

  const nothing = assemble([{ name: 'a.s', text: ' bogus\n' }]);
  const SAYS_NOTHING: readonly (readonly [string, unknown, SurvivalOptions, RegExp])[] = [
    ['sources that could not be assembled', nothing, {}, /could not be assembled\na\.s:1:2: error: unknown/],
    ['no guest', undefined, {}, /no executable: expected/],
    ['null', null, {}, /no executable: expected/],
    ['bytes that are no executable', new Uint8Array(7), {}, /can't be booted: /],
    ['a budget that runs out', mended, { budget: 0 }, /^undecided: /],
    ['an undisturbed run that fails', mended, { expectStatus: 3 }, /^the guest fails undisturbed.* 0, not 3$/],
    ['a check that refuses even that', mended, { check: () => 'all is wrong' }, /^the guest fails .* all is wrong$/],
    ['an option that there is not', mended, { onyl: ['doubt'] } as SurvivalOptions, /there is no option 'onyl'/],
    ['nothing that is to go wrong', mended, { only: [] }, /option 'only' is \[\]; expected a list of some/],
    ['options that are none', mended, null as unknown as SurvivalOptions, /toSurviveEverything: its options are null;/],
    ['another image', mended, { image: mended.image } as SurvivalOptions, /there is no option 'image', only disk, /],
    ['a name of nothing', mended, { only: ['doubts' as 'doubt'] }, /option 'only' is \["doubts"\]/],
  ];

  it.each(SAYS_NOTHING)('fails, and so does .not: %s', async (_, guest, options, words) => {
    const guests = guest as Uint8Array;
    const given = options && { disk, ...options };
    expect(await failure(expect(guests).toSurviveEverything(given))).toMatch(words);
    expect(await failure(expect(guests).not.toSurviveEverything(given))).toMatch(words);
  });
});
