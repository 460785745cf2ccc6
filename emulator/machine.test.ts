import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXIT_STATUS, IDLE_HINT, INTERVAL_TIMER_INTERRUPT, MIN_RAM, RESULT } from './board.ts';
import { ACTUATOR, ACTUATOR_INTERRUPT, ACTUATOR_PAGE } from './devices/actuator.ts';
import { CONSOLE, CONSOLE_INTERRUPT, CONSOLE_PAGE } from './devices/console.ts';
import { DISK_INTERRUPT } from './devices/disk.ts';
import { SYSTEM_PAGE } from './devices/system.ts';
import { BootError } from './boot.ts';
import { describeEnding } from './diagnosis/describe-stop.ts';
import { NO_PLACES } from './diagnosis/image-places.ts';
import { buildElf, words } from './elf/testing/build-elf.ts';
import { encode } from './isa/encode.ts';
import type { Ending } from './report/ending.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { HostWorld } from './host/host-world.ts';
import type { World } from './world/world.ts';
import { TextSink } from './world/testing/text-sink.ts';

const ENTRY = 0x1000;
let sink: TextSink;

beforeEach(() => {
  sink = new TextSink();
});

/** A machine that is about to execute these instructions. */
async function machineOf(code: readonly number[], options: Partial<MachineOptions> = {}): Promise<Machine> {
  const image = buildElf({ entry: ENTRY, segments: [{ address: ENTRY, data: words(...code) }] });
  const world = await HostWorld.open({ sink });
  return new Machine({ world, image, bootArguments: '', ram: MIN_RAM, tlbSeed: 1, ...options });
}

/** Why the run ended, as people are told. */
const told = (ending: Ending): string[] => describeEnding(ending, NO_PLACES);

// A few instructions by what they do here. A register holds the address of a page whose low 11 bits are 0.
const loadPage = (page: number, r: number) => encode('ldil', [page >>> 11, r]);
const loadSmall = (value: number, r: number) => encode('ldo', [value, 0, r]);
const store = (r: number, offset: number, base: number) => encode('stw', [r, offset, 0, base]);
const load = (offset: number, base: number, r: number) => encode('ldw', [offset, 0, base, r]);
const moveToControl = (r: number, cr: number) => encode('mtctl', [r, cr]);
const moveFromControl = (cr: number, r: number) => encode('mfctl', [cr, r]);
/** Branches to the instruction `words` away from it; the delay slot follows. */
const branch = (distance: number) => encode('bl', [distance * 4 - 8, 0]);
const NOP = encode('or', [0, 0, 0]);
const EIEM = 15;
const ITMR = 16;
const EIRR = 23;

/** Ends the run with the low byte of register `r`; changes register 31. */
const exitWith = (r: number) => [loadPage(SYSTEM_PAGE, 31), store(r, 0, 31), branch(0), NOP];

test('a guest prints through the raw port and exits with its status', async () => {
  const print = [...'Hi!'].flatMap((letter) => [loadSmall(letter.charCodeAt(0), 4), store(4, 0, 2)]);
  const machine = await machineOf([loadPage(CONSOLE_PAGE, 2), ...print, loadSmall(42, 4), ...exitWith(4)]);
  expect(await machine.run()).toEqual({ status: 42 });
  expect(sink.text).toBe('Hi!');
  expect(machine.instructions).toBe(10);
});

test('an interruption through an empty vector stops the machine with a diagnostic', async () => {
  const machine = await machineOf([NOP, encode('break', [0, 0])]);
  const ending = await machine.run();
  expect(ending.status).toBe(EXIT_STATUS.MACHINE_STOP);
  expect(ending.stop).toMatchObject({ interruption: { number: 9 }, instruction: 0 });
});

test('a resting guest sleeps until its interval timer is due', async () => {
  const machine = await machineOf([
    loadPage(INTERVAL_TIMER_INTERRUPT, 5),
    moveToControl(5, EIEM),
    moveFromControl(ITMR, 6),
    encode('addil', [2_000_000 >> 11, 6]), // about 40 ms; the sum is in %r1
    moveToControl(1, ITMR),
    IDLE_HINT,
    loadSmall(7, 4),
    ...exitWith(4),
  ]);
  expect(await machine.run()).toEqual({ status: 7 });
  expect(machine.instructions).toBe(9);
});

test('a resting guest is woken by console input, and what it pops is told', async () => {
  const popped: number[] = [];
  const machine = await machineOf(
    [
      loadPage(CONSOLE_PAGE, 2),
      loadPage(CONSOLE_INTERRUPT, 5),
      moveToControl(5, EIEM),
      IDLE_HINT,
      load(CONSOLE.INPUT, 2, 4),
      ...exitWith(4),
    ],
    { onInputPopped: (through) => popped.push(through) },
  );
  const ending = machine.run();
  setTimeout(() => machine.receive(0, Uint8Array.of(33, 34), false), 20);
  expect(await ending).toEqual({ status: 33 });
  expect(popped.at(-1)).toBe(1);
});

