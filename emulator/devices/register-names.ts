/**
 * The registers of the devices by address, as their definitions and board.md list them: for people who ask what a guest has
 * reached, or why it was refused. The devices themselves decide; a test holds the definitions against them.
 */
import { PAGE_SIZE } from '../board.ts';
import type { Registers } from './definition.ts';
import { DEVICES } from './known-devices.ts';

export interface DeviceRegister {
  readonly device: string;
  /** As board.md calls it: RESULT. */
  readonly name: string;
  /** Of the disk's registers that each slot has. */
  readonly slot: number | undefined;
  /** 4, or 2: a halfword. */
  readonly bytes: 2 | 4;
  readonly readable: boolean;
  readonly writable: boolean;
}

const PAGES = new Map<number, string>();
const REGISTERS = new Map<number, DeviceRegister>();

for (const { name, page, registers, slots } of DEVICES) {
  PAGES.set(page, name);
  add(name, page, registers);
  for (let slot = 0; slots && slot < slots.count; slot += 1) {
    add(name, page + slots.at + slot * slots.size, slots.registers, slot);
  }
}

function add(device: string, base: number, registers: Registers, slot?: number): void {
  for (const [name, { at, access, bytes = 4 }] of Object.entries(registers)) {
    const [readable, writable] = [access.includes('r'), access.includes('w')];
    REGISTERS.set(base + at, { device, name, slot, bytes, readable, writable });
  }
}

/** The device in whose page a physical address lies, or undefined. */
export function deviceAt(address: number): string | undefined {
  return PAGES.get(address - (address % PAGE_SIZE));
}

/** The register whose word, or halfword, holds a physical address, or undefined. */
export function registerAt(address: number): DeviceRegister | undefined {
  const halfword = REGISTERS.get(address - (address % 2));
  return halfword?.bytes === 2 ? halfword : REGISTERS.get(address - (address % 4));
}

/** `console.COMMAND`, `disk[2].RESULT`, or undefined: for a column of a listing. */
export function shortNameAt(address: number): string | undefined {
  const register = registerAt(address);
  if (register === undefined) return undefined;
  const { device, slot, name } = register;
  return `${device}${slot === undefined ? '' : `[${slot}]`}.${name}`;
}
