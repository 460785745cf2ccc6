import { beforeEach, expect, test } from 'vitest';
import { CONSOLE, CONSOLE_INTERRUPT, CONSOLE_PAGE, EXIT_STATUS, IDLE_HINT, INTERVAL_TIMER_INTERRUPT } from './board.ts';
import { MIN_RAM, SYSTEM_PAGE } from './board.ts';
import { BootError } from './boot.ts';
import { buildElf, words } from './elf/testing/build-elf.ts';
import { encode } from './isa/encode.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { HostWorld } from './world/host-world.ts';
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
  expect(ending.diagnostic).toMatchObject({ interruption: { number: 9 }, instruction: 0 });
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
