import { expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { ControlRod } from './control-rod.ts';
import { ManualScheduler } from '../world/testing/manual-scheduler.ts';

function newRod(fullTravelMs: number) {
  const clock = new ManualScheduler();
  const results: number[] = [];
  return { clock, rod: new ControlRod(clock, fullTravelMs), results, note: (result: number) => results.push(result) };
}

test('the rod stands at 4000 mm and travels evenly', () => {
  const { clock, rod, results, note } = newRod(1000);
  expect(rod.position()).toBe(4000);
  rod.set(3000, note);
  clock.advance(100);
  expect(rod.position()).toBe(3600);
  expect(results).toEqual([]);
  clock.advance(150);
  expect(rod.position()).toBe(3000);
  expect(results).toEqual([RESULT.DONE]);
});

test('a command waits for the one before it', () => {
  const { clock, rod, results, note } = newRod(4000);
  rod.set(3000, note);
  rod.move(-200, note);
  clock.advance(1000);
  expect(results).toEqual([RESULT.DONE]);
  clock.advance(200);
  expect(results).toEqual([RESULT.DONE, RESULT.DONE]);
  expect(rod.position()).toBe(2800);
});

test('setting twice is as good as once, moving twice is not', () => {
  const { clock, rod, note } = newRod(0);
  rod.set(3000, note);
  rod.set(3000, note);
  clock.advance(1);
  expect(rod.position()).toBe(3000);
  rod.move(-2, note);
  rod.move(-2, note);
  clock.advance(1);
  expect(rod.position()).toBe(2996);
});

test('a target out of range is an error, and the rod stays', () => {
  const { clock, rod, results, note } = newRod(0);
  rod.move(1, note);
  rod.set(-1, note);
  rod.set(4001, note);
  rod.set(0, note);
  rod.move(-1, note);
  clock.advance(1);
  expect(results).toEqual([RESULT.ERROR, RESULT.ERROR, RESULT.ERROR, RESULT.DONE, RESULT.ERROR]);
  expect(rod.position()).toBe(0);
});
