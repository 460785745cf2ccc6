/** Why an access to memory that nothing answers is a machine check, in words: board.md, "Memory". */
import { IO_BASE } from '../board.ts';
import { deviceAt, registerAt, type DeviceRegister } from '../devices/register-names.ts';
import type { MemoryAccess } from '../isa/memory-access.ts';
import { hex } from '../hex.ts';

const WIDTHS: Readonly<Record<number, string>> = { 1: 'byte', 2: 'halfword', 4: 'word', 8: 'doubleword' };

/**
 * Why the access to a physical address was refused, in a machine with so many bytes of RAM. `access` is undefined if an
 * instruction was to be fetched there.
 */
export function explainRefusal(address: number, access: MemoryAccess | undefined, ram: number): string {
  const device = deviceAt(address);
  if (device === undefined) {
    const fetch = access === undefined ? 'instruction fetch where there is ' : '';
    const end = address < IO_BASE ? ` (RAM ends at 0x${hex(ram - 1)})` : '';
    return `${fetch}no RAM and no device at 0x${hex(address)}${end}`;
  }
  if (access === undefined) return `instruction fetch from the ${device}'s page, which holds no instructions`;
  const register = registerAt(address);
  if (register === undefined) {
    const verb = access.kind === 'load' ? 'load from' : 'store to';
    return `${verb} offset 0x${(address % 0x1000).toString(16)} of the ${device}'s page, where it has no register`;
  }
  return explainRegister(register, access);
}

function explainRegister(register: DeviceRegister, access: MemoryAccess): string {
  const { device, name, slot, bytes: width, readable, writable } = register;
  const whose = `the ${device}'s ${name}${slot === undefined ? '' : ` of slot ${slot}`}`;
  const word = `which ${writable ? 'takes' : 'gives'} ${WIDTHS[width]}s`;
  const { kind, bytes } = access;
  if (kind === 'load-and-clear') return `LDCW of ${whose}, which is no memory`;
  if (kind === 'store-bytes') return `STBY to ${whose}, ${word}`;
  if (bytes !== width) return `${WIDTHS[bytes]} ${kind} ${kind === 'load' ? 'from' : 'to'} ${whose}, ${word}`;
  if (kind === 'load' && !readable) return `load from ${whose}, which can only be written`;
  if (kind === 'store' && !writable) return `store to ${whose}, which can only be read`;
  if (device === 'scsi') return `store to ${whose} of another value than it gives`;
  // What a register refuses otherwise is a second command while the first one lasts.
  return `${name} while ${slot === undefined ? `the ${device}` : `slot ${slot}`} is busy`;
}
