/** Directives against GNU as: the same bytes in .data for the corpus of directives. Needs binutils-hppa-linux-gnu. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assemble, assembleObject } from '../assemble.ts';
import { requireGnuTools, withFolder } from '../testing/gnu.ts';
import { describeObject, differences } from '../testing/objects.ts';

beforeAll(requireGnuTools);

const testdata = join(import.meta.dirname, '..', 'testdata');

/** .data of an ELF file, as hexadecimal lines of 16 bytes. */
function dataOf(folder: string, file: string): string[] {
  const output = join(folder, 'data.bin');
  execFileSync('hppa-linux-gnu-objcopy', ['-O', 'binary', '-j', '.data', join(folder, file), output]);
  return (
    readFileSync(output)
      .toString('hex')
      .match(/.{1,32}/g) ?? []
  );
}

describe('directives', () => {
  it.each(['directives', 'alignment'])('%s gives the same .data as GNU as', (name) => {
    withFolder((folder) => {
      const text = readFileSync(join(testdata, `${name}.s`), 'utf8');
      writeFileSync(join(folder, 'in.s'), text);
      execFileSync('hppa-linux-gnu-as', ['-o', 'gnu.o', 'in.s'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      writeFileSync(join(folder, 'ours'), assemble([{ name: 'in.s', text }]).image ?? new Uint8Array());
      const gnu = dataOf(folder, 'gnu.o').join('\n');
      const ours = dataOf(folder, 'ours').join('\n');
      // GNU as fills sections up to their alignment.
      expect(ours).toBe(gnu.slice(0, ours.length));
      expect(gnu.slice(ours.length)).toMatch(/^[0\n]*$/);
    });
  });
});

describe('object files', () => {
  it.each(['further-directives', 'altmacro', 'aliases'])('of %s are those of GNU as', (name) => {
    withFolder((folder) => {
      const path = join(testdata, `${name}.s`);
      execFileSync('hppa-linux-gnu-as', ['-o', join(folder, 'gnu.o'), path]);
      const { image } = assembleObject({ name, text: readFileSync(path, 'utf8') });
      // What .reloc says stands among GNU as's relocations in another order.
      const gnu = describeObject(readFileSync(join(folder, 'gnu.o'))).sort();
      expect(differences(describeObject(image ?? new Uint8Array()).sort(), gnu, 20)).toEqual([]);
    });
  });
});
