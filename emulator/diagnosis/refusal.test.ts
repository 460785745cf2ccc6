import { expect, test } from 'vitest';
import { ACTUATOR_PAGE } from '../devices/actuator.ts';
import { CLOCK_PAGE } from '../devices/clock.ts';
import { CONSOLE_PAGE } from '../devices/console.ts';
import { DISK_PAGE } from '../devices/disk.ts';
import { SCSI_PAGE } from '../devices/scsi.ts';
import { SYSTEM_PAGE } from '../devices/system.ts';
import { encode } from '../isa/encode.ts';
import type { Mnemonic } from '../isa/instructions.ts';
import { memoryAccess } from '../isa/memory-access.ts';
import { explainRefusal } from './refusal.ts';

const RAM = 0x100000;

/** An instruction of each width, with operands that don't matter here. */
const OPERANDS: Partial<Record<Mnemonic, number[]>> = {
  ...{ ldw: [0, 0, 3, 4], ldh: [0, 0, 3, 4], stw: [4, 0, 0, 3], sth: [4, 0, 0, 3], stb: [4, 0, 0, 3] },
  ...{ fldds: [0, 0, 3, 8], fstds: [8, 0, 0, 3], ldcws: [0, 0, 3, 4], stbys: [4, 0, 0, 3], ldwas: [0, 3, 4] },
};

test.each<[number, Mnemonic | 'fetch', string]>([
  [CONSOLE_PAGE + 0x14, 'stb', "byte store to the console's COMMAND, which takes words"],
  [CONSOLE_PAGE + 0x16, 'sth', "halfword store to the console's COMMAND, which takes words"],
  [CONSOLE_PAGE + 0x18, 'ldh', "halfword load from the console's RESULT, which gives words"],
  [DISK_PAGE + 0x108, 'fstds', "doubleword store to the disk's ADDRESS of slot 0, which takes words"],
  [DISK_PAGE + 0x00, 'fldds', "doubleword load from the disk's SECTORS, which gives words"],
  [DISK_PAGE + 0x04, 'ldcws', "LDCW of the disk's DONE, which is no memory"],
  [CONSOLE_PAGE, 'stbys', "STBY to the console's DATA, which takes words"],
  [CONSOLE_PAGE + 0x14, 'ldw', "load from the console's COMMAND, which can only be written"],
  [CLOCK_PAGE + 0x04, 'stw', "store to the clock's MICROSECONDS, which can only be read"],
  [DISK_PAGE + 0x14c, 'stw', 'COMMAND while slot 2 is busy'],
  [CONSOLE_PAGE + 0x14, 'stw', 'COMMAND while the console is busy'],
  [ACTUATOR_PAGE + 0x08, 'stw', 'MOVE while the actuator is busy'],
  [SCSI_PAGE + 0x11c, 'ldw', "word load from the scsi's MAX_CHANNEL, which gives halfwords"],
  [SCSI_PAGE + 0x11e, 'stb', "byte store to the scsi's MAX_TARGET, which gives halfwords"],
  [SCSI_PAGE + 0x120, 'ldh', "halfword load from the scsi's MAX_LUN, which gives words"],
  [SCSI_PAGE + 0x114, 'stw', "store to the scsi's SENSE_SIZE of another value than it gives"],
  [SYSTEM_PAGE + 0x0c, 'stw', "store to offset 0xc of the system's page, where it has no register"],
  [DISK_PAGE + 0x200, 'ldwas', "load from offset 0x200 of the disk's page, where it has no register"],
  [DISK_PAGE, 'fetch', "instruction fetch from the disk's page, which holds no instructions"],
  [0x80000000, 'ldw', 'no RAM and no device at 0x80000000 (RAM ends at 0x000fffff)'],
  [0x80000000, 'fetch', 'instruction fetch where there is no RAM and no device at 0x80000000 (RAM ends at 0x000fffff)'],
  [0xf0005000, 'stw', 'no RAM and no device at 0xf0005000'],
])('%i, %s: %s', (address, name, expected) => {
  const access = name === 'fetch' ? undefined : memoryAccess(encode(name, OPERANDS[name]!));
  expect(explainRefusal(address, access, RAM)).toBe(expected);
});
