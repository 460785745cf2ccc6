/** What holds for the definitions of all devices together, so that a new one takes nothing from the others. */
import { expect, it } from 'vitest';
import { INTERVAL_TIMER_INTERRUPT, IO_BASE, MIN_RAM, PAGE_SIZE, RESULT } from '../board.ts';
import { DEVICE_WINDOW, DEVICE_WINDOWS, MachineState } from '../layout.ts';
import { nameOfWord } from '../word-names.ts';
import { COMMANDED_DEVICES, DEVICES } from './known-devices.ts';
import { FakeContext } from './testing/fake-context.ts';

it('have names, pages and interrupt bits of their own', () => {
  const interrupts = DEVICES.flatMap(({ interrupt }) => (interrupt === undefined ? [] : [interrupt >>> 0]));
  const kinds = DEVICES.flatMap(({ requests }) => requests.map(({ kind }) => kind));
  const pages = DEVICES.map(({ page }) => page);
  for (const all of [DEVICES.map(({ name }) => name), pages, [INTERVAL_TIMER_INTERRUPT, ...interrupts], kinds]) {
    expect(new Set<unknown>(all).size).toBe(all.length);
  }
  expect(pages.filter((page) => page < IO_BASE || page % PAGE_SIZE !== 0)).toEqual([]);
  expect(interrupts.filter((mask) => (mask & (mask - 1)) !== 0)).toEqual([]);
});

it('have registers that are words, or halfwords where they say so, each at a place of its own, within the page', () => {
  for (const { registers, slots } of DEVICES) {
    const own = Object.values(registers).map(({ at }) => at);
    expect(Object.values(registers).filter(({ at, bytes = 4 }) => at % bytes !== 0)).toEqual([]);
    const inSlot = Object.values(slots?.registers ?? {}).map(({ at }) => at);
    for (const offsets of [own, inSlot]) {
      expect(new Set(offsets).size).toBe(offsets.length);
    }
    expect(Math.max(...own)).toBeLessThan(slots?.at ?? PAGE_SIZE);
    if (slots) expect(Math.max(...inSlot)).toBeLessThan(slots.size);
    if (slots) expect(slots.at + slots.count * slots.size).toBeLessThanOrEqual(PAGE_SIZE);
  }
});

it('find room for their state: a window each, beside each other, before the last commands', () => {
  expect(DEVICES.length).toBeLessThanOrEqual(DEVICE_WINDOWS);
  const state = new MachineState({ ram: MIN_RAM });
  const windows = Array.from({ length: DEVICE_WINDOWS }, (_, index) => state.deviceWindow(index));
  for (const [index, window] of windows.entries()) window.fill(index + 1);
  expect(windows.map((window) => new Set(window))).toEqual(windows.map((_, index) => new Set([index + 1])));
  expect(nameOfWord((windows[3].byteOffset >>> 2) + 8 + 3)).toBe('disk slot 0 RESULT');
  expect(nameOfWord((windows[DEVICE_WINDOWS - 1].byteOffset >>> 2) + DEVICE_WINDOW)).toBe('last commands, word 0');
  expect(() => state.deviceWindow(DEVICE_WINDOWS)).toThrow('device 9 has no register window');
});

it('write no word of their window but those that have names', () => {
  for (const definition of DEVICES) {
    const context = new FakeContext(8);
    const device = definition.plug(context);
    for (let offset = 0; offset < PAGE_SIZE; offset += 4) {
      device.load(offset);
      device.store(offset, 1);
    }
    for (const { id } of device.outstanding()) device.complete({ id, result: RESULT.ERROR });
    const written = [...context.registers.keys()].filter((word) => context.registers[word] !== 0);
    expect(written.map((word) => definition.nameOfWord(word)).filter((name) => name.includes('word '))).toEqual([]);
    expect(written.every((word) => word < DEVICE_WINDOW)).toBe(true);
  }
});

it('are changed by no load, where there is no input, but in their register windows', () => {
  for (const definition of DEVICES) {
    const context = new FakeContext(8);
    const device = definition.plug(context);
    for (let offset = 0; offset < PAGE_SIZE; offset += 2) {
      device.load(offset - (offset % 4));
      device.loadHalfword?.(offset);
    }
    expect(device.save()).toEqual({ outstanding: [], input: new Uint8Array(0) });
    expect(context.requests).toEqual([]);
  }
});

it('take commands if they have requests with a RESULT, and can tell them', () => {
  for (const { name, requests, interrupt, describeCommand } of DEVICES) {
    // The SCSI host makes the disk's requests.
    const commanded = name === 'scsi' || requests.some(({ hasResult }) => hasResult);
    expect([name, COMMANDED_DEVICES.includes(name), interrupt !== undefined]).toEqual([name, commanded, commanded]);
    const told = describeCommand?.({ device: name, slot: 0, code: 1, position: 0, length: 1, address: 0 });
    expect(told === undefined).toBe(!commanded);
  }
});
