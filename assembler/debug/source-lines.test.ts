/** The line tables and symbols that we write, as the emulator reads them for people; and any damage to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLabel, ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { SourceLines } from '../../emulator/elf/source-lines.ts';
import { readImage } from '../../emulator/elf/image.ts';
import { assemble, assembleObject } from '../assemble.ts';

const MAIN = `
	.globl	_start
_start:	nop
	b	far
	nop
	.file	"other.c"
local:	ldi	1,%r1
	.data
table:	.word	1,2
limit = 7
`;
const FAR = '\t.text\n\t.globl far\n\n\nfar:\tbv %r0(%r2)\nL$0001:\tldi 5,%r28\n';

function imageOf(debugVersion?: number): Uint8Array {
  const sources = [
    { name: 'main.s', text: MAIN },
    { name: 'lib/far.s', text: FAR },
  ];
  const { image } = assemble(sources, debugVersion === undefined ? {} : { debugVersion, directory: '/guests' });
  return image!;
}

describe('places of an image', () => {
  it.each([2, 3, 4, 5])('have their source lines, DWARF %i', (version) => {
    const places = new ImagePlaces(imageOf(version));
    expect([0x10000, 0x10004, 0x10008, 0x1000c, 0x10010, 0x10014].map((at) => places.lineAt(at))).toEqual([
      'main.s:3',
      'main.s:4',
      'main.s:5',
      'main.s:7',
      'lib/far.s:5',
      'lib/far.s:6',
    ]);
    expect([0xfffc, 0x10018, 0x11000].map((at) => places.lineAt(at))).toEqual([undefined, undefined, undefined]);
  });

  it.each([2, 3, 4, 5])('are told apart if two files of one name come from two folders, DWARF %i', (debugVersion) => {
    const objects = ['drv', 'fs'].map((folder) => {
      const text = `\t.globl ${folder}\n${folder}:\tnop\n`;
      const { image } = assembleObject({ name: 'part.s', text }, { debugVersion, directory: `/guests/${folder}` });
      return { name: `${folder}.o`, bytes: image! };
    });
    const places = new ImagePlaces(assemble(objects).image!);
    expect([0x10000, 0x10004].map((at) => places.lineAt(at))).toEqual(['drv/part.s:2', 'fs/part.s:2']);
  });

  it.each([4, 5])(
    'have no lines of code that the linker has left out, where others have theirs, DWARF %i',
    (version) => {
      const text = (name: string): string => `\t.section .text.${name},"ax"\n\t.globl ${name}\n${name}:\tnop\n\tnop\n`;
      const files = ['unused', '_start', 'useless'].map((name) => ({ name: `${name}.s`, text: text(name) }));
      const { image } = assemble(files, { textBase: 0, onlyUsed: true, debugVersion: version, directory: '/guests' });
      const places = new ImagePlaces(image!);
      expect([0, 4, 8].map((at) => places.lineAt(at))).toEqual(['_start.s:3', '_start.s:4', undefined]);
    },
  );

  it('have the nearest label, of those that people write', () => {
    const places = new ImagePlaces(imageOf());
    const labels = [0x10000, 0x10008, 0x1000c, 0x10014, 0x11006].map((at) => formatLabel(places.labelAt(at)!));
    expect(labels).toEqual(['<_start>', '<_start+0x8>', '<local>', '<far+0x4>', '<table+0x6>']);
    expect([7, 0xfffc, 0x10018, 0x11008].map((at) => places.labelAt(at))).toEqual(Array(4).fill(undefined));
    expect(places.lineAt(0x10000)).toBeUndefined();
  });

  it('have ranges by name: up to the next label, or to the end of the section', () => {
    const places = new ImagePlaces(imageOf());
    expect(['_start', 'far', 'limit', 'nobody'].map((name) => places.rangeOf(name))).toEqual([
      [0x10000, 0x1000c],
      [0x10010, 0x10018],
      undefined,
      undefined,
    ]);
  });

  it('have none in a file that is none', () => {
    const places = new ImagePlaces(Uint8Array.of(1, 2, 3));
    expect([places.labelAt(0), places.lineAt(0), places.rangeOf('main')]).toEqual(Array(3).fill(undefined));
  });
});

describe('a line table', () => {
  const tables = [2, 5].map((version) => {
    const { notes } = readImage(imageOf(version));
    const section = (name: string): Uint8Array => notes.get(name) ?? new Uint8Array(0);
    return {
      lines: section('.debug_line'),
      lineStrings: section('.debug_line_str'),
      strings: section('.debug_str'),
      info: section('.debug_info'),
      abbreviations: section('.debug_abbrev'),
    };
  });

  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (lines) => {
        const sections = { lines, lineStrings: lines, strings: lines, info: lines, abbreviations: lines };
        const found = new SourceLines(sections).at(0x10000);
        expect(found === undefined || found.line > 0).toBe(true);
      }),
    );
  });

  it('may be damaged anywhere, or cut off', () => {
    const change = fc.record({ at: fc.nat(), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) });
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...tables), changes, fc.nat(), (table, damage, cut) => {
        const lines = table.lines.slice(0, table.lines.length - (cut % 4 === 0 ? cut % table.lines.length : 0));
        for (const { at, value } of damage) lines[at % lines.length] = value;
        const found = new SourceLines({ ...table, lines });
        for (let address = 0xfff0; address < 0x10020; address += 4) {
          expect(found.at(address)?.file).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is read whatever has happened to what says where its units were compiled', () => {
    const change = fc.record({ at: fc.nat(), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) });
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('info', 'abbreviations'),
        (table, damage, name) => {
          const bytes = table[name].slice();
          for (const { at, value } of damage) bytes[at % bytes.length] = value;
          expect(new SourceLines({ ...table, [name]: bytes }).at(0x10000)?.line).toBe(3);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read up to the unit that is damaged, and behind it', () => {
    const [{ lines, ...strings }] = tables;
    const damaged = lines.slice();
    // The version of the first unit.
    damaged[5] = 77;
    const found = new SourceLines({ lines: damaged, ...strings });
    expect([found.at(0x10000), found.at(0x10010)?.file]).toEqual([undefined, 'lib/far.s']);
  });

  it('that has several pieces of code at 0, as GNU ld makes of what it leaves out, says nothing of them', () => {
    const unit = (text: string): Uint8Array => {
      const { image } = assemble([{ name: 'a.s', text }], { textBase: 0, debugVersion: 2 });
      return readImage(image!).notes.get('.debug_line')!;
    };
    const nothing = new Uint8Array(0);
    const at = (...units: readonly Uint8Array[]): (number | undefined)[] => {
      const lines = new SourceLines({ lines: Buffer.concat(units), lineStrings: nothing, strings: nothing });
      return [0, 4, 8].map((address) => lines.at(address)?.line);
    };
    const [live, dead] = [unit('_start:\tnop\n\tnop\n\tnop\n'), unit('\n\n\nunused:\tnop\n\tnop\n')];
    expect(at(live)).toEqual([1, 2, 3]);
    expect(at(live, dead)).toEqual([undefined, undefined, undefined]);
  });

  it('that repeats a long name for ever ends', () => {
    // A version 5 unit of a thousand files with one name of 4,000 bytes, many times over.
    const name = new Uint8Array(4001).fill(97);
    name[4000] = 0;
    const files = Array.from({ length: 10_000 }, () => [0, 0, 0, 0]).flat();
    const header = [4, 1, 1, 0xfb, 14, 1, 0, 0, 1, 1, 0x1f, 0x90, 0x4e, ...files];
    const body = [0, 5, 4, 0, 0, 0, 0, header.length, ...header];
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length);
    const unit = Uint8Array.from([...size, ...body]);
    const lines = Buffer.concat(Array.from({ length: 50 }, () => unit));
    expect(new SourceLines({ lines, lineStrings: name, strings: name }).at(0)).toBeUndefined();
  });
});
