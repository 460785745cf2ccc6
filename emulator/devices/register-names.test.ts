/** The table of registers against the devices themselves. */
import { expect, test } from 'vitest';
import { IO_BASE, MIN_RAM, PAGE_SIZE } from '../board.ts';
import { CONSOLE_PAGE } from './console.ts';
import { DISK_PAGE } from './disk.ts';
import { MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import { Devices } from './devices.ts';
import { deviceAt, registerAt, shortNameAt } from './register-names.ts';
import { FakeContext } from './testing/fake-context.ts';

function newIoSpace(): Devices {
  const state = new MachineState({ ram: MIN_RAM });
  const { environment } = new FakeContext();
  const memory = new PhysicalMemory(state);
  return new Devices({ state, memory, environment, sectors: 8, raise: () => {}, request: () => {} });
}

test('every word of the pages is readable and writable as the table says', () => {
  const io = newIoSpace();
  for (let address = IO_BASE; address < IO_BASE + 6 * PAGE_SIZE; address += 4) {
    const register = registerAt(address);
    expect(io.load(address) !== undefined, address.toString(16)).toBe(register?.readable ?? false);
    // The commands of one device wait for each other: each is given to a machine of its own.
    const writable = register?.name === 'COMMAND' || register?.device === 'actuator' ? newIoSpace() : io;
    expect(writable.store(address, 1), address.toString(16)).toBe(register?.writable ?? false);
  }
});

test('names are those of board.md, with the slot where there are several', () => {
  expect(shortNameAt(CONSOLE_PAGE + 0x14)).toBe('console.COMMAND');
  expect(shortNameAt(CONSOLE_PAGE + 0x17)).toBe('console.COMMAND');
  expect(shortNameAt(DISK_PAGE + 0x150)).toBe('disk[2].RESULT');
  expect(shortNameAt(CONSOLE_PAGE + 0x24)).toBeUndefined();
  expect([deviceAt(DISK_PAGE + 0xfff), deviceAt(IO_BASE + 5 * PAGE_SIZE), deviceAt(0)]).toEqual([
    'disk',
    undefined,
    undefined,
  ]);
});
