/** What guests in assembly and in C know of the board, against the board: as text, and by what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardFiles } from '../emulator/board-files.ts';
import * as board from '../emulator/board.ts';
import * as actuator from '../emulator/devices/actuator.ts';
import * as clock from '../emulator/devices/clock.ts';
import * as console from '../emulator/devices/console.ts';
import * as entropy from '../emulator/devices/entropy.ts';
import { DEVICES } from '../emulator/devices/known-devices.ts';
import * as disk from '../emulator/devices/disk.ts';
import * as mux from '../emulator/devices/mux.ts';
import { shortNameAt } from '../emulator/devices/register-names.ts';
import * as scsi from '../emulator/devices/scsi.ts';
import * as system from '../emulator/devices/system.ts';
import { ACTUATOR_MAX } from '../emulator/devices/control-rod.ts';

/** What guests have no use for: the limits and defaults of hvrun, and an instruction. */
const HOST_ONLY = [
  ...['DEFAULT_RAM', 'MIN_RAM', 'MAX_RAM', 'DEFAULT_TLB_ENTRIES', 'MIN_TLB_ENTRIES', 'MAX_TLB_ENTRIES'],
  ...['EXIT_STATUS', 'IDLE_HINT', 'MOST_SECTORS'],
];
/** DISK_SLOT.COUNT is a register, DISK.SLOT_COUNT a number of slots: one of the two needs another name in a flat file. */
const PREFIXES: Readonly<Record<string, string>> = { DISK_SLOT: 'SLOT' };

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const HEADER = 'examples/c/runtime/include/board.h';

function flatten(): Map<string, number> {
  const constants = new Map<string, number>();
  const all: Readonly<Record<string, unknown>> = {
    ...board,
    ...system,
    ...clock,
    ...console,
    ...disk,
    ...actuator,
    ...mux,
    ...scsi,
    ...entropy,
    ACTUATOR_MAX,
  };
  for (const [name, value] of Object.entries(all)) {
    if (HOST_ONLY.includes(name) || name.endsWith('_DEVICE')) continue;
    if (typeof value === 'number') constants.set(name, value);
    else if (typeof value === 'object')
      for (const [field, number] of Object.entries(value as Readonly<Record<string, number>>))
        constants.set(`${PREFIXES[name] ?? name}_${field}`, number);
  }
  return constants;
}

function readInclude(): Map<string, number> {
  const definitions = read('kernel/board.inc').matchAll(/^(\w+)\s*=\s*(-?\w+)/gm);
  return new Map([...definitions].map(([, name, value]) => [name, Number(value)]));
}

it.each([...boardFiles(DEVICES, read)])('%s is what npm run board makes', (path, text) => {
  expect(read(path)).toBe(text);
});

describe('board.inc', () => {
  it('has the constants of emulator/board.ts and of the devices, with the same values', () => {
    expect(Object.fromEntries(readInclude())).toEqual(Object.fromEntries(flatten()));
  });
});

describe('board.h', () => {
  const text = read(HEADER);
  const registers = [
    ...text.matchAll(/^#define (\w+)(\(slot\))? (?:HALFWORD_)?REGISTER\((\w+)(?: \+ (\w+) \* \(slot\))?\)$/gm),
  ];

  it('has every register of every device where the device has it', () => {
    const found = registers.flatMap(([, name, slot, address, size]) => {
      if (!slot) return [[name, shortNameAt(Number(address))]];
      return [0, 7].map((number) => [`${name}(${number})`, shortNameAt(Number(address) + number * Number(size))]);
    });
    const expected = DEVICES.flatMap(({ name, registers: own, slots }) => [
      ...Object.keys(own).map((register) => [`${name.toUpperCase()}_${register}`, `${name}.${register}`]),
      ...Object.keys(slots?.registers ?? {}).flatMap((register) =>
        [0, 7].map((slot) => [`SLOT_${register}(${slot})`, `${name}[${slot}].${register}`]),
      ),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('has every other constant with the value of board.inc, commands without the word', () => {
    const prefixes = [...DEVICES.map(({ name }) => name.toUpperCase()), 'SLOT'].join('|');
    const offset = new RegExp(`^(${prefixes})_(?!COMMAND_|SLOT_COUNT|INTERRUPT$|EMPTY$)`);
    const constants = [...readInclude()].filter(([name]) => !offset.test(name) && !/^(PAGE_SIZE|IO_BASE)$/.test(name));
    for (const [name, value] of constants) {
      const inC = name.replace('_COMMAND_', '_');
      const [, found] = new RegExp(`^#define ${inC} \\(?(-?\\w+?)u?\\)?$`, 'm').exec(text) ?? [];
      expect([inC, Number(found)]).toEqual([inC, value]);
    }
    expect(constants.length).toBeGreaterThan(15);
    const interrupts = DEVICES.reduce((all, { interrupt = 0 }) => all | interrupt, 0);
    expect(text).toContain(`#define DEVICE_INTERRUPTS 0x${interrupts.toString(16).padStart(8, '0')}u\n`);
  });
});
