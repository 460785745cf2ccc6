import { expect, test } from 'vitest';
import { SYSTEM, SystemDevice } from './system.ts';
import { FakeContext } from './testing/fake-context.ts';

test('EXIT asks the world to end the run with the low 8 bits as status', () => {
  const context = new FakeContext();
  expect(new SystemDevice(context).store(SYSTEM.EXIT, 0x1234)).toBe(true);
  expect(context.requests).toEqual([{ kind: 'exit', id: 1, status: 0x34 }]);
});

test('RAM gives the bytes of RAM', () => {
  expect(new SystemDevice(new FakeContext()).load(SYSTEM.RAM)).toBe(1024 * 1024);
});

test('EXIT cannot be read, RAM cannot be written, and there is nothing else', () => {
  const device = new SystemDevice(new FakeContext());
  expect(device.load(SYSTEM.EXIT)).toBeUndefined();
  expect(device.store(SYSTEM.RAM, 0)).toBe(false);
  expect(device.load(8)).toBeUndefined();
  expect(device.store(8, 0)).toBe(false);
});
