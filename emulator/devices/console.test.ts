import { describe, expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { CONSOLE, CONSOLE_COMMAND, CONSOLE_INTERRUPT, ConsoleDevice, INPUT_END, INPUT_NONE } from './console.ts';
import { FakeContext } from './testing/fake-context.ts';

function newConsole() {
  const context = new FakeContext();
  return { context, device: new ConsoleDevice(context) };
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** Pops INPUT until it gives no byte; the bytes as text. */
function popAll(device: ConsoleDevice): string {
  let text = '';
  for (let byte = device.load(CONSOLE.INPUT); byte !== undefined && byte >= 0; byte = device.load(CONSOLE.INPUT)) {
    text += String.fromCharCode(byte);
  }
  return text;
}

describe('the raw port', () => {
  test('prints the low byte and is never busy', () => {
    const { context, device } = newConsole();
    expect(device.store(CONSOLE.DATA, 0xffffff41)).toBe(true);
    expect(device.store(CONSOLE.DATA, 0x42)).toBe(true);
    expect(context.requests).toEqual([
      { kind: 'console-byte', id: 1, byte: 0x41 },
      { kind: 'console-byte', id: 2, byte: 0x42 },
    ]);
    expect(device.load(CONSOLE.RESULT)).toBe(RESULT.IDLE);
    expect(device.outstanding()).toEqual([]);
  });
});

describe('the stream port', () => {
  function write(device: ConsoleDevice, address: number, length: number, start: number, command: number) {
    device.store(CONSOLE.ADDRESS, address);
    device.store(CONSOLE.LENGTH, length);
    device.store(CONSOLE.START, start);
    return device.store(CONSOLE.COMMAND, command);
  }

  test('takes its data at COMMAND and completes with an interrupt', () => {
    const { context, device } = newConsole();
    context.memory.write(0x101, bytes('hello'));
    expect(write(device, 0x101, 5, 0xfffffff0, CONSOLE_COMMAND.WRITE)).toBe(true);
    context.memory.write(0x101, bytes('XXXXX'));
    expect(context.requests).toEqual([
      { kind: 'console-write', id: 1, start: 0xfffffff0, address: 0x101, data: bytes('hello') },
    ]);
    expect(device.load(CONSOLE.RESULT)).toBe(RESULT.BUSY);
    expect(write(device, 0x101, 5, 0, CONSOLE_COMMAND.WRITE)).toBe(false);
    expect(device.complete({ id: 1, result: RESULT.DONE })).toBe(true);
    expect(device.load(CONSOLE.RESULT)).toBe(RESULT.DONE);
    expect(context.eirr).toBe(CONSOLE_INTERRUPT);
  });

  test.each([
    ['LENGTH 0', 0x100, 0, CONSOLE_COMMAND.WRITE],
    ['LENGTH over 65,536', 0x100, 65537, CONSOLE_COMMAND.WRITE],
    ['a buffer outside RAM', 0xf0000000, 4, CONSOLE_COMMAND.WRITE],
    ['an unknown command', 0x100, 4, 2],
  ])('with %s goes out as a request that can only fail', (_what, address, length, command) => {
    const { context, device } = newConsole();
    expect(write(device, address, length, 0, command)).toBe(true);
    expect(context.requests).toEqual([{ kind: 'invalid', id: 1, device: 'console', slot: 0 }]);
    expect(device.load(CONSOLE.RESULT)).toBe(RESULT.BUSY);
  });

  test('POSITION asks the environment', () => {
    const { context, device } = newConsole();
    context.answers['console-position'] = { query: 'console-position', position: 77 };
    expect(device.environmentQuery(CONSOLE.POSITION)).toBe('console-position');
    expect(device.environmentQuery(CONSOLE.INPUT)).toBeUndefined();
    expect(device.load(CONSOLE.POSITION)).toBe(77);
  });
});

describe('input', () => {
  test('is popped byte by byte, with -1 when there is none and -2 after its end', () => {
    const { context, device } = newConsole();
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_NONE);
    device.receive(0, bytes('ab'), false);
    expect(context.eirr).toBe(CONSOLE_INTERRUPT);
    expect(device.load(CONSOLE.INPUT_POSITION)).toBe(0);
    expect(popAll(device)).toBe('ab');
    expect(device.load(CONSOLE.INPUT_POSITION)).toBe(2);
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_NONE);
    context.eirr = 0;
    device.receive(2, bytes('c'), true);
    expect(context.eirr).toBe(CONSOLE_INTERRUPT);
    expect(popAll(device)).toBe('c');
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_END);
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_END);
    expect(device.inputPopped()).toBe(3);
  });

  test('that has been here before is ignored, without an interrupt', () => {
    const { context, device } = newConsole();
    device.receive(0, bytes('abc'), true);
    expect(popAll(device)).toBe('abc');
    context.eirr = 0;
    device.receive(1, bytes('bc'), true);
    expect(context.eirr).toBe(0);
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_END);
  });

  test('that partly repeats gives its new bytes', () => {
    const { device } = newConsole();
    device.receive(0, bytes('abc'), false);
    device.receive(1, bytes('bcde'), false);
    expect(popAll(device)).toBe('abcde');
  });

  test('whose end alone is new raises the interrupt', () => {
    const { context, device } = newConsole();
    device.receive(0, new Uint8Array(0), true);
    expect(context.eirr).toBe(CONSOLE_INTERRUPT);
    expect(device.load(CONSOLE.INPUT)).toBe(INPUT_END);
  });

  test('with a gap is our own mistake', () => {
    expect(() => newConsole().device.receive(3, bytes('x'), false)).toThrow(/comes next/);
  });

  test('survives save and restore', () => {
    const { context, device } = newConsole();
    device.receive(0, bytes('abc'), true);
    device.load(CONSOLE.INPUT);
    const other = new FakeContext();
    const copy = new ConsoleDevice(other);
    other.registers.set(context.registers);
    copy.restore(device.save());
    expect(copy.inputReceived()).toBe(3);
    expect(popAll(copy)).toBe('bc');
    expect(copy.load(CONSOLE.INPUT)).toBe(INPUT_END);
  });
});

test('what is write-only cannot be read, what is read-only cannot be written', () => {
  const { device } = newConsole();
  for (const offset of [CONSOLE.DATA, CONSOLE.COMMAND, 0x24]) expect(device.load(offset)).toBeUndefined();
  for (const offset of [CONSOLE.POSITION, CONSOLE.RESULT, CONSOLE.INPUT, CONSOLE.INPUT_POSITION, 0x24]) {
    expect(device.store(offset, 0)).toBe(false);
  }
  device.store(CONSOLE.LENGTH, 12);
  device.store(CONSOLE.START, 34);
  expect([device.load(CONSOLE.LENGTH), device.load(CONSOLE.START)]).toEqual([12, 34]);
});
