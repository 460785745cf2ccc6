import { beforeEach, describe, expect, test } from 'vitest';
import { MIN_RAM, RESULT } from '../board.ts';
import { ACTUATOR, ACTUATOR_PAGE } from './actuator.ts';
import { CLOCK_PAGE } from './clock.ts';
import { CONSOLE, CONSOLE_COMMAND, CONSOLE_PAGE } from './console.ts';
import { DISK, DISK_COMMAND, DISK_PAGE, DISK_SLOT } from './disk.ts';
import { SYSTEM, SYSTEM_PAGE } from './system.ts';
import { LAYOUT, MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import type { Request } from './device.ts';
import { Devices } from './devices.ts';
import { FakeContext } from './testing/fake-context.ts';

let state: MachineState;
let requests: Request[];
let io: Devices;

function newIoSpace(of: MachineState): Devices {
  return new Devices({
    state: of,
    memory: new PhysicalMemory(of),
    environment: new FakeContext().environment,
    sectors: 8,
    raise: () => {},
    request: (request) => requests.push(request),
  });
}

beforeEach(() => {
  state = new MachineState({ ram: MIN_RAM });
  requests = [];
  io = newIoSpace(state);
});

/** Leaves one command outstanding on each of console, actuator and disk, in this order. */
function startOneOfEach(): void {
  io.store(CONSOLE_PAGE + CONSOLE.LENGTH, 4);
  io.store(CONSOLE_PAGE + CONSOLE.COMMAND, CONSOLE_COMMAND.WRITE);
  io.store(ACTUATOR_PAGE + ACTUATOR.MOVE, -2);
  io.store(DISK_PAGE + DISK.SLOTS + DISK_SLOT.COMMAND, DISK_COMMAND.FLUSH);
}

describe('an address', () => {
  test('leads to the device of its page', () => {
    expect(io.load(SYSTEM_PAGE + SYSTEM.RAM)).toBe(MIN_RAM);
    expect(io.load(DISK_PAGE + DISK.SECTORS)).toBe(8);
    expect(io.environmentQuery(CLOCK_PAGE)).toBe('time-of-day');
    expect(io.environmentQuery(CONSOLE_PAGE + CONSOLE.POSITION)).toBe('console-position');
    expect(io.environmentQuery(DISK_PAGE)).toBeUndefined();
  });

  test.each([0xf0005000, 0xf0006000, 0xfffff000, SYSTEM_PAGE + 0xffc])(
    '%i, where nothing is, is refused',
    (address) => {
      expect(io.load(address)).toBeUndefined();
      expect(io.store(address, 0)).toBe(false);
      expect(io.environmentQuery(address)).toBeUndefined();
    },
  );
});

test('requests are numbered from 1 across all devices, in the state buffer', () => {
  startOneOfEach();
  expect(requests.map(({ kind, id }) => [id, kind])).toEqual([
    [1, 'console-write'],
    [2, 'actuator-move'],
    [3, 'disk-flush'],
  ]);
  expect(state.words[LAYOUT.REQUEST_ID]).toBe(3);
});

test('completions find their device, outstanding requests are listed oldest first', () => {
  startOneOfEach();
  expect(io.outstanding().map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(io.complete({ id: 2, result: RESULT.UNCERTAIN })).toBe(true);
  expect(io.load(ACTUATOR_PAGE + ACTUATOR.RESULT)).toBe(RESULT.UNCERTAIN);
  expect(io.complete({ id: 2, result: RESULT.DONE })).toBe(false);
  expect(io.outstanding().map(({ id }) => id)).toEqual([1, 3]);
});

test('a copy of state buffer and saved state is an equal machine', () => {
  startOneOfEach();
  io.receive(0, new Uint8Array([1, 2, 3]), false);
  const copyState = new MachineState({ ram: MIN_RAM });
  const copy = newIoSpace(copyState);
  copyState.words.set(state.words);
  copy.restore(io.save());
  expect(copy.encodedState()).toEqual(io.encodedState());
  expect(copy.outstanding()).toEqual(io.outstanding());
  expect(copy.inputReceived()).toBe(3);
  expect(copy.complete({ id: 3, result: RESULT.DONE })).toBe(true);
});

test('encoded states differ when write data or input differ', () => {
  const seen = new Set<string>();
  const note = () => seen.add(Buffer.from(io.encodedState()).toString());
  note();
  io.receive(0, new Uint8Array([1]), false);
  note();
  io.receive(1, new Uint8Array([2]), false);
  note();
  startOneOfEach();
  note();
  io.complete({ id: 1, result: RESULT.DONE });
  note();
  state.ram[0] = 1;
  io.store(CONSOLE_PAGE + CONSOLE.COMMAND, CONSOLE_COMMAND.WRITE);
  const first = io.encodedState();
  io.complete({ id: 4, result: RESULT.DONE });
  state.ram[0] = 2;
  io.store(CONSOLE_PAGE + CONSOLE.COMMAND, CONSOLE_COMMAND.WRITE);
  expect(io.encodedState()).not.toEqual(first);
  expect(seen.size).toBe(5);
});

test('devices are quiet while no request is outstanding and no input waits, whenever they are asked', () => {
  const copy = newIoSpace(new MachineState({ ram: MIN_RAM }));
  expect(io.quiet).toBe(true);
  io.receive(0, new Uint8Array([1]), false);
  expect(io.quiet).toBe(false);
  io.load(CONSOLE_PAGE + CONSOLE.INPUT);
  expect(io.quiet).toBe(true);
  startOneOfEach();
  expect(io.quiet).toBe(false);
  for (const { id } of io.outstanding()) io.complete({ id, result: RESULT.ERROR });
  expect(io.quiet).toBe(true);
  expect(copy.quiet).toBe(true);
  startOneOfEach();
  copy.restore(io.save());
  expect(copy.quiet).toBe(false);
});

test('an encoded state is made once for each state, and anew after whatever happens to a device', () => {
  io.receive(0, new Uint8Array([1, 2]), false);
  const state = io.encodedState();
  expect(io.encodedState()).toBe(state);
  io.load(CONSOLE_PAGE + CONSOLE.INPUT);
  const popped = io.encodedState();
  expect(popped).not.toEqual(state);
  startOneOfEach();
  expect(io.encodedState()).not.toEqual(popped);
  const copy = newIoSpace(new MachineState({ ram: MIN_RAM }));
  const atFirst = copy.encodedState();
  copy.restore(io.save());
  expect(copy.encodedState()).not.toEqual(atFirst);
  expect(copy.encodedState()).toEqual(io.encodedState());
});
