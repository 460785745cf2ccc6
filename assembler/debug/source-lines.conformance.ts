/** Source lines of programs that gcc and GNU as have made, against what readelf reads there. Needs gcc-hppa-linux-gnu. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { requireGnuTools, withFolder } from '../testing/gnu.ts';

const CORPUS = join(import.meta.dirname, '../testing/corpus');

beforeAll(requireGnuTools);

it.each([2, 3, 4, 5])('are those that readelf tells, DWARF %i', (version) => {
  withFolder((folder) => {
    const flags = [`-gdwarf-${version}`, '-O2', '-ffreestanding', '-nostdlib', '-static', '-Wl,-e,0'];
    const sources = ['control.c', 'memory.c'].map((name) => join(CORPUS, name));
    const program = join(folder, 'program');
    execFileSync('hppa-linux-gnu-gcc', [
      ...flags,
      '-Wl,--unresolved-symbols=ignore-all',
      '-o',
      program,
      ...sources,
      '-lgcc',
    ]);
    const places = new ImagePlaces(readFileSync(program));
    const dump = execFileSync('hppa-linux-gnu-readelf', ['--debug-dump=decodedline', program], { encoding: 'utf8' });
    // Of several rows for an address the last one counts: it has instructions.
    const rows = new Map<number, string>();
    for (const [, file, line, address] of dump.matchAll(/^(\S+\.c) +(\d+|-) +(0x\w+|0)/gm)) {
      if (line === '-') rows.delete(Number(address));
      else rows.set(Number(address), `${file}:${line}`);
    }
    expect(rows.size).toBeGreaterThan(100);
    for (const [address, row] of rows) expect(basename(places.lineAt(address) ?? ''), address.toString(16)).toBe(row);
  });
});
