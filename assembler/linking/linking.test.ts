/** Linking sources, objects and archives into one image: what is found where, and what is complained about. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  HEADER,
  PROGRAM_HEADER,
  PT_TLS,
  SECTION_FLAGS,
  SECTION_HEADER,
  SYMBOL_TYPE,
} from '../../emulator/elf/format.ts';
import { readImage } from '../../emulator/elf/image.ts';
import { readObject } from '../../emulator/elf/object-reader.ts';
import { writeObject } from '../../emulator/elf/object-writer.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { buildArchive } from '../../emulator/elf/testing/build-archive.ts';
import { assemble, assembleObject, type BinaryInput, type Source } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';

const source = (name: string, text: string): Source => ({ name, text });

function object(name: string, text: string): BinaryInput {
  const { image, diagnostics } = assembleObject(source(`${name}.s`, text));
  expect(renderDiagnostics(diagnostics)).toBe('');
  return { name: `${name}.o`, bytes: image ?? new Uint8Array() };
}

/** The image's words by address; an image with errors is none. */
function words(files: readonly (Source | BinaryInput)[]): (address: number) => string {
  const { image, diagnostics } = assemble(files);
  expect(renderDiagnostics(diagnostics)).toBe('');
  const { segments } = readExecutable(image ?? new Uint8Array());
  return (address) => {
    const segment = segments.find(
      ({ virtualAddress, memorySize }) => address >= virtualAddress && address < virtualAddress + memorySize,
    );
    const at = address - (segment?.virtualAddress ?? 0);
    return Buffer.from(segment?.data.subarray(at, at + 4) ?? []).toString('hex');
  };
}

function errors(files: readonly (Source | BinaryInput)[]): string {
  const { image, diagnostics } = assemble(files);
  expect(image).toBeUndefined();
  return renderDiagnostics(diagnostics);
}

/** A program that uses each kind of address. */
const MAIN = `
	.level	1.1
	.globl	_start
_start:	bl	callee,%r2
	ldil	LR%value+4,%r1
	ldw	RR%value+4(%r1),%r3
	addil	LR%value-$global$,%dp
	ldo	RR%value-$global$(%r1),%r4
	comb,=	%r1,%r2,callee
	nop
	be	R%callee(%sr4,%r1)
	nop
	addil	LT%value,%r19
	ldw	RT%value(%r1),%r5
	.data
own:	.word	1, value, P%callee, own+4
`;
const OTHER = `
	.level	1.1
	.globl	callee, value
	nop
callee:	bv	%r0(%r2)
	nop
	.data
	.word	7
value:	.word	8, 9
`;

describe('objects', () => {
  it('give the image that their sources give', () => {
    const fromSources = assemble([source('a.s', MAIN), source('b.s', OTHER)]);
    const fromObjects = assemble([object('a', MAIN), object('b', OTHER)]);
    const segments = (image: Uint8Array | undefined): unknown => readExecutable(image ?? new Uint8Array()).segments;
    expect(segments(fromObjects.image)).toEqual(segments(fromSources.image));
    expect(fromSources.diagnostics).toEqual([]);
  });

  it('get addresses into their instructions and data', () => {
    const at = words([object('a', MAIN), source('b.s', OTHER)]);
    // .data lies at 0x11000, value at 0x11014; callee at 0x10030.
    expect(at(0x11004)).toBe('00011014');
    expect(at(0x11008)).toBe('00010030');
    expect(at(0x1100c)).toBe('00011004');
    // The linkage table follows; its word has value's address, and %dp finds it.
    expect(at(0x1101c)).toBe('00011014');
    expect(at(0x10024).slice(0, 4)).toBe('2b60');
  });

  it('share common memory of the largest size', () => {
    const files = ['4', '64'].map((size, i) => object(`c${i}`, `\t.comm shared,${size},8\n\t.data\n\t.word shared\n`));
    const { symbols } = assemble([source('a.s', '\tnop\n'), ...files]);
    expect(symbols.filter(({ name }) => name === 'shared')).toMatchObject([{ section: '.bss', global: true }]);
    const at = words([source('a.s', '\tnop\n'), ...files]);
    expect(at(0x11000)).toBe(at(0x11004));
  });

  it('see a weak definition only if there is no other, and weak uses of nothing as 0', () => {
    const weak = object('weak', '\t.weak f, none\n\t.data\nf:\t.word 1\n\t.word f, none\n');
    const strong = object('strong', '\t.globl f\n\t.data\nf:\t.word 2\n');
    expect(words([weak, strong])(0x10004)).toBe('0001000c');
    expect(words([weak])(0x10004)).toBe('00010000');
    expect(words([weak])(0x10008)).toBe('00000000');
  });
});

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
      "lib.a(unused.o)(.data+0x0): error: undefined symbol 'missing'\n",
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

  it('give members for names that are only said to be wanted', () => {
    for (const wanted of ['\t.globl needed\n', '\t.export needed,data\n']) {
      for (const main of [source('a.s', wanted), object('a', wanted)]) {
        expect(assemble([main, archive]).symbols.map(({ name }) => name)).toEqual(['needed', 'deeper']);
      }
    }
    expect(assemble([source('a.s', '\t.import needed,data\n'), archive]).symbols).toEqual([]);
  });

  it('that are damaged are named', () => {
    const bytes = archive.bytes.slice(0, archive.bytes.length - 5);
    expect(errors([{ name: 'bad.a', bytes }])).toMatch(/^hvasm: error: can't link bad\.a: it is cut off/);
  });
});

