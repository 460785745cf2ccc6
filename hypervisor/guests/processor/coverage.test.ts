/** What the comparison with QEMU at level 3 leaves out (emulator/cpu/testing/tally.ts), the guests of this suite try. */
import { expect, it } from 'vitest';
import { ELSEWHERE } from '../../../emulator/cpu/testing/tally.ts';
import { readExecutable } from '../../../emulator/elf/reader.ts';
import { decode } from '../../../emulator/isa/decode.ts';
import { buildGuest, GUESTS } from './guests.ts';

/** The names of all rows of which a guest has an instruction. */
function rowsOf(name: string): Set<string> {
  const guest = GUESTS.find((candidate) => `${candidate.name}.s` === name);
  if (guest === undefined) throw new Error(`no guest ${name}`);
  const found = new Set<string>();
  for (const { data } of readExecutable(buildGuest(guest).image).segments) {
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i + 4 <= data.length; i += 4) found.add(decode(view.getUint32(i))?.name ?? '');
  }
  return found;
}

it.each(ELSEWHERE.filter(([, where]) => where.endsWith('.s')))('%s: the guest %s has them', (_, guest, rows) => {
  const found = rowsOf(guest);
  expect(rows.filter((row) => !found.has(row))).toEqual([]);
});
