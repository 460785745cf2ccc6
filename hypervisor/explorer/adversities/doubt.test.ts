/** Doubt: each driver that is wrong fails by its own name, its mended twin holds, and what is covered is what it is said to be. */
import { expect, it, test } from 'vitest';
import type { Case } from '../case.ts';
import { loadBuiltInGuest } from '../../simulator/host/load-guest.ts';
import { driver, imageOf, referenceOf } from '../testing/guests.ts';
import { DoubtAdversity, keyOf, readDoubts } from './doubt.ts';

const GUESTS = new URL('../../../dist/simulator/', import.meta.url);
const QUIET = { told: false };
const TOLD = { told: true };

function firstBroken(adversity: DoubtAdversity): Case | undefined {
  for (const one of adversity.cases()) if (adversity.run(one, QUIET).verdict === 'broken') return one;
  return undefined;
}

it.each([
  ['ignores-uncertain', 1, 'doubt:1=not', 'ignored-uncertain'],
  ['takes-it-for-done', 1, 'doubt:1=not', 'took-it-for-done'],
  ['retries-for-ever', 1, 'doubt:1=not', 'retries-for-ever'],
  ['control-rod-lower', 1, 'doubt:1=performed', 'repeats-unrepeatable'],
  ['out-of-order', 1, 'doubt:1=not', 'out-of-order'],
  ['reuses-buffer', 1, 'doubt:1=not', 'touches-buffer'],
  ['acknowledges-before-it-looks', 2, 'doubt:1=not,2=not', 'acknowledges-before-it-looks'],
])('%s is found at depth %i', (name, depth, key, rule) => {
  const adversity = new DoubtAdversity(driver(name), { depth });
  const one = firstBroken(adversity);
  expect(one?.key).toBe(key);
  const { verdict, cause, difference, story } = adversity.run(one!, TOLD);
  expect([verdict, cause?.rule]).toEqual(['broken', rule]);
  expect(difference?.words).not.toBe('');
  expect(story.some(({ kind, words }) => kind === 'fault' && /ends: uncertain \((not )?performed\)$/.test(words))).toBe(
    true,
  );
});

it.each([
  'ignores-uncertain-mended',
  'takes-it-for-done-mended',
  'retries-for-ever-mended',
  'control-rod-set',
  'control-rod-look',
  'line-printer-mended',
  'out-of-order-mended',
])('%s holds', (name) => {
  const adversity = new DoubtAdversity(driver(name), { depth: 2 });
  const verdicts = [...adversity.cases()].map((one) => adversity.run(one, QUIET).verdict);
  expect(verdicts.length).toBeGreaterThan(50);
  expect(new Set(verdicts)).toEqual(new Set(['holds']));
});

test('a case comes to the same verdict by itself, from power-on to its end, as forked and ended early', () => {
  const adversity = new DoubtAdversity(driver('ignores-uncertain'), { depth: 2 });
  for (const [index, one] of [...adversity.cases()].entries()) {
    if (index % 4 > 0) continue;
    const { verdict } = adversity.run(one, QUIET);
    expect([one.key, adversity.run(one, TOLD).verdict]).toEqual([one.key, verdict]);
  }
});

test('each case stands for as many as it covers, all of them cases of their own', () => {
  const adversity = new DoubtAdversity(driver('takes-it-for-done-mended'), { depth: 2 });
  let checked = 0;
  for (const one of adversity.cases()) {
    const { verdict } = adversity.run(one, QUIET);
    const covered = one.stands === 1 ? [] : [...adversity.covered(one)];
    expect(covered).toHaveLength(one.stands - 1);
    for (const key of covered) expect([key, adversity.run({ ...one, key }, QUIET).verdict]).toEqual([key, verdict]);
    checked += covered.length;
  }
  expect(checked).toBeGreaterThan(100);
});

