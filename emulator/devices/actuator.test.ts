import { expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { ACTUATOR, ACTUATOR_INTERRUPT, ActuatorDevice } from './actuator.ts';
import { FakeContext } from './testing/fake-context.ts';

function rod() {
  const context = new FakeContext();
  return { context, actuator: new ActuatorDevice(context) };
}

test('SET and MOVE are requests with signed millimetres, and busy until completed', () => {
  const { context, actuator } = rod();
  expect(actuator.load(ACTUATOR.RESULT)).toBe(RESULT.IDLE);
  expect(actuator.store(ACTUATOR.SET, 3000)).toBe(true);
  expect(actuator.load(ACTUATOR.RESULT)).toBe(RESULT.BUSY);
  expect(actuator.complete({ id: 1, result: RESULT.DONE })).toBe(true);
  expect(actuator.load(ACTUATOR.RESULT)).toBe(RESULT.DONE);
  expect(context.eirr).toBe(ACTUATOR_INTERRUPT);
  expect(actuator.store(ACTUATOR.MOVE, 0xfffffffe)).toBe(true);
  expect(context.requests).toEqual([
    { kind: 'actuator-set', id: 1, position: 3000 },
    { kind: 'actuator-move', id: 2, distance: -2 },
  ]);
});

test('a command while busy is refused and changes nothing', () => {
  const { context, actuator } = rod();
  actuator.store(ACTUATOR.MOVE, -2);
  expect(actuator.store(ACTUATOR.SET, 0)).toBe(false);
  expect(actuator.store(ACTUATOR.MOVE, 1)).toBe(false);
  expect(context.requests).toHaveLength(1);
  expect(context.nextRequestId()).toBe(2);
});

test('POSITION asks the environment', () => {
  const { context, actuator } = rod();
  context.answers['actuator-position'] = { query: 'actuator-position', position: 1234 };
  expect(actuator.environmentQuery(ACTUATOR.POSITION)).toBe('actuator-position');
  expect(actuator.environmentQuery(ACTUATOR.RESULT)).toBeUndefined();
  expect(actuator.load(ACTUATOR.POSITION)).toBe(1234);
});

test('an uncertain completion shows as RESULT 4', () => {
  const { actuator } = rod();
  actuator.store(ACTUATOR.MOVE, -2);
  actuator.complete({ id: 1, result: RESULT.UNCERTAIN });
  expect(actuator.load(ACTUATOR.RESULT)).toBe(RESULT.UNCERTAIN);
});

test("a completion of another machine's request is not taken", () => {
  const { context, actuator } = rod();
  actuator.store(ACTUATOR.SET, 0);
  expect(actuator.complete({ id: 9, result: RESULT.DONE })).toBe(false);
  expect(context.eirr).toBe(0);
});

test('SET and MOVE cannot be read, POSITION and RESULT cannot be written', () => {
  const { actuator } = rod();
  expect([ACTUATOR.SET, ACTUATOR.MOVE, 0x10].map((offset) => actuator.load(offset))).toEqual(Array(3).fill(undefined));
  expect([ACTUATOR.POSITION, ACTUATOR.RESULT, 0x10].map((offset) => actuator.store(offset, 0))).toEqual(
    Array(3).fill(false),
  );
});
