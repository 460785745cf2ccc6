/** A machine is where another run was if all that matters is the same, its tick too. */
import { expect, test } from 'vitest';
import { newMachine } from './disturbed-run.ts';
import { GoodStates } from './good-states.ts';
import { driver } from './testing/guests.ts';

test('a state is known again, and others are not', () => {
  const reference = driver('takes-it-for-done-mended');
  const [first, second] = reference.commands.map(({ snapshot }) => snapshot);
  const machine = newMachine(reference);
  const states = new GoodStates();
  states.add([first]);
  machine.restore(first);
  expect(states.has(machine)).toBe(true);
  machine.restore(second);
  expect(states.has(machine)).toBe(false);
  machine.restore(first);
  machine.processor.memory.storeWord(0x8000, 1);
  expect(states.has(machine)).toBe(false);
});

test('those that were of use last are kept', () => {
  const [{ snapshot }] = driver('takes-it-for-done-mended').commands;
  const machine = newMachine(driver('takes-it-for-done-mended'));
  const states = new GoodStates();
  states.add([snapshot]);
  const others = (from: number): void =>
    states.add(Array.from({ length: 900 }, (_, index) => ({ ...snapshot, tick: from + index })));
  machine.restore(snapshot);
  others(1e6);
  expect(states.has(machine)).toBe(true);
  others(2e6);
  expect(states.has(machine)).toBe(true);
  others(3e6);
  others(4e6);
  expect(states.has(machine)).toBe(false);
});
