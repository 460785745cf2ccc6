/**
 * What the disassembler prints of the assist processors' rows, GNU as assembles to the same words. It knows FTEST's
 * completers, PMDIS and PMENB at level 2.0 only, and no cache control hints of other coprocessors than floating point,
 * though HP's manual has them in 1.1.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disassemble } from './disassemble.ts';
import { FLOATING_POINT_ROWS } from './floating-point.ts';

const WORDS_PER_ROW = 400;
const LEVEL_2_ONLY = /^(ftest,|pmdis|pmenb)/;
/** Cache control hints of coprocessor loads and stores, but for floating point. */
const UNKNOWN_TO_GNU = /^c(ld|st)[wd][xs],\d,.*(sl|bc) /;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvft-isa-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(name: string, args: readonly string[]): void {
  try {
    execFileSync(name, args, { stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${name} is missing: install binutils-hppa-linux-gnu`, { cause: error });
  }
}

/** The words that GNU as makes of the lines. */
function assembled(lines: readonly string[]): number[] {
  const path = (extension: string): string => join(folder, `lines${extension}`);
  const level = (line: string): string => (LEVEL_2_ONLY.test(line) ? '2.0' : '1.1');
  writeFileSync(path('.s'), lines.map((line) => `\t.level ${level(line)}\n\t${line}\n`).join(''));
  tool('hppa-linux-gnu-as', ['-o', path('.o'), path('.s')]);
  tool('hppa-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', path('.o'), path('.bin')]);
  const bytes = readFileSync(path('.bin'));
  return lines.map((_, i) => bytes.readUInt32BE(4 * i));
}

it.each(FLOATING_POINT_ROWS.map((row) => [row.name, row.pattern] as const))(
  '%s is assembled to the words it was printed from',
  (_, { mask, match }) => {
    const random = (): number => Math.floor(Math.random() * 2 ** 32);
    // Few bits at a time as well, so that fields are often 0: many combinations are reserved.
    const words = Array.from({ length: WORDS_PER_ROW }, (_, i) => {
      const bits = i % 2 === 0 ? random() : random() & random() & random();
      return ((bits & ~mask) | match) >>> 0;
    });
    const printed = words.filter(
      (word) => !/^\.word/.test(disassemble(word)) && !UNKNOWN_TO_GNU.test(disassemble(word)),
    );
    expect(printed.length).toBeGreaterThan(0);
    const lines = printed.map((word) => disassemble(word));
    const again = assembled(lines);
    const wrong = printed.flatMap((word, i) =>
      word === again[i] ? [] : [`${lines[i]} is ${word.toString(16)}, not ${again[i].toString(16)}`],
    );
    expect(wrong).toEqual([]);
  },
);
