/** Which members of archives a program gets. */
import { describe, expect, it } from 'vitest';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { buildArchive } from '../../emulator/elf/testing/build-archive.ts';
import { assemble, type BinaryInput } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { errors, object, source, words } from '../testing/link.ts';

describe('archives', () => {
  const member = (name: string, text: string, symbols: string[]) => {
    return { name: `${name}.o`, data: object(name, text).bytes, symbols };
  };
  const archive: BinaryInput = {
    name: 'lib.a',
    bytes: buildArchive([
      member('needed', '\t.globl needed\n\t.data\nneeded:\t.word deeper\n', ['needed']),
      member('deeper', '\t.globl deeper\n\t.data\ndeeper:\t.word 5\n', ['deeper']),
      member('unused', '\t.globl unused\n\t.data\nunused:\t.word missing\n', ['unused']),
    ]),
  };

  it('give the members that are needed, wherever the archive stands', () => {
    const main = source('a.s', '\t.data\n\t.word needed\n');
    for (const files of [
      [main, archive],
      [archive, main],
    ]) {
      const { symbols, diagnostics } = assemble(files);
      expect(renderDiagnostics(diagnostics)).toBe('');
      expect(symbols.map(({ name }) => name)).toEqual(['needed', 'deeper']);
    }
  });

  it('say which member misses something', () => {
    expect(errors([source('a.s', '\t.data\n\t.word unused\n'), archive])).toBe(
      "lib.a(unused.o)(.data+0x0): error: undefined symbol 'missing'\nlib.a(unused.o): note: in 'unused'\n",
    );
  });

  it('give a definition of what is common memory elsewhere, but no common memory for it', () => {
    const library: BinaryInput = {
      name: 'lib.a',
      bytes: buildArchive([
        member('common', '\t.comm shared,8\n\t.globl other\nother = 1\n', ['shared', 'other']),
        member('value', '\t.globl table\n\t.data\ntable:\t.word 5\n', ['table']),
      ]),
    };
    const at = words([source('a.s', '\t.comm table,4\n\t.comm shared,4\n\t.data\n\t.word table\n'), library]);
    expect(at(parseInt(at(0x10000), 16))).toBe('00000005');
    const { symbols } = assemble([source('a.s', '\t.comm shared,4\n'), library]);
    expect(symbols.map(({ name }) => name)).toEqual(['shared']);
  });

  // GNU ld, too: the index has a symbol as often as members have it, and functions don't count.
  it('give a definition of what is common memory in a member in front of it', () => {
    const library = (kind: string): BinaryInput => ({
      name: 'lib.a',
      bytes: buildArchive([
        member('common', '\t.comm table,4\n\t.globl other\nother = 1\n', ['table', 'other']),
        member('value', `\t.globl table\n\t.type table,@${kind}\n\t.data\ntable:\t.word 5\n`, ['table']),
      ]),
    });
    for (const uses of ['table', 'table, other']) {
      const at = words([source('a.s', `\t.data\n\t.word ${uses}\n`), library('object')]);
      expect(at(parseInt(at(0x10000), 16)), uses).toBe('00000005');
    }
    expect(assemble([source('a.s', '\t.data\n\t.word other\n'), library('function')]).symbols).toHaveLength(2);
  });

  it('give members for names that are only said to be wanted', () => {
    for (const wanted of ['\t.globl needed\n', '\t.export needed,data\n']) {
      for (const main of [source('a.s', wanted), object('a', wanted)]) {
        expect(assemble([main, archive]).symbols.map(({ name }) => name)).toEqual(['needed', 'deeper']);
      }
    }
    expect(assemble([source('a.s', '\t.import needed,data\n'), archive]).symbols).toEqual([]);
  });

  // GNU ld, too, takes the member with _start; but it knows nothing of a _start without .globl.
  it('give the place where the program begins', () => {
    const library: BinaryInput = {
      name: 'lib.a',
      bytes: buildArchive([
        member('start', '\t.globl _start\n\tnop\n_start:\tb main\n\tnop\n', ['_start']),
        member('again', '\t.globl again\nagain:\tb,n _start\n\tnop\n', ['again']),
      ]),
    };
    const main = '\t.globl main\nmain:\tb,n .\n\tnop\n';
    const entryOf = (text: string, entry?: string): number | undefined => {
      const { image, diagnostics } = assemble([source('a.s', text), library], entry === undefined ? {} : { entry });
      expect(renderDiagnostics(diagnostics)).toBe('');
      return image && readExecutable(image).entry;
    };
    expect(entryOf(main)).toBe(0x1000c);
    expect(entryOf(main, 'again')).toBe(0x10008);
    expect(entryOf(`${main}\tnop\n\tnop\n_start:\tnop\n`)).toBe(0x10010);
    expect(entryOf(`${main}\tnop\n\tnop\nagain:\tnop\n`, 'again')).toBe(0x10010);
  });

  it('of intermediate code are named when a symbol is missing that may be in them', () => {
    const slim = member('slim', '\t.comm __gnu_lto_slim,1,1\n', ['__gnu_lto_slim']);
    const plain = member('plain', '\t.globl g\ng:\tnop\n', ['g']);
    const main = object('main', '\t.globl _start\n_start:\tbl f,%r2\n\tnop\n\tbl g,%r2\n\tnop\n');
    const library = (name: string, ...members: (typeof plain)[]): BinaryInput => {
      return { name, bytes: buildArchive(members) };
    };
    const hint =
      /undefined symbol 'f'; lto\.a holds GCC's intermediate code, in which it may be: compile that without -flto/;
    expect(errors([main, library('plain.a', plain), library('lto.a', slim)])).toMatch(hint);
    expect(errors([main, library('lto.a', plain, slim)])).toMatch(hint);
    expect(errors([main, library('plain.a', plain)])).toMatch(/undefined symbol 'f'\n/);
  });

  it('that are damaged are named', () => {
    const bytes = archive.bytes.slice(0, archive.bytes.length - 5);
    expect(errors([{ name: 'bad.a', bytes }])).toMatch(/^hvasm: error: can't link bad\.a: it is cut off/);
  });
});
