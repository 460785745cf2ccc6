/** The guests that are simulated unless a user names another. */
import { MIN_RAM } from '../../emulator/board.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import type { SimulatedGuest } from './guest.ts';

export const BUILT_IN_GUESTS = ['kernel', 'drill', 'pressure'] as const;
export type BuiltInGuest = (typeof BUILT_IN_GUESTS)[number];

/** So few that their TLB is often full. */
const TLB_ENTRIES = 32;
/** Sectors of the drill's disk. */
const DRILL_SECTORS = 16;

/** `read` gives one of the files that scripts/simulator-guests.mjs makes. */
export function builtInGuest(name: BuiltInGuest, read: (file: string) => Uint8Array): SimulatedGuest {
  const image = read(name);
  const common = { name, image, ram: MIN_RAM, tlbEntries: TLB_ENTRIES, reproducible: true };
  switch (name) {
    case 'kernel':
      // The shell: computes and writes a file, line by line, then runs another program.
      return {
        ...common,
        append: 'run sh',
        disk: read('disk.tar'),
        input: 'work 3 0\nhello\nexit\n',
      };
    case 'drill':
      return { ...common, append: '', disk: new Uint8Array(DRILL_SECTORS * SECTOR_SIZE), input: 'ab\nc\nd\nef\ng\n' };
    case 'pressure':
      return { ...common, append: '', disk: new Uint8Array(0), input: '' };
  }
}
