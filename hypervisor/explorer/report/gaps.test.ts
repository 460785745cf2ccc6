/** What is said not to have been tried is what no case's key says, of a guest with commands of several kinds. */
import { expect, test } from 'vitest';
import { RESULT } from '../../../emulator/board.ts';
import { MomentsAdversity } from '../adversities/moments.ts';
import type { AdversityName } from '../case.ts';
import { driver, imageOf, referenceOf } from '../testing/guests.ts';
import { Gaps } from './gaps.ts';
import { pageBasisOf } from './html/page-maker.ts';

function command(operation: string, result: number, usual = 10) {
  return { from: 100, to: 100 + usual, words: 'some command', operation, result };
}

const COMMANDS = [
  command('disk read', RESULT.DONE),
  command('disk write', RESULT.DONE),
  command('disk write', RESULT.ERROR),
  command('disk flush', RESULT.DONE, 1500),
];

function gapsAfter(...cases: (readonly [key: string, stands: number])[]): string[] {
  const gaps = new Gaps({ commands: COMMANDS });
  for (const [key, stands] of cases) {
    const adversity = key.slice(0, key.indexOf(':')) as AdversityName;
    gaps.watch({
      type: 'case',
      case: { adversity, key, stands },
      result: { verdict: 'holds', story: [], instructions: 1 },
    });
  }
  return gaps.lines();
}

test('commands that nothing struck, and results that none had', () => {
  expect(gapsAfter(['doubt:1=not,3=performed', 1])).toEqual([
    'no case of doubt made the end of commands 2, 4',
    'results that no case gave: disk read: failed; disk flush: failed, uncertain',
    'no run had more than 2 uncertain commands by doubt (--depth)',
  ]);
});

test('writes of which so many were not durable that not all were lost by themselves', () => {
  const line = (key: string, writes: number): string | undefined => {
    const commands = Array.from({ length: writes }, () => command('disk write', RESULT.DONE));
    const gaps = new Gaps({
      commands: [...commands, command('disk flush', RESULT.DONE), command('disk write', RESULT.DONE)],
    });
    gaps.watch({
      type: 'case',
      case: { adversity: 'power', key, stands: 1 },
      result: { verdict: 'holds', story: [], instructions: 1 },
    });
    return gaps.lines().find((each) => each.startsWith('power'));
  };
  expect(line('power:lost@2,2=kept', 298)).toBe(
    'power: up to 298 writes at once were not durable yet, and only the last 166 of them were lost, or survived, one by one',
  );
  expect(line('power:lost@2,1=kept,2=kept', 40)).toBe(undefined);
  expect(line('power:lost@2,1=kept,2=kept', 298)).toMatch(
    /only the last 18 of them were lost, or survived, 2 at a time$/,
  );
});

test('how many faults a run had at most, of those that can be given more', () => {
  const killed = 'crashes:revised/primary@step=3';
  expect(gapsAfter([killed, 1]).at(-1)).toBe('no run had more than 1 death by crashes (--faults)');
  expect(gapsAfter(['doubt:1=not', 1], ['doubt:1=not,2=not,3=not', 1], ['doubt:2=not', 1], [killed, 1]).at(-1)).toBe(
    'no run had more than 3 uncertain commands by doubt (--depth), or 1 death by crashes (--faults)',
  );
  expect(gapsAfter(['moments:disk/1@+0', 1]).some((line) => line.startsWith('no run'))).toBe(false);
});

const INPUT = {
  bytes: 9,
  waits: Array.from({ length: 8 }, (_, number) => ({
    ...{ from: 10_000 * number, to: 10_000 * number + (number === 5 ? 5000 : 100) },
    like: number === 5 ? 5 : Math.min(number, 1),
  })),
  complete: true,
};

test('console input, of which nothing came late', () => {
  const words =
    'on the bare machine console input is there from power-on: that it comes later, or in pieces, was not tried';
  expect(new Gaps({ commands: [], input: INPUT }).lines()).toEqual([words]);
  const why = 'it prints more';
  expect(new Gaps({ commands: [], input: { ...INPUT, why } }).lines()).toEqual([
    `${words}, since with input that comes byte by byte ${why}`,
  ]);
});

