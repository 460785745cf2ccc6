/** Linking sources and objects into one image: what is found where, and what is complained about. */
import { describe, expect, it } from 'vitest';
import { HEADER, SECTION_HEADER } from '../../emulator/elf/format.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { assemble } from '../assemble.ts';
import { errors, object, source, words } from '../testing/link.ts';

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

describe('common memory and a weak definition', () => {
  // System V ABI, chapter 4, "Symbol Table": the link editor honors the common definition. GNU ld does.
  it('are one: the common memory', () => {
    const weak = object('weak', '\t.globl _start\n\t.data\n_start:\t.word f\n\t.weak f\nf:\t.word 1\n');
    const common = object('common', '\t.comm f,4,4\n');
    const strong = object('strong', '\t.globl f\n\t.data\nf:\t.word 2\n');
    for (const onlyUsed of [false, true]) {
      for (const files of [
        [weak, common],
        [common, weak],
      ]) {
        const { symbols } = assemble(files, { onlyUsed });
        expect(symbols.filter(({ name }) => name === 'f')).toMatchObject([{ section: '.bss', value: 0x10008 }]);
        expect(words(files)(0x10000)).toBe('00010008');
      }
    }
    expect(words([weak, common, strong])(0x10000)).toBe('00010008');
    expect(words([weak, common, strong])(0x10008)).toBe('00000002');
  });
});

describe('a number that two files define', () => {
  const file = (name: string, value: string) => source(name, `\t.globl size\n${value}\n\t.data\n\t.word size\n`);

  // GNU ld takes it, too.
  it('is no mistake if it is the same', () => {
    const files = [file('a.s', 'size = 0x40'), file('b.s', '\t.set half, 32\n\t.set size, half + half')];
    expect(words(files)(0x10004)).toBe('00000040');
    expect(words([files[0], object('b', files[1].text)])(0x10004)).toBe('00000040');
    expect(assemble(files).symbols.filter(({ name }) => name === 'size')).toHaveLength(1);
  });

  it.each(['size = 0x41', 'size:', 'size = .'])('is one if the other is %s', (value) => {
    expect(errors([file('a.s', 'size = 0x40'), file('b.s', value)])).toMatch(
      /^b\.s:2:1: error: 'size' is global and def/,
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

  it('miss a symbol that fills nothing in', () => {
    const text = '\t.globl _start\n_start:\t.reloc ., R_PARISC_NONE, needed\n\tnop\n';
    expect(errors([object('a', text)])).toMatch(/^a\.o\(\.text\+0x0\): error: undefined symbol 'needed'/);
    expect(words([object('a', text), source('b.s', '\t.globl needed\nneeded = 5\n')])(0x10000)).toBe('08000240');
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
