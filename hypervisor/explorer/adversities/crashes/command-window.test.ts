/** Deaths during some commands of a guest alone, on pairs that begin in the middle of its run. */
import { describe, expect, it } from 'vitest';
import { driver, imageOf, referenceOf } from '../../testing/guests.ts';
import { lastBeginningBefore } from './beginning.ts';
import { CommandWindow } from './command-window.ts';
import { parseCrash, printCrash } from './crash-key.ts';
import { CrashAdversity } from './crashes.ts';

const QUIET = { told: false };
const VARIANTS = ['revised'] as const;

describe('the window of commands', () => {
  const write = { kind: 'disk-flush', slot: 0 } as const;
  const done = (id: number) => ({ type: 'completion', completion: { id, result: 2 } }) as const;

  it('is open from the beginning of the one before to when both guests know that the last is over', () => {
    const window = new CommandWindow({ first: 2, last: 3 });
    const open: boolean[] = [window.open];
    for (const id of [11, 12, 13, 14]) {
      window.begins({ ...write, id });
      open.push(window.open);
    }
    for (const [seat, ...ids] of [
      ['first', 11, 12],
      ['second', 11],
      ['first', 13, 14],
      ['second', 12, 13],
    ] as const) {
      window.effect({ seat }, { type: 'deliver', interrupts: ids.map(done), ticks: 0 });
      open.push(window.open);
    }
    expect(open).toEqual([false, true, true, true, true, true, true, true, false]);
    expect([window.begun, window.over]).toEqual([4, true]);
  });

  it('counts on where the run begins', () => {
    const window = new CommandWindow({ first: 10, last: 10 }, 9);
    expect(window.open).toBe(true);
    window.begins({ ...write, id: 1 });
    expect([window.begun, window.open]).toEqual([10, true]);
  });
});

describe('a pair that begins in the middle', () => {
  const good = driver('ignores-uncertain-mended', 2);
  const commands = good.commands.length;

  it('goes on from where the bare machine was, in both machines', () => {
    const beginning = lastBeginningBefore(good, commands)!;
    expect(beginning.after).toBeLessThan(commands);
    expect(beginning.snapshot.instructions).toBeGreaterThan(good.instructions / 3);
    const adversity = new CrashAdversity(good, {
      faults: 1,
      commands: { first: commands, last: commands },
      variants: VARIANTS,
    });
    const cases = [...adversity.cases()];
    expect(cases.length).toBeGreaterThan(20);
    expect(cases.every(({ key }) => key.includes(`/${beginning.after}@step=`))).toBe(true);
    expect(cases.filter((one) => adversity.run(one, QUIET).verdict !== 'holds')).toEqual([]);
  });

  it('has cases that their keys repeat, without the window, to the byte', () => {
    const bad = driver('ignores-uncertain', 2);
    const last = bad.commands.length;
    const adversity = new CrashAdversity(bad, { faults: 1, commands: { first: 2, last }, variants: VARIANTS });
    const broken = [...adversity.cases()].filter((one) => adversity.run(one, QUIET).verdict === 'broken');
    expect(broken.length).toBeGreaterThan(3);
    const [one] = broken;
    expect(one.key).toMatch(/^crashes:revised\/primary\/\d+@step=/);
    const told = adversity.run(one, { told: true });
    expect(told.cause?.rule).toBe('ignored-uncertain');
    const again = new CrashAdversity(bad, { faults: 1 });
    expect(again.run(one, { told: true })).toEqual({ ...told, instructions: expect.any(Number) as number });
  });

  it('stands for other cases as one from power-on does', () => {
    const adversity = new CrashAdversity(good, { faults: 1, commands: { first: 2, last: 2 }, variants: VARIANTS });
    const some = [...adversity.cases()].filter(({ stands }) => stands > 1);
    expect(some.length).toBeGreaterThan(0);
    for (const one of some) expect([...adversity.covered(one)]).toHaveLength(one.stands - 1);
  });
});

/** Writes twice to the console's stream, and waits each time. */
const STREAM = `
	.level	1.1
	.include "board.inc"
	.include "macros.inc"
	.text
_start:	la	CONSOLE_PAGE,%r3
	la	text,%r4
	ldi	2,%r5
	ldi	0,%r6
write:	stw	%r4,CONSOLE_ADDRESS(%r3)
	ldi	4,%r7
	stw	%r7,CONSOLE_LENGTH(%r3)
	stw	%r6,CONSOLE_START(%r3)
	ldi	CONSOLE_COMMAND_WRITE,%r7
	stw	%r7,CONSOLE_COMMAND(%r3)
wait:	ldw	CONSOLE_RESULT(%r3),%r7
	comib,=	RESULT_BUSY,%r7,wait
	 nop
	comib,<>	RESULT_DONE,%r7,write
	 nop
	addib,>	-1,%r5,write
	 ldo	4(%r6),%r6
	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
text:	.ascii	"off\\n"
`;

it('a pair begins at power-on if the console or the control rod has a past, were it of the command before alone', () => {
  const console = referenceOf({ image: imageOf(STREAM) });
  expect(console.commands).toHaveLength(2);
  for (const reference of [console, driver('control-rod-set')]) {
    const last = reference.commands.length;
    expect(last).toBeGreaterThan(1);
    expect(lastBeginningBefore(reference, last)).toBeUndefined();
    const window = { first: last, last };
    const adversity = new CrashAdversity(reference, { faults: 1, commands: window, variants: VARIANTS });
    const cases = [...adversity.cases()];
    expect(cases.length).toBeGreaterThan(5);
    expect(cases.filter((one) => adversity.run(one, QUIET).verdict !== 'holds')).toEqual([]);
  }
});

it('a guest that gives fewer commands leaves the case undecided', () => {
  const adversity = new CrashAdversity(driver('ignores-uncertain', 2), {
    ...{ faults: 1, commands: { first: 900, last: 950 }, variants: VARIANTS },
  });
  const [one, ...others] = adversity.cases();
  expect(others).toEqual([]);
  expect(adversity.run(one, QUIET).why).toMatch(
    /: it gives \d+ commands, and machines were to die during commands 900 to 950$/,
  );
});

it('a key of a pair that can not begin there is none', () => {
  const adversity = new CrashAdversity(driver('ignores-uncertain', 2), { faults: 1 });
  const key = 'crashes:revised/primary/900@step=3';
  expect(printCrash(parseCrash(key)!)).toBe(key);
  expect(adversity.run({ adversity: 'crashes', key, stands: 1 }, QUIET).why).toBe(`no case of crashes: ${key}`);
});