describe('a guest that rests and that nothing can wake', () => {
  /** Rests with this in EIEM (its high 21 bits). */
  const resting = (eiem: number) => [loadPage(eiem, 5), moveToControl(5, EIEM), IDLE_HINT, ...exitWith(0)];
  const NO_INPUT = new Uint8Array(0);

  test('for want of an open bit in EIEM is told so at once', async () => {
    const machine = await machineOf([IDLE_HINT, ...exitWith(0)]);
    const ending = await machine.run();
    expect(ending.status).toBe(EXIT_STATUS.ASLEEP);
    expect(told(ending)).toEqual(['the guest rests for ever at 00001000: EIEM is 0, which masks every interrupt']);
    expect(machine.instructions).toBe(0);
  });

  test('is told so once the end of input, which woke it, is gone', async () => {
    const machine = await machineOf([
      ...resting(CONSOLE_INTERRUPT).slice(0, 3),
      moveToControl(5, EIRR),
      IDLE_HINT,
      ...exitWith(0),
    ]);
    setTimeout(() => machine.receive(0, Uint8Array.of(1), true), 20);
    const ending = await machine.run();
    expect(ending.status).toBe(EXIT_STATUS.ASLEEP);
    expect(told(ending)).toEqual([
      'the guest rests for ever at 00001010: no command is under way, its interval timer is not set, console input has ended',
    ]);
  });

  test('awaits no interrupt that EIEM masks: input, a command, a timer', async () => {
    const command = [loadPage(ACTUATOR_PAGE, 2), store(0, ACTUATOR.SET, 2), moveToControl(0, ITMR)];
    const machine = await machineOf([...command, ...resting(DISK_INTERRUPT)]);
    const ending = await machine.run();
    expect(ending.status).toBe(EXIT_STATUS.ASLEEP);
    expect(told(ending).join()).toContain(
      'EIEM masks the interrupt of the command under way, EIEM masks its interval timer, EIEM masks console input',
    );
  });

  test.each([
    ['a command is under way', ACTUATOR_INTERRUPT, [loadPage(ACTUATOR_PAGE, 2), store(0, ACTUATOR.SET, 2)]],
    ['its timer is set', INTERVAL_TIMER_INTERRUPT, [loadPage(2 ** 22, 6), moveToControl(6, ITMR)]],
  ])('is another one if %s', async (_what, eiem, code) => {
    const machine = await machineOf([...code, ...resting(eiem)]);
    machine.receive(0, NO_INPUT, true);
    expect(await machine.run()).toEqual({ status: 0 });
  });
});

test.each([1, 2, 1000, 20_000, 20_001, 123_457])(
  'a guest can be ended after exactly %i instructions',
  async (limit) => {
    const machine = await machineOf([branch(0), NOP], { limitInstructions: limit });
    const at = limit % 2 === 0 ? '00001000' : '00001004';
    const ending = await machine.run();
    expect(ending.status).toBe(EXIT_STATUS.LIMIT);
    expect(told(ending)).toEqual([`the limit of ${limit} instructions was reached at ${at}`]);
    expect(machine.instructions).toBe(limit);
  },
);

describe('a guest that does not rest', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Turns of the event loop while it executes 20 slices, of which each takes a tenth of a millisecond or a little more. */
  async function turns(before: readonly number[]): Promise<number> {
    // The command never ends.
    const perform: World['perform'] = (request, done) =>
      request.kind === 'exit' && done({ id: request.id, result: RESULT.DONE });
    const world = { sectors: 0, perform, position: () => 0, close: () => Promise.resolve() };
    const machine = await machineOf([...before, branch(0), NOP], { limitInstructions: 400_000, world });
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.1));
    const ending = machine.run();
    let count = 0;
    let over = false;
    void ending.then(() => (over = true));
    for (; !over; count += 1) await new Promise((resolve) => setImmediate(resolve));
    return count;
  }

  test('hears of the world every few slices while a command is under way, for whose end it may look', async () => {
    const seldom = await turns([NOP, NOP]);
    const often = await turns([loadPage(ACTUATOR_PAGE, 2), store(0, ACTUATOR.SET, 2)]);
    expect(seldom).toBeLessThan(4);
    expect(often).toBeGreaterThan(5);
  });
});

test('a guest that exits with its last instruction allowed has ended by itself', async () => {
  const code = [loadSmall(9, 4), ...exitWith(4)];
  expect(await (await machineOf(code, { limitInstructions: 3 })).run()).toEqual({ status: 9 });
  expect(await (await machineOf(code, { limitInstructions: 2 })).run()).toMatchObject({ status: EXIT_STATUS.LIMIT });
});

test('a guest that computes for ever can be stopped from outside', async () => {
  const machine = await machineOf([branch(0), NOP]);
  setTimeout(() => machine.stop(130), 10);
  expect(await machine.run()).toEqual({ status: 130 });
});

test('a guest that prints faster than the console takes it waits for the console', async () => {
  sink.held = true;
  const machine = await machineOf([loadPage(CONSOLE_PAGE, 2), loadSmall(65, 4), store(4, 0, 2), branch(-1), NOP]);
  let instructions = -1;
  const watch = setInterval(() => {
    if (instructions === machine.instructions) {
      machine.stop(0);
      sink.held = false;
      sink.release();
    }
    instructions = machine.instructions;
  }, 50);
  await machine.run();
  clearInterval(watch);
  expect(sink.text).toMatch(/^A+$/);
  expect(sink.text.length).toBeLessThan(65_536 + 20_000);
});

test('what is no executable is refused before the start', async () => {
  const world = await HostWorld.open({ sink });
  const image = Buffer.from('#!/bin/sh');
  const options = { world, image, bootArguments: '', ram: MIN_RAM, tlbSeed: 1 };
  expect(() => new Machine(options)).toThrow(BootError);
});