describe('sections and symbols of real objects', () => {
  const MAIN = source(
    'a.s',
    '\t.data\n\t.word _GLOBAL_OFFSET_TABLE_, .startof.(.data), .sizeof.(.data)\n\taddil LT%x,%r19\nx:\n',
  );

  it('have the names of the linker', () => {
    const at = words([MAIN]);
    expect([at(0x10000), at(0x10004), at(0x10008)]).toEqual(['00010010', '00010000', '00000010']);
  });

  it('may be unique: one of them serves all', () => {
    const unique = '\t.type u,@gnu_unique_object\n\t.globl u\n\t.data\nu:\t.word u\n';
    const at = words([object('a', unique), object('b', unique)]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00010000', '00010000']);
  });

  it.each(['SHF_COMPRESSED', '.zdebug'])('are unpacked if they are compressed, %s', (form) => {
    const { bytes } = object(
      'a',
      '\t.data\n\t.word 1\n\t.section .debug_x\n\t.word 5\n\t.word main\nmain:\t.zero 500\n',
    );
    const packed = pack(bytes, '.debug_x', form === '.zdebug');
    expect(packed.length).toBeLessThan(bytes.length);
    const [section] = readObject(packed).sections.filter(({ name }) => name === '.debug_x');
    expect(section).toMatchObject({ size: 508, alignment: 1, flags: 0 });
    const { image, diagnostics } = assemble([{ name: 'a.o', bytes: packed }]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { notes } = readImage(image ?? new Uint8Array());
    expect(Buffer.from(notes.get('.debug_x')?.subarray(0, 8) ?? []).toString('hex')).toBe('0000000500000008');
  });

  it('are refused if what is compressed is damaged, too large, or made by another method', () => {
    const { bytes } = object('a', '\t.section .debug_x\n\t.zero 500\n');
    const refusal = (edit: (data: DataView) => void): string => {
      const packed = Buffer.from(pack(bytes, '.debug_x', false));
      const at = packed.indexOf(Buffer.from([0, 0, 0, 1, 0, 0, 1, 244]));
      edit(new DataView(packed.buffer, packed.byteOffset + at));
      return errors([{ name: 'a.o', bytes: packed }]);
    };
    const cannot = "hvasm: error: can't link a.o: ";
    expect(refusal((data) => data.setUint32(0, 2))).toBe(
      `${cannot}section .debug_x is compressed with zstd; -gz=zlib makes what can be read here\n`,
    );
    expect(refusal((data) => data.setUint32(4, 0xffffffff))).toBe(
      `${cannot}compressed section .debug_x is said to hold 4294967295 bytes, which is too many\n`,
    );
    expect(refusal((data) => data.setUint32(4, 499))).toBe(
      `${cannot}compressed section .debug_x is damaged: it holds more than the 499 bytes that it is said to hold\n`,
    );
    expect(refusal((data) => data.setUint32(4, 501))).toBe(
      `${cannot}compressed section .debug_x is damaged: it holds 500 bytes, not 501\n`,
    );
    expect(refusal((data) => data.setUint8(14, 7))).toMatch(/compressed section \.debug_x is damaged: /);
  });
});

/** An object with a section compressed, as `objcopy --compress-debug-sections` does it. */
function pack(bytes: Uint8Array, name: string, isOld: boolean): Uint8Array {
  const object = readObject(bytes);
  const sections = new Map(
    object.sections.map((section) => {
      const { size, data } = section;
      if (section.name !== name || data === undefined) return [section, section];
      const header = Buffer.alloc(12);
      if (isOld) header.write('ZLIB');
      else header.writeUInt32BE(1);
      header.writeUInt32BE(size, isOld ? 8 : 4);
      if (!isOld) header.writeUInt32BE(1, 8);
      const packed = Buffer.concat([header, deflateSync(data)]);
      const flags = isOld ? section.flags : section.flags | SECTION_FLAGS.COMPRESSED;
      const named = isOld ? name.replace('.', '.z') : name;
      return [section, { ...section, name: named, flags, size: packed.length, data: packed }];
    }),
  );
  const placed = new Map(
    object.symbols.map((symbol) => {
      const { place } = symbol;
      return [symbol, { ...symbol, place: typeof place === 'string' ? place : (sections.get(place) ?? place) }];
    }),
  );
  const changed = [...sections.values()].map((section) => ({
    ...section,
    relocations: section.relocations.map((each) => ({ ...each, symbol: each.symbol && placed.get(each.symbol) })),
  }));
  const again = new Map([...sections.values()].map((section, index) => [section, changed[index]]));
  const symbols = [...placed.values()].map((symbol) => {
    const { place } = symbol;
    return Object.assign(symbol, { place: typeof place === 'string' ? place : (again.get(place) ?? place) });
  });
  return writeObject({ ...object, groups: [], sections: changed, symbols });
}

describe('memory of threads', () => {
  const THREADS = `
\t.globl\t_start
_start:\taddil\tLR%y-$tls_leoff$,%r26
\tldo\tRR%y-$tls_leoff$(%r1),%r1
\taddil\tLT%y-$tls_ieoff$,%r19
\tldw\tRT%y-$tls_ieoff$(%r1),%r1
\taddil\tLT%y-$tls_gdidx$,%r19
\tldo\tRT%y-$tls_gdidx$(%r1),%r26
\taddil\tLR%y-$tls_dtpoff$,%r28
\tldo\tRR%y-$tls_dtpoff$(%r1),%r1
\t.data
\t.word\t5
\t.bss
\t.space\t64
\t.section .tdata,"awT",@progbits
\t.word\t7
\t.section .tbss,"awT",@nobits
\t.space\t8
y:\t.space\t4
`;

  it.each([
    ['a source', source('a.s', THREADS)],
    ['an object', object('a', THREADS)],
  ])('is found from the thread pointer, by the table, and by its offset, in %s', (_, file) => {
    const { image, diagnostics } = assemble([file]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { notes, sections, symbols } = readImage(image ?? new Uint8Array());
    expect(notes.size).toBeGreaterThan(0);
    // Two words lie between the thread pointer and its memory: y is 12 bytes into that.
    const text = Buffer.from(sections.find(({ name }) => name === '.text')?.data ?? []);
    expect(text.readUInt32BE(4) & 0x3fff).toBe((8 + 12) << 1);
    expect(text.readUInt32BE(28) & 0x3fff).toBe(12 << 1);
    const table = Buffer.from(sections.find(({ name }) => name === '.got')?.data ?? []);
    expect([0, 4, 8].map((at) => table.readUInt32BE(at))).toEqual([8 + 12, 1, 12]);
    expect(symbols.find(({ name }) => name === 'y')).toMatchObject({ value: 12, type: SYMBOL_TYPE.TLS });
    const headers = Buffer.from(image ?? []);
    const kinds = Array.from({ length: headers.readUInt16BE(HEADER.PHNUM) }, (_, i) =>
      headers.readUInt32BE(52 + 32 * i),
    );
    expect(kinds).toContain(PT_TLS);
    const at = 52 + 32 * kinds.indexOf(PT_TLS);
    expect([headers.readUInt32BE(at + PROGRAM_HEADER.FILESZ), headers.readUInt32BE(at + PROGRAM_HEADER.MEMSZ)]).toEqual(
      [4, 16],
    );
  });
});

describe('complaints', () => {
  it('name the object and the place of an undefined symbol, with what was meant', () => {
    const main = object('a', '\tnop\n\tbl\tcalee,%r2\n\tnop\n');
    expect(errors([main, object('b', OTHER)])).toBe(
      "a.o(.text+0x4): error: undefined symbol 'calee'; did you mean 'callee'?\n",
    );
  });

  it('name an object of intermediate code, and one with more sections than can be read', () => {
    const { bytes } = object('a', '\t.comm __gnu_lto_slim,1,1\n');
    expect(errors([{ name: 'slim.o', bytes }])).toMatch(
      /^hvasm: error: can't link slim\.o: it holds GCC's intermediate code/,
    );
    const many = object('b', '\tnop\n').bytes.slice();
    const view = new DataView(many.buffer);
    view.setUint16(HEADER.SHNUM, 0);
    view.setUint32(view.getUint32(HEADER.SHOFF) + SECTION_HEADER.SECTION_SIZE, 70_000);
    expect(errors([{ name: 'many.o', bytes: many }])).toBe(
      "hvasm: error: can't link many.o: it has 70000 sections, and at most 65279 can be read here\n",
    );
  });

  it('show a few of many uses', () => {
    const text = errors([object('a', '\t.data\n' + '\t.word none\n'.repeat(50))]);
    expect(text.match(/undefined symbol 'none'/g)).toHaveLength(3);
  });

  it('show both places of a symbol with two definitions', () => {
    const definition = '\t.globl f\nf:\tnop\n';
    expect(errors([object('a', definition), source('b.s', definition)])).toBe(
      "b.s:2:1: error: 'f' is global and defined twice\n    f:\tnop\n    ^\na.o: note: 'f' is defined here already\n",
    );
  });

  it('say how far a branch would have to go that is too far even from a stub', () => {
    const far = object('far', '\tb\tfar\n\tnop\n\t.space 0x100000\nfar:\tnop\n');
    expect(errors([object('a', '\tnop\n'), far])).toBe(
      'far.o(.text+0x0): error: branch distance 1048576 is out of range: -262144 to 262140\n',
    );
  });

  it('refuse files that are not for this linker', () => {
    const { image } = assemble([source('a.s', '\tnop\n')]);
    expect(errors([{ name: 'a.out', bytes: image ?? new Uint8Array() }])).toBe(
      "hvasm: error: can't link a.out: it is an executable, not an object file to be linked\n",
    );
  });
});

describe('groups of sections', () => {
  const group = (number: number, more = ''): string => `
	.section .text.f,"axG",@progbits,f,comdat
	.weak	f
f:	bv	%r0(%r2)
	ldi	${number},%r28
.Lend:
	.data
	.word	f
${more}`;

  it('are taken from the first file that has them', () => {
    for (const files of [
      [object('a', group(1)), object('b', group(2))],
      [source('a.s', group(1)), source('b.s', group(2))],
      [object('a', group(1)), source('b.s', group(2))],
    ]) {
      const at = words(files);
      expect([at(0x10004), at(0x10008)]).toEqual(['341c0002', '']);
      expect([at(0x11000), at(0x11004)]).toEqual(['00010000', '00010000']);
    }
  });

  it('are kept together by name, not by their sections', () => {
    const at = words([object('a', group(1)), object('b', group(2).replace(',f,comdat', ',other,comdat'))]);
    expect([at(0x10004), at(0x1000c)]).toEqual(['341c0002', '341c0004']);
  });

  it("that are left out can't be used by what stays", () => {
    expect(errors([object('a', group(1)), object('b', group(2, '\t.word .Lend\n'))])).toBe(
      'b.o(.data+0x4): error: this needs what is in section .text.f, which is left out: an earlier file has its group\n',
    );
  });

  it('may be old ones with a name', () => {
    const once = (number: number): string => `\t.section .gnu.linkonce.d.x,"aw"\n\t.word ${number}\n`;
    const at = words([object('a', once(5)), object('b', once(6))]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00000005', '']);
  });
});

describe('what a C library needs', () => {
  it('is that a call of a weak function that nobody defines goes on behind it', () => {
    const far = `\t.weak none\n\t.space 0x90000\n\tbl none,%r2\n\tnop\n\tbl none+8,%r2\n\tnop\n\tldil L%none,%r1\n`;
    for (const file of [source('a.s', far), object('a', far)]) {
      const at = words([file]);
      // bl .+8 twice: the delay slot, then what stands behind it.
      expect([at(0xa0000), at(0xa0008), at(0xa0010)]).toEqual(['e8400000', 'e8400000', '20200000']);
    }
  });

  it('is to find its own header in memory', () => {
    const { image, diagnostics, symbols } = assemble([
      source('a.s', '\t.globl _start\n_start:\tldil L%__ehdr_start,%r1\n\t.data\n\t.word __ehdr_start\n'),
    ]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { segments, entry } = readExecutable(image ?? new Uint8Array());
    const [first, second] = segments;
    expect(first.virtualAddress).toBe(0x10000);
    expect(Buffer.from(first.data.subarray(0, 4)).toString('latin1')).toBe('\x7fELF');
    expect(entry).toBe(symbols[0].value);
    expect(entry).toBeGreaterThan(0x10000 + new DataView(first.data.buffer).getUint16(HEADER.PHNUM) * 32 + 52);
    expect(Buffer.from(second.data).toString('hex')).toBe('00010000');
  });

  it('is that members stand where their archive does', () => {
    const library = (name: string): BinaryInput => ({
      name: `${name}.a`,
      bytes: buildArchive([
        { name: 'm.o', symbols: [name], data: object(name, `\t.globl ${name}\n\t.data\n${name}:\t.word 7\n`).bytes },
      ]),
    });
    const files = [
      object('first', '\t.data\n\t.word x, y\n'),
      library('x'),
      object('last', '\t.data\n\t.word 9\n'),
      library('y'),
    ];
    const at = words(files);
    expect([0, 4, 8, 12, 16].map((offset) => at(0x10000 + offset))).toEqual([
      '00010008',
      '00010010',
      '00000007',
      '00000009',
      '00000007',
    ]);
  });
});

describe('tables for unwinders', () => {
  const code = (personality: string, more = ''): string => `
\t.section .text.f,"axG",@progbits,f,comdat
\t.weak\tf
f:\t.proc
\t.callinfo
\t.entry
\t.cfi_startproc
\t.cfi_personality 0x1b,${personality}
\tnop
\t.cfi_def_cfa_offset 64
\t.cfi_endproc
\t.exit
\t.procend
\t.text
own:\t.cfi_startproc
\t.cfi_personality 0x1b,${personality}
\tnop
\t.cfi_endproc
${more}`;
  const persons = '\t.globl p, q\np:\tnop\nq:\tnop\n';

  /** Sizes of the tables, and how many common records the frames have. */
  function tables(files: readonly (Source | BinaryInput)[]): { unwind: number; frames: number; commons: number } {
    const { image, diagnostics } = assemble(files);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const { sections } = readImage(image ?? new Uint8Array());
    const bytes = Buffer.from(sections.find(({ name }) => name === '.eh_frame')?.data ?? []);
    let commons = 0;
    let frames = 0;
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) {
      const distance = bytes.readUInt32BE(at + 4);
      if (distance === 0) commons++;
      else {
        frames++;
        // It finds a common record, and what it is about lies in .text.
        expect(bytes.readUInt32BE(at + 4 - distance + 4)).toBe(0);
        const place = (sections.find(({ name }) => name === '.eh_frame')?.address ?? 0) + at + 8;
        const { address = 0, size = 0 } = sections.find(({ name }) => name === '.text') ?? {};
        const subject = place + bytes.readInt32BE(at + 8);
        expect(subject >= address && subject < address + size).toBe(true);
      }
    }
    return { unwind: sections.find(({ name }) => name === '.PARISC.unwind')?.size ?? 0, frames, commons };
  }

  it.each([
    ['sources', source],
    ['objects', object],
  ])('have nothing about what is left out, and equal common records once, in %s', (_, make) => {
    const last = make('c.s', persons);
    expect(tables([make('a.s', code('p')), make('b.s', code('p')), last])).toEqual({
      unwind: 16,
      frames: 3,
      commons: 1,
    });
    expect(tables([make('a.s', code('p')), make('b.s', code('q')), last])).toEqual({
      unwind: 16,
      frames: 3,
      commons: 2,
    });
  });
});

describe('branches that are too long', () => {
  const caller = '\t.globl _start\n_start:\tbl far,%r2\n\tnop\n\tb far\n\tnop\n\tbl far+4,%r2\n\tnop\n';
  const callee = '\t.globl far\n\t.space 0x100000\nfar:\tnop\n\tnop\n';

  /** The two instructions that go to an address. */
  function jump(address: number): string[] {
    const at = words([source('jump.s', `\tldil L%${address},%r1\n\tbe,n R%${address}(%sr4,%r1)\n`)]);
    return [at(0x10000), at(0x10004)];
  }

  it('go through one stub for each target', () => {
    for (const files of [
      [object('a', caller), object('far', callee)],
      [source('a.s', caller), source('far.s', callee)],
    ]) {
      const at = words(files);
      // bl .+0x18, b .+0x10, bl .+0x10: to the stubs, of which there are two. far.s begins at 0x10028.
      expect([0, 8, 16].map((offset) => at(0x10000 + offset))).toEqual(['e8400020', 'e8000010', 'e8400010']);
      expect([at(0x10018), at(0x1001c)]).toEqual(jump(0x110028));
      expect([at(0x10020), at(0x10024)]).toEqual(jump(0x11002c));
    }
  });

  it('are found again where a stub has moved the rest of the program', () => {
    const room = 2 ** 18 - 4 - 8;
    const files = [
      // Reaches its target to the byte, until the stub of the file behind it is put in between.
      source('near.s', `\tb edge\n\tnop\n\t.space ${room}\n`),
      source('between.s', '\tb far\n\tnop\n'),
      source('edge.s', '\t.globl edge\nedge:\tnop\n'),
      source('far.s', callee),
    ];
    const at = words(files);
    const stub = 0x10000 + 8 + room;
    expect([at(stub), at(stub + 4)]).toEqual(jump(stub + 8 + 8 + 8));
  });
});

describe('sections for each function and variable', () => {
  it('become part of the common ones', () => {
    const text =
      '\t.section .text.f,"ax"\n\tnop\n\t.section .data.x,"aw"\n\t.word 1\n\t.section .bss.y,"aw",@nobits\ny:\t.word 0\n';
    const { map } = assemble([object('a', text), object('b', text)]);
    const names = map
      .split('\n\n')[1]
      .split('\n')
      .filter((line) => line.startsWith('0001') && !line.includes('.o'));
    expect(names.map((line) => line.replace(/.* /, ''))).toEqual(['.text', '.data', '.bss']);
  });

  it('with lists of functions are sorted by priority, and the old lists turned round', () => {
    const list =
      '\t.section .init_array.200,"aw",@init_array\n\t.word 200\n\t.section .init_array,"aw",@init_array\n\t.word 9\n';
    const old = '\t.section .ctors.65435,"aw"\n\t.word 100\n\t.section .ctors,"aw"\n\t.word 2, 1\n';
    const ends = '\t.data\n\t.word __init_array_start, __init_array_end, __bss_start, end\n';
    const { image, diagnostics, map } = assemble([object('a', list), object('b', old), source('c.s', ends)]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    const segment = readExecutable(image ?? new Uint8Array()).segments[0];
    const view = Buffer.from(segment.data);
    const numbers = Array.from({ length: view.length / 4 }, (_, i) => view.readUInt32BE(4 * i));
    expect(map).toContain('.init_array');
    expect(numbers).toEqual([0x10010, 0x10024, 0x10024, 0x10024, 100, 200, 9, 1, 2]);
  });

  it('have symbols at both ends if their names are C names', () => {
    const at = words([source('a.s', '\t.data\n\t.word __start_set, __stop_set\n\t.section set,"aw"\n\t.word 1, 2\n')]);
    expect([at(0x10000), at(0x10004)]).toEqual(['00010008', '00010010']);
  });
});

describe('the unwind table', () => {
  it('is in the order of the addresses', () => {
    const procedure = (name: string): string =>
      `\t.section .text.${name},"ax"\n${name}:\t.proc\n\t.callinfo\n\t.entry\n\tnop\n\t.exit\n\t.procend\n`;
    const { image } = assemble([source('a.s', `\t.section .text.b,"ax"\n${procedure('a')}${procedure('b')}`)]);
    const segments = readExecutable(image ?? new Uint8Array()).segments;
    const table = Buffer.from(segments[1].data);
    expect([table.readUInt32BE(0), table.readUInt32BE(16)]).toEqual([0, 4]);
  });
});

describe('strings and constants of several objects', () => {
  const strings = (...texts: string[]): string =>
    `\t.section .rodata.str1.4,"aMS",@progbits,1\n${texts
      .map((text, i) => `\t.align 4\n.LC${i}:\t.asciz "${text}"\n`)
      .join('')}\t.data\n${texts.map((_, i) => `\t.word .LC${i}, .LC${i}+1\n`).join('')}`;

  it('stand in the program once', () => {
    const at = words([object('a', strings('one', 'three')), object('b', strings('three', 'two', 'one'))]);
    const address = (offset: number): number => parseInt(at(0x11000 + offset), 16);
    expect([0, 8, 16, 24, 32].map(address)).toEqual([0x10000, 0x10004, 0x10004, 0x1000c, 0x10000]);
    // Places inside a string go with it.
    expect([4, 12, 20, 28, 36].map(address)).toEqual([0x10001, 0x10005, 0x10005, 0x1000d, 0x10001]);
    expect([0, 4, 8, 12].map((offset) => at(0x10000 + offset))).toEqual([
      '6f6e6500',
      '74687265',
      '65000000',
      '74776f00',
    ]);
  });

  it('are found by way of their section, too, and wide ones are merged as wide', () => {
    const constants =
      '\t.section .rodata.cst4,"aM",@progbits,4\n\t.word 5, 6, 5\nx:\t.word 6\n\t.data\n\t.word x, x-4\n';
    const at = words([object('a', constants), object('b', constants)]);
    expect([0, 4, 8, 12].map((offset) => at(0x11000 + offset))).toEqual([
      '00010004',
      '00010000',
      '00010004',
      '00010000',
    ]);
  });

  it('stay as they are where something else than zeros is between them, or an end is missing', () => {
    const odd = '\t.section .s,"aMS",@progbits,1\n\t.align 4\ny:\t.ascii "a\\0b\\0c"\n\t.data\n\t.word y\n';
    const at = words([object('a', odd), object('b', odd)]);
    expect([at(0x10000), at(0x10008), at(0x11000), at(0x11004)]).toEqual([
      '61006200',
      '61006200',
      '00010000',
      '00010008',
    ]);
  });
});

describe('a weak name that was assigned a place', () => {
  const ALIAS = `
	.globl	_start
f:	nop
	.weak	h
	.set	h,f
_start:	.word	h, g
	.globl	g
	g = h
`;
  const STRONG = '\t.globl h\nh:\tnop\n';

  it.each([
    ['a source', source('strong.s', STRONG)],
    ['an object', object('strong', STRONG)],
  ])('gives way to a strong one of %s', (_, strong) => {
    for (const alias of [source('alias.s', ALIAS), object('alias', ALIAS)]) {
      const word = words([alias, strong]);
      expect([word(0x10004), word(0x10008)]).toEqual(['0001000c', '00010000']);
      expect(words([strong, alias])(0x10008)).toBe('00010000');
    }
  });

  it('stands for its own place if there is no other one', () => {
    expect(words([source('alias.s', ALIAS)])(0x10004)).toBe('00010000');
    expect(words([object('alias', ALIAS)])(0x10004)).toBe('00010000');
  });

  it('is what a branch goes to', () => {
    const text = '\t.globl _start\nf:\tldi 2,%r28\n\t.weak h\n\t.set h,f\n_start:\tbl h,%r2\n\tnop\n';
    // bl from 0x10004 to 0x1000c, which comes behind the delay slot.
    expect(words([source('a.s', text), source('b.s', '\t.globl h\nh:\tldi 77,%r28\n')])(0x10004)).toBe('e8400000');
  });

  it('is defined twice if both are strong', () => {
    const text = '\t.globl h\nf:\tnop\n\t.set h,f\n';
    expect(errors([source('a.s', text), source('b.s', STRONG)])).toContain("'h' is global and defined twice");
  });
});
