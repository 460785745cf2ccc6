/**
 * The registers of the devices by address, as board.md lists them: for people who ask what a guest has reached, or why it
 * was refused. The devices themselves decide; a test holds this table against them.
 */
import {
  ACTUATOR,
  ACTUATOR_PAGE,
  CLOCK,
  CLOCK_PAGE,
  CONSOLE,
  CONSOLE_PAGE,
  DISK,
  DISK_PAGE,
  DISK_SLOT,
  PAGE_SIZE,
  SYSTEM,
  SYSTEM_PAGE,
} from '../board.ts';

export interface DeviceRegister {
  readonly device: string;
  /** As board.md calls it: RESULT. */
  readonly name: string;
  /** Of the disk's registers that each slot has. */
  readonly slot: number | undefined;
  readonly readable: boolean;
  readonly writable: boolean;
}

type Access = 'r' | 'w' | 'rw';

const PAGES: Readonly<Record<number, string>> = {
  [SYSTEM_PAGE]: 'system',
  [CLOCK_PAGE]: 'clock',
  [CONSOLE_PAGE]: 'console',
  [DISK_PAGE]: 'disk',
  [ACTUATOR_PAGE]: 'actuator',
};

const REGISTERS = new Map<number, DeviceRegister>();

add(SYSTEM_PAGE, SYSTEM, { EXIT: 'w', RAM: 'r' });
add(CLOCK_PAGE, CLOCK, { SECONDS: 'r', MICROSECONDS: 'r' });
add(CONSOLE_PAGE, CONSOLE, {
  DATA: 'w',
  POSITION: 'r',
  ADDRESS: 'rw',
  LENGTH: 'rw',
  START: 'rw',
  COMMAND: 'w',
  RESULT: 'r',
  INPUT: 'r',
  INPUT_POSITION: 'r',
});
add(DISK_PAGE, DISK, { SECTORS: 'r', DONE: 'rw' });
for (let slot = 0; slot < DISK.SLOT_COUNT; slot += 1) {
  const accesses = { SECTOR: 'rw', COUNT: 'rw', ADDRESS: 'rw', COMMAND: 'w', RESULT: 'r' } as const;
  add(DISK_PAGE + DISK.SLOTS + slot * DISK.SLOT_SIZE, DISK_SLOT, accesses, slot);
}
add(ACTUATOR_PAGE, ACTUATOR, { POSITION: 'r', SET: 'w', MOVE: 'w', RESULT: 'r' });

function add<Name extends string>(
  base: number,
  offsets: Readonly<Record<Name, number>>,
  accesses: Readonly<Partial<Record<Name, Access>>>,
  slot?: number,
): void {
  const device = PAGES[base - (base % PAGE_SIZE)];
  for (const [name, access] of Object.entries(accesses) as [Name, Access][]) {
    const [readable, writable] = [access.includes('r'), access.includes('w')];
    REGISTERS.set(base + offsets[name], { device, name, slot, readable, writable });
  }
}

/** The device in whose page a physical address lies, or undefined. */
export function deviceAt(address: number): string | undefined {
  return PAGES[address - (address % PAGE_SIZE)];
}

/** The register whose word holds a physical address, or undefined. */
export function registerAt(address: number): DeviceRegister | undefined {
  return REGISTERS.get(address - (address % 4));
}

/** `console.COMMAND`, `disk[2].RESULT`, or undefined: for a column of a listing. */
export function shortNameAt(address: number): string | undefined {
  const register = registerAt(address);
  if (register === undefined) return undefined;
  const { device, slot, name } = register;
  return `${device}${slot === undefined ? '' : `[${slot}]`}.${name}`;
}