test('with all cases tried, nothing is covered, and there are as many as were counted', () => {
  const reference = driver('control-rod-set');
  const counted = [...new DoubtAdversity(reference, { depth: 2 }).cases()];
  const all = [...new DoubtAdversity(reference, { depth: 2, exhaustive: true }).cases()];
  expect(all.every(({ stands }) => stands === 1)).toBe(true);
  expect(all.length).toBeGreaterThanOrEqual(counted.length);
});

test('the kernel survives doubt about any one command', () => {
  const { image, disk } = loadBuiltInGuest('kernel', GUESTS);
  const adversity = new DoubtAdversity(referenceOf({ image, disk, append: 'run work 2 0' }), { depth: 1 });
  const verdicts = [...adversity.cases()].map((one) => adversity.run(one, QUIET).verdict);
  expect(verdicts.length).toBeGreaterThan(40);
  expect(new Set(verdicts)).toEqual(new Set(['holds']));
});

it.each([
  'doubt:99=not',
  'doubt:1=part9',
  'doubt:1=not,99=not',
  'doubt:1=not,3=part7',
  'moments:disk/1@+1',
  'doubt:0=not',
  'doubt:1=perhaps',
  'doubt:1@not',
  'doubt:1=not,1=not',
])('%s is undecided: there is no such case', (key) => {
  const adversity = new DoubtAdversity(driver('ignores-uncertain-mended'), { depth: 2 });
  for (const settings of [QUIET, TOLD]) {
    const { verdict, why } = adversity.run({ adversity: 'doubt', key, stands: 1 }, settings);
    expect(verdict).toBe('undecided');
    expect(why).not.toBe('');
  }
});

test('keys are read back', () => {
  for (const key of ['doubt:7=not,9=performed', 'doubt:1=part3']) expect(keyOf(readDoubts(key)!)).toBe(key);
});

test('smaller cases have fewer doubts, or none in part', () => {
  const adversity = new DoubtAdversity(driver('control-rod-set'), { depth: 2 });
  const smaller = (key: string): string[] =>
    [...adversity.smaller({ adversity: 'doubt', key, stands: 1 })].map((one) => one.key);
  expect(smaller('doubt:1=not')).toEqual([]);
  expect(smaller('doubt:1=part2')).toEqual(['doubt:1=not', 'doubt:1=performed']);
  expect(smaller('doubt:1=not,2=performed')).toEqual(['doubt:1=not', 'doubt:2=performed']);
});

/** Writes zeros to a disk of zeros; `doubt`: what it does if that is uncertain. */
const zeros = (doubt: string): string => `
	.include "board.inc"
	.text
_start:	ldil	L%DISK_PAGE+DISK_SLOTS,%r3
	ldo	R%DISK_PAGE+DISK_SLOTS(%r3),%r3
	ldil	L%0x00040000,%r4
	ldi	1,%r1
	stw	%r1,SLOT_COUNT(%r3)
	stw	%r4,SLOT_ADDRESS(%r3)
	ldi	DISK_COMMAND_WRITE,%r26
give:	stw	%r26,SLOT_COMMAND(%r3)
wait:	ldw	SLOT_RESULT(%r3),%r5
	comib,=	RESULT_BUSY,%r5,wait
	 nop
	comib,=	RESULT_UNCERTAIN,%r5,${doubt}
	 nop
over:	ldil	L%SYSTEM_PAGE,%r7
	stw	%r0,SYSTEM_EXIT(%r7)
	b,n	.
	nop
`;

test.each([
  ['over', true],
  ['give', undefined],
])('what was left undone and nobody could tell is marked: in doubt, to %s', (doubt, unrepeated) => {
  const reference = referenceOf({ image: imageOf(zeros(doubt)), disk: new Uint8Array(512) });
  const [one, ...others] = new DoubtAdversity(reference, { depth: 1 }).cases();
  const run = (some: Case) => new DoubtAdversity(reference, { depth: 1 }).run(some, QUIET);
  expect([one.key, run(one)]).toMatchObject(['doubt:1=not', { verdict: 'holds', unrepeated }]);
  for (const other of others) expect(run(other).unrepeated).toBeUndefined();
});
