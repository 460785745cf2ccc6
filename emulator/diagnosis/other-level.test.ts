/** A program for PA-RISC 2.0 meets an instruction that only that has: what is told names the reason, and what helps. */
import { expect, it } from 'vitest';
import { HEADER } from '../elf/format.ts';
import { buildElf, words as code } from '../elf/testing/build-elf.ts';
import { runGuest } from '../run-guest.ts';

/** B,L with a displacement of 22 bits, by which gcc calls at level 2.0. */
const ENTRY = 0x10000;
const IMAGE = buildElf({ entry: ENTRY, segments: [{ address: ENTRY, data: code(0xebffb42d, 0x08000240) }] });

it.each([
  [0x214, /no instruction of PA-RISC 1\.1, and the image is for 2\.0: .*-march=1\.1/],
  [0x210, /the word ebffb42d is no instruction$/],
])('e_flags 0x%x', async (flags, words) => {
  const file = IMAGE.slice();
  new DataView(file.buffer).setUint32(HEADER.FLAGS, flags);
  const { status, report } = await runGuest({ image: file });
  expect(status).toBe(70);
  expect(report[0]).toMatch(words);
});
