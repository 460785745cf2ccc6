/** simulateGuest() keeps to its budget of time, and says what it did not try. */
import { afterEach, expect, it, vi } from 'vitest';
import { assemble } from '../../assembler/library.ts';
import { simulateGuest } from './simulate-guest.ts';

afterEach(() => void vi.restoreAllMocks());

function guest(body: string): Uint8Array {
  const text = `\t.level 1.1\n\t.equ EXIT,0xf0000000\n\t.text\n_start:\n${body}`;
  return assemble([{ name: 'guest.s', text }]).image!;
}

const ENDS = guest('\tldil L%EXIT,%r3\n\tstw %r0,R%EXIT(%r3)\n');

/** Gives a MOVE of the rod once, and exits with its RESULT. */
const TAKES_IT_FOR_DONE = guest(`
	ldil	L%0xf0004000,%r3
	ldi	1000,%r4
	stw	%r4,8(%r3)
busy:	ldw	12(%r3),%r5
	comib,=	1,%r5,busy
	 nop
	ldil	L%EXIT,%r3
	stw	%r5,R%EXIT(%r3)
`);

/** A clock that goes on by a millisecond whenever it is looked at; how often it was. */
function clock(): () => number {
  let looks = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (looks += 1));
  return () => looks;
}

it('gives up a guest that never ends', () => {
  const result = simulateGuest({ image: guest('\tb,n .\n\tnop\n'), runs: 3, budget: 0.2 });
  expect(result).toMatchObject({ verdict: 'undecided', failed: [], untried: 3 });
  expect(result.undisturbed).toMatch(
    /^the guest: the budget ran out before all undisturbed runs were over: this one is not at its end after [\d.]+ s and \d+ inst/,
  );
});

it('says how many runs there was no time for', () => {
  const looks = clock();
  expect(simulateGuest({ image: ENDS, runs: 8, budget: Infinity })).toEqual({
    verdict: 'holds',
    failed: [],
    untried: 0,
  });
  const { verdict, undisturbed, untried } = simulateGuest({ image: ENDS, runs: 8, budget: (0.95 * looks()) / 1000 });
  expect([verdict, undisturbed]).toEqual(['undecided', undefined]);
  expect(untried).toBeGreaterThan(0);
  expect(untried).toBeLessThan(8);
});

it('is broken by what has failed by then', () => {
  const looks = clock();
  const options = { image: TAKES_IT_FOR_DONE, runs: 30 };
  const all = simulateGuest({ ...options, budget: Infinity });
  expect(all).toMatchObject({ verdict: 'broken', untried: 0 });
  const some = simulateGuest({ ...options, budget: (0.95 * looks()) / 1000 });
  expect(some.verdict).toBe('broken');
  expect(some.untried).toBeGreaterThan(0);
  expect(some.failed).toEqual(all.failed.filter(({ seed }) => seed <= 30 - some.untried));
});
