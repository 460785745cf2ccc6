/** What explore() and simulateGuest() refuse, so that nothing holds of which nothing was tried. */
import { expect, it } from 'vitest';
import { assemble } from '../../assembler/library.ts';
import { simulateGuest, type SimulateOptions } from '../simulator/simulate-guest.ts';
import { explore } from './explore.ts';

const image = new Uint8Array(4);

const EXPLORED: readonly (readonly [object, RegExp])[] = [
  [
    { only: ['doubts'] },
    /^RangeError: explore: option 'only' is \["doubts"\]; expected a list of some of 'doubt', 'moments',/,
  ],
  [{ only: [] }, /^RangeError: explore: option 'only' is \[\]/],
  [{ only: 'doubt' }, /^TypeError: explore: option 'only' is "doubt"/],
  [{ onyl: ['doubt'] }, /^TypeError: explore: there is no option 'onyl', only image, /],
  [{ depth: 0 }, /^RangeError: explore: option 'depth' is 0; expected a whole number from 1 to 8$/],
  [{ faults: -1 }, /^RangeError: explore: option 'faults' is -1; expected a whole number from 1 to 3$/],
  [{ faults: 9 }, /^RangeError: explore: option 'faults' is 9/],
  [{ powerWrites: -1 }, /^RangeError: explore: option 'powerWrites' is -1; expected a whole number from 0 to 8$/],
  [{ budget: NaN }, /^RangeError: explore: option 'budget' is NaN; expected seconds from 0, or Infinity$/],
  [{ budget: -1 }, /^RangeError: explore: option 'budget' is -1/],
  [{ budget: '60' }, /^TypeError: explore: option 'budget' is "60"/],
  [{ seed: NaN }, /^RangeError: explore: option 'seed' is NaN; expected a whole number from 0 to 4294967295$/],
  [{ crashCommands: '1-2' }, /^TypeError: explore: option 'crashCommands' is "1-2"; .* \{ first: 8, last: 12 \}$/],
  [{ crashCommands: { first: 5, last: 2 } }, /^RangeError: explore: option 'crashCommands' is \{ first: 5, last: 2 \}/],
  [{ crashCommands: { first: 0, last: 2 } }, /^RangeError: explore, option 'crashCommands': option 'first' is 0;/],
  [{ crashCommands: { first: 1 } }, /^TypeError: explore, option 'crashCommands': option 'last' is missing;/],
  [{ expectConsole: 'hey' }, /^TypeError: explore: option 'expectConsole' is "hey"; expected a Uint8Array$/],
  [{ image: undefined }, /^TypeError: explore: option 'image' is missing; .* if there are errors in the source$/],
];

it.each(EXPLORED)('explore refuses %o', (options, words) => {
  expect(thrownBy(() => explore({ image, ...options }))).toMatch(words);
});

const RUNS =
  /^RangeError: simulateGuest: option 'runs' is (0|-1|NaN|1.5); expected a whole number from 1 to 1000000000$/;
const SIMULATED: readonly (readonly [object, RegExp])[] = [
  [{}, /^TypeError: simulateGuest: option 'runs' is missing; expected a whole number/],
  ...[0, -1, NaN, 1.5].map((runs) => [{ runs }, RUNS] as const),
  [{ runs: 'abc' }, /^TypeError: simulateGuest: option 'runs' is "abc"/],
  [{ runs: 1, seed: NaN }, /^RangeError: simulateGuest: option 'seed' is NaN/],
  [{ runs: 1, seed: '1' }, /^TypeError: simulateGuest: option 'seed' is "1"/],
  [{ runs: 1, budget: -1 }, /^RangeError: simulateGuest: option 'budget' is -1; expected seconds from 0, or Infinity$/],
  [{ runs: 1, seeds: 1 }, /^TypeError: simulateGuest: there is no option 'seeds'/],
];

it.each(SIMULATED)('simulateGuest refuses %o', (options, words) => {
  expect(thrownBy(() => simulateGuest({ image, ...options } as SimulateOptions))).toMatch(words);
});

const { image: guest } = assemble([
  { name: 'a.s', text: ' .level 1.1\n_start: ldil L%0xf0000000,%r3\n stw %r0,0(%r3)\n' },
]);
const RETURNED: readonly (readonly [string, unknown, string])[] = [
  ['null', null, 'null'],
  ['a truth', false, 'false'],
  ['a promise', Promise.resolve(undefined), 'of type Promise'],
  ['an error', new Error('wrong'), 'of type Error'],
];

it.each(RETURNED)('explore refuses a function that returns %s for what is wrong', (_, returned, shown) => {
  const look = (): string => returned as string;
  for (const [option, options] of Object.entries({ expectDisk: { expectDisk: look }, check: { check: look } })) {
    expect(thrownBy(() => explore({ image: guest!, only: ['doubt'], ...options }))).toBe(
      `TypeError: explore: what option '${option}' returns is ${shown}; expected a string, what is wrong, or undefined`,
    );
  }
});

function thrownBy(act: () => unknown): string {
  try {
    act();
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}
