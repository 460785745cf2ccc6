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
  for (let address = IO_BASE; address < IO_BASE + 8 * PAGE_SIZE; address += 4) {
    const register = registerAt(address);
    const readable = register?.bytes === 4 && register.readable;
    expect(io.load(address) !== undefined, address.toString(16)).toBe(readable);
    // The commands of one device wait for each other: each is given to a machine of its own.
    const writable = register?.name === 'COMMAND' || register?.device === 'actuator' ? newIoSpace() : io;
    // Sizes of the SCSI host take what they give.
    const value = register?.name.endsWith('_SIZE') ? io.load(address)! : 1;
    expect(writable.store(address, value), address.toString(16)).toBe(register?.writable ?? false);
  }
});

test('halfwords are readable where the table says, and nowhere else', () => {
  const io = newIoSpace();
  for (let address = IO_BASE; address < IO_BASE + 8 * PAGE_SIZE; address += 2) {
    expect(io.loadHalfword(address) !== undefined, address.toString(16)).toBe(registerAt(address)?.bytes === 2);
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
