import { expect, test } from 'vitest';
import { MUX, MUX_EMPTY, MuxDevice } from './mux.ts';
import { FakeContext } from './testing/fake-context.ts';

test('DATA prints the low byte by the raw port, whose FIFO is never full', () => {
  const context = new FakeContext();
  const device = new MuxDevice(context);
  expect(device.store(MUX.DATA, 0x141)).toBe(true);
  expect(context.requests).toEqual([{ kind: 'console-byte', id: 1, byte: 0x41 }]);
  expect(device.load(MUX.DCOUNT)).toBe(0);
});

test("DATA takes the console's input, byte by byte, and is empty without and at the end", () => {
  const context = new FakeContext();
  const device = new MuxDevice(context);
  context.input.push(0x61, 0xff, -2);
  const loads = Array.from({ length: 4 }, () => device.load(MUX.DATA));
  expect(loads).toEqual([0x61, 0xff, MUX_EMPTY, MUX_EMPTY]);
});

test('there is nothing else in its page, and it keeps nothing', () => {
  const context = new FakeContext();
  const device = new MuxDevice(context);
  expect([device.load(0x800), device.store(MUX.DCOUNT, 0), device.complete()]).toEqual([undefined, false, false]);
  expect(context.registers.every((word) => word === 0)).toBe(true);
});
