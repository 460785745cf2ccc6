/**
 * Guests of the suite on qemu-system-hppa, as its firmware. QEMU has no board of ours: its UART is the guest's console, and
 * what it does not model, or wrongly, the guest's cases skip (`elsewhere` in guest.inc).
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExecutable } from '../../../emulator/elf/reader.ts';
import { buildElf } from '../../../emulator/elf/testing/build-elf.ts';
import type { BuiltGuest, GuestDriver } from './driver.ts';

/** Where qemu-firmware.s is linked; and where it finds the byte that belongs at physical address 0. */
export const FIRMWARE_BASE = 0xf0001000;
const IMAGE_BASE = 0xf0100000;
/** The firmware copies so far. */
const END_OF_COPY = 0x50000;
const TIME_LIMIT_MS = 60_000;

/** A driver that boots `firmware`, the assembled qemu-firmware.s, with the guest behind it. */
export function driveQemu(firmware: Uint8Array): GuestDriver {
  return { name: 'qemu-system-hppa', run: (guest) => runGuest(withGuest(firmware, guest)) };
}

/** Firmware and guest in one executable. */
function withGuest(firmware: Uint8Array, guest: BuiltGuest): Uint8Array {
  const { entry, segments } = readExecutable(firmware);
  const parts = segments.map(({ physicalAddress, data }) => ({ address: physicalAddress, data }));
  for (const { physicalAddress, data } of readExecutable(guest.image).segments) {
    if (physicalAddress + data.length > END_OF_COPY) throw new Error(`${guest.name} is too large for the firmware`);
    parts.push({ address: IMAGE_BASE + physicalAddress, data });
  }
  return buildElf({ entry, segments: parts });
}

async function runGuest(image: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hvft-qemu-system-'));
  try {
    const path = join(folder, 'firmware.elf');
    writeFileSync(path, image);
    return await qemu(['-bios', path, '-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-no-reboot']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What QEMU's serial line carries until the guest ends it. */
function qemu(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('qemu-system-hppa', args, { timeout: TIME_LIMIT_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new Error('qemu-system-hppa is missing: install qemu-system-misc'));
      else if (error.killed === true) reject(new Error(`the guest goes on for ever; it has printed '${stdout}'`));
      else reject(new Error(`qemu-system-hppa: ${error.message}`, { cause: error }));
    });
  });
}