test('console input that came late from some bytes on', () => {
  const gaps = new Gaps({ commands: [], input: INPUT });
  for (const key of ['moments:input/each@wait', 'moments:input/0@+0', 'moments:input/1@+7', 'moments:input/5@+0']) {
    const result = { verdict: 'holds', story: [], instructions: 1 } as const;
    gaps.watch({ type: 'case', case: { adversity: 'moments', key, stands: 1 }, result });
  }
  expect(gaps.lines()).toEqual([
    'moments: console input was not held back, since the guest waits for it as it did before: from byte 2 to 4, 6 to 7',
    'moments: console input was held back for 2000 instructions and until 2000 before the guest waits, not between: from byte 5',
    'moments: console input was not held back from later bytes than 7',
  ]);
});

test('commands that were left undone, and nobody could tell', () => {
  const gaps = new Gaps({ commands: COMMANDS });
  for (const [number, unrepeated] of [
    [2, true],
    [3, undefined],
    [4, true],
  ] as const) {
    const one = { adversity: 'doubt', key: `doubt:${number}=not`, stands: 1 } as const;
    gaps.watch({ type: 'case', case: one, result: { verdict: 'holds', unrepeated, story: [], instructions: 1 } });
  }
  expect(gaps.lines()[0]).toBe(
    'in doubt, not performed and not given again, though nobody outside could tell: commands 2, 4 (disk write, disk flush)',
  );
});

test('of what became uncertain by a death nothing is known', () => {
  const [results] = gapsAfter(['crashes:revised/primary@step=3', 1]);
  expect(results).toBe('results that no case gave: disk read: failed; disk flush: failed');
});

test('commands that could have been held back for longer', () => {
  const moments = gapsAfter(['moments:disk/1@+0', 1999], ['moments:disk/2@+10', 1990], ['moments:disk/4@+0', 2999]);
  expect(moments.filter((line) => line.startsWith('moments'))).toEqual([
    'moments: the guest did not come to rest for good while a command was held back, and later ends were not tried, but with those of others: command 2',
  ]);
  expect(moments[0]).toBe('no case of moments moved the end of command 3');
});

test('commands after a doubt about which nothing was moved', () => {
  const all = ['disk/1@+0', 'disk/2@+0', 'disk/3@+0', 'disk/4@+0'].map((at) => [`moments:${at}`, 1] as const);
  // Command 4 of that run is another one: it says nothing of the undisturbed run's.
  expect(gapsAfter(...all, ['moments:2=not,disk/4@+0', 2999])).toEqual([
    'no case of moments moved the end of what was given after a doubt about commands 1, 3 to 4',
    'results that no case gave: disk read: failed, uncertain; disk flush: failed, uncertain',
  ]);
});

/** Sets the control rod, and counts while it polls. */
const POLLS = `
	.include "board.inc"
	.text
_start:	ldil	L%ACTUATOR_PAGE,%r3
	ldi	100,%r1
	stw	%r1,ACTUATOR_SET(%r3)
	ldi	0,%r4
look:	ldw	ACTUATOR_RESULT(%r3),%r5
	ldo	1(%r4),%r4
	comib,=	RESULT_BUSY,%r5,look
	 nop
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop
`;

test('of real guests: one that counts as it polls is cut short, one that rests is not', () => {
  for (const [reference, cut] of [
    [referenceOf({ image: imageOf(POLLS) }), true],
    [driver('takes-it-for-done-mended'), false],
  ] as const) {
    const gaps = new Gaps(pageBasisOf(reference));
    const adversity = new MomentsAdversity(reference, {});
    for (const one of adversity.cases()) {
      gaps.watch({ type: 'case', case: one, result: { verdict: 'holds', story: [], instructions: 1 } });
    }
    expect(gaps.lines().some((line) => line.startsWith('moments: '))).toBe(cut);
  }
});
