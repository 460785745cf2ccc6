/** Deaths during some commands of a guest alone, on pairs that begin in the middle of its run. */
import { describe, expect, it } from 'vitest';
import { driver } from '../../testing/guests.ts';
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
