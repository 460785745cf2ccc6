/** What the disassembler writes assembles back to the same image. */
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../emulator/elf/image.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { writeExecutable } from '../../emulator/elf/writer.ts';
import { assemble } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { disassembleImage } from './disassemble-image.ts';

const root = join(import.meta.dirname, '..', '..');
const files = {
  read(path: string): Uint8Array | undefined {
    for (const folder of ['', 'kernel', join('kernel', 'user')]) {
      try {
        return readFileSync(join(root, folder, path));
      } catch {
        continue;
      }
    }
    return undefined;
  },
};

function assembled(text: string, name = 'in.s', entry?: string): Uint8Array {
  const { image, diagnostics } = assemble([{ name, text }], { files, entry });
  expect(renderDiagnostics(diagnostics)).toBe('');
  return image ?? new Uint8Array();
}

/** What a machine would load. */
function loaded(image: Uint8Array): unknown {
  const { entry, segments } = readExecutable(image);
  return {
    entry,
    segments: segments.map(({ data, ...rest }) => ({ ...rest, data: createHash('sha256').update(data).digest('hex') })),
  };
}

function expectRoundTrip(image: Uint8Array): void {
  const source = disassembleImage(image, 'a.out');
  const entry = /--entry (\S+)/.exec(source)?.[1];
  expect(loaded(assembled(source, 'again.s', entry))).toEqual(loaded(image));
}

describe('the disassembler', () => {
  it('writes what assembles to the same image, for any words', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 60 }), (words) => {
        expectRoundTrip(assembled(words.map((word) => `\t.word ${word}`).join('\n')));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the kernel as it is', () => {
    expectRoundTrip(assembled(readFileSync(join(root, 'kernel', 'kernel.s'), 'utf8'), 'kernel/kernel.s'));
  });

  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?:hello|uncertain)\/.*\.s$/.test(name),
  );

  it.each(examples)('keeps the example %s as it is', (name) => {
    expectRoundTrip(assembled(readFileSync(join(root, 'examples', name), 'utf8'), join('examples', name)));
  });

  it('says so if the sections lie in another way', () => {
    // The address of .text, as it stands in the section header and the program header, moves within its page.
    const image = assembled('_start:\tb,n\t.\n\tnop\n').slice();
    const view = new DataView(image.buffer);
    for (let at = 0; at + 4 <= image.length; at += 4) {
      if (view.getUint32(at) === 0x10000) view.setUint32(at, 0x10054);
    }
    expect(disassembleImage(image, 'demo').split('\n').slice(0, 2)).toEqual([
      '; demo, disassembled. hvasm would place .text elsewhere:',
      ';     hvasm --text-base 0x10000 --entry _start FILE',
    ]);
  });

  it('keeps the memory of threads, which has addresses that other sections have, too', () => {
    const image = assembled(`
_start:	b,n	.
	nop
	.section .tdata,"awT",@progbits
first:	.word	5
	.section .tbss,"awT",@nobits
	.globl	second
second:	.space	8
	.data
d:	.word	1, first-$tls_leoff$
`);
    expectRoundTrip(image);
    const source = disassembleImage(image, 'demo');
    expect(source).toContain(
      '\n\t.section .tbss,"awT",@nobits\n\t.globl\tsecond\nsecond:\n\t.space\t8\n\n\t.data\nd:\n',
    );
    expect(source).toContain('\n\t.section .tdata,"awT",@progbits\nfirst:\n\t.word\t0x5\n');
    expect(source).toContain('To have the same image again');
  });

  it('writes an extract or deposit that is undefined as a word, which nothing warns of', () => {
    const source = disassembleImage(assembled('\t.word 0xd0221ba8, 0xd02218e8, 0xd0221968\n'), 'demo');
    expect(source.split('\n').filter((line) => /extru/.test(line))).toEqual([
      '\textru\t%r1,29,24,%r2',
      '\t.word\t0xd02218e8\t; extru %r1,7,24,%r2',
      '\t.word\t0xd0221968\t; extru %r1,11,24,%r2',
    ]);
  });

  it('names branch targets, writes data as words, and zeros as space', () => {
    const source = `
	.globl	_start
_start:	comb,=,n %r1,%r2,over
	nop
over:	b	_start
	nop
	.data
	.byte	1
odd:	.4byte	2
limit = 7
	.bss
	.space	12
buffer:	.space	4
`;
    expect(disassembleImage(assembled(source), 'demo')).toBe(`; demo, disassembled. To have the same image again:
;     hvasm --text-base 0x10000 --entry _start FILE
limit = 0x7

	.text
	.balign	4
	.globl	_start
_start:
	combt,=,n	%r1,%r2,over
	or	%r0,%r0,%r0
over:
	bl	_start,%r0
	or	%r0,%r0,%r0

	.data
	.byte	0x1
odd:
	.4byte	0x2

	.bss
	.space	12
buffer:
	.space	4
`);
  });

  it('says which sections of another linker would not come where they are', () => {
    const kind = { alignment: 4, allocated: true, writable: false, executable: true };
    const bytes = { data: new Uint8Array(8), size: 8 };
    // As GNU ld lays a program out whose code is aligned to 2048 bytes.
    const code = { ...kind, ...bytes, name: '.text', address: 0x10800, alignment: 2048 };
    const constants = { ...kind, ...bytes, name: '.rodata', address: 0x10808, executable: false };
    const variables = { ...constants, name: '.data', address: 0x12000, writable: true };
    const segments = [{ sections: [code, constants] }, { sections: [variables] }];
    const image = writeExecutable({ entry: 0x10800, segments, others: [], symbols: [] });
    const [first, second] = disassembleImage(image, 'a.out').split('\n');
    expect(first).toBe('; a.out, disassembled. hvasm would place .text, .rodata elsewhere:');
    // An address that the option takes.
    expect(second).toBe(';     hvasm --text-base 0x10000 --entry L10800 FILE');
  });

  it('keeps names with dollars, types, sizes, and who made the program', () => {
    const image = assembled(`
	.import	$$divU,millicode
_start:	bl	$$divU,%r31
	nop
	.globl	$$divU
	.type	f, @function
$$divU:	bv	%r0(%r31)
	nop
f:	nop
	.size	f, .-f
	.data
	.type	d, @object
d:	.word	5
	.size	d, 4
	.ident	"me"
`);
    const source = disassembleImage(image, 'a.out');
    expect(source).toContain('\tbl\t$$divU,%r31\n');
    const about = (bytes: Uint8Array): unknown => {
      const { symbols, notes } = readImage(bytes);
      const places = symbols.filter(({ absolute }) => !absolute);
      return {
        notes: notes.get('.comment'),
        symbols: places.map(({ name, type, size }) => [name, type, size].join(' ')).sort(),
      };
    };
    expect(about(assembled(source))).toEqual(about(image));
    expectRoundTrip(image);
  });

  it('refuses what is no executable', () => {
    expect(() => disassembleImage(new Uint8Array(3), 'x')).toThrow('it is not an ELF file');
  });

  it('answers any damage with an error of its own', () => {
    const image = assembled('_start:\tnop\n\t.data\n\t.word 1\n');
    fc.assert(
      fc.property(fc.nat(image.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(image);
        damaged[at] = byte;
        try {
          disassembleImage(damaged, 'x');
        } catch (error) {
          expect((error as Error).name).toBe('ElfError');
        }
      }),
    );
  });
});
