import { expect, test } from 'vitest';
import { SYSTEM, SystemDevice } from './system.ts';
import { FakeContext } from './testing/fake-context.ts';

test('EXIT asks the world to end the run with the low 8 bits as status', () => {
  const context = new FakeContext();
  expect(new SystemDevice(context).store(SYSTEM.EXIT, 0x1234)).toBe(true);
  expect(context.requests).toEqual([{ kind: 'exit', id: 1, status: 0x34 }]);
});

test('NOTE sends its number to who looks on, all 32 bits of it', () => {
  const context = new FakeContext();
  expect(new SystemDevice(context).store(SYSTEM.NOTE, -2)).toBe(true);
  expect(context.requests).toEqual([{ kind: 'system-note', id: 1, value: 0xfffffffe }]);
});

test('RAM gives the bytes of RAM', () => {
  expect(new SystemDevice(new FakeContext()).load(SYSTEM.RAM)).toBe(1024 * 1024);
});

test('EXIT cannot be read, RAM cannot be written, and there is nothing else', () => {
  const device = new SystemDevice(new FakeContext());
  expect(device.load(SYSTEM.EXIT)).toBeUndefined();
  expect(device.store(SYSTEM.RAM, 0)).toBe(false);
  expect(device.load(SYSTEM.NOTE)).toBeUndefined();
  expect(device.load(12)).toBeUndefined();
  expect(device.store(12, 0)).toBe(false);
});
