/**
 * hvasm against GNU as: for every row of the table the same bytes, and the same .text for the kernel. Needs
 * binutils-hppa-linux-gnu.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { INSTRUCTIONS } from '../emulator/isa/instructions.ts';
import { assemble, DEFAULT_TEXT_BASE, type FileAccess } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { linesOf } from './testing/generate.ts';
import { gnuText, requireGnuTools, textOfElf, withFolder } from './testing/gnu.ts';

beforeAll(requireGnuTools);

/** What GNU as 2.40 refuses, though the manual has it (or though it can only mean one thing). */
const OURS_ALONE: readonly RegExp[] = [
  // GNU as wants the registers that BLE writes behind it, and knows that spelling for BLE alone.
  /^\tbe,l/,
  // Table 5-6 has one set of unit conditions; GNU as keeps those about carries from UXOR.
  /^\tuxor,[sn][dbh]c/,
  // The system mask has seven bits, of which GNU as takes five.
  /^\t[sr]sm (127|126)/,
  // GNU as has these (and PMDIS and PMENB) at level 2.0, the manual in 1.1.
  /^\tftest,/,
  // Cache control hints, which GNU as knows of floating-point loads and stores alone.
  /^\tc(ld|st)[wd][xs],\d,.*(sl|bc) /,
  // A comparison without a format, for which GNU as takes the condition.
  /^\tfcmp,(?!sgl|dbl|quad)/,
];

function assembled(source: string, files?: FileAccess, name = 'in.s'): Uint8Array {
  const { image, diagnostics } = assemble([{ name, text: source }], { files, warnings: new Set() });
  expect(renderDiagnostics(diagnostics)).toBe('');
  return image ?? new Uint8Array();
}

/** Words as hexadecimal beside their lines, so that a difference can be read. */
function annotate(text: Uint8Array, lines: readonly string[]): string[] {
  const hex = Buffer.from(text).toString('hex');
  return lines.map((line, index) => `${hex.slice(index * 8, index * 8 + 8)}${line}`);
}

describe('instructions', () => {
  const known = INSTRUCTIONS.filter(({ mnemonic }) => !['pmdis', 'pmenb'].includes(mnemonic));
  it.each(known.map((row) => [row.name, row] as const))('%s has the bytes that GNU as gives it', (_, row) => {
    const lines = linesOf(row).filter((line) => !OURS_ALONE.some((pattern) => pattern.test(line)));
    const source = `\t.level 1.1\n${lines.join('\n')}\n`;
    const gnu = gnuText(source, DEFAULT_TEXT_BASE);
    const refused = gnu.errors.split('\n').map((error) => lines[Number(/:(\d+):/.exec(error)?.[1]) - 2]);
    expect([...new Set(refused.filter((line) => line !== undefined))]).toEqual([]);
    const ours = textOfElf(assembled(source));
    expect(annotate(ours, lines)).toEqual(annotate(gnu.text ?? new Uint8Array(), lines));
  });
});

const testdata = join(import.meta.dirname, 'testdata');

describe('sources', () => {
  it.each(['memory-references', 'arithmetic', 'system', 'local-labels', 'expressions', 'field-selectors'])(
    '%s gives the same .text',
    (name) => {
      const source = `\t.level 1.1\n${readFileSync(join(testdata, `${name}.s`), 'utf8')}`;
      // GNU's linker defines $global$ for C programs alone.
      const gnu = gnuText(`${source}\n\t.data\n\t.globl $global$\n`, DEFAULT_TEXT_BASE);
      expect(gnu.errors).toBe('');
      expectSameText(textOfElf(assembled(source)), gnu.text);
    },
  );

  it('the kernel gives the same .text', () => {
    const kernel = join(import.meta.dirname, '..', 'kernel');
    const files: FileAccess = {
      read: (path) => (existsSync(join(kernel, path)) ? readFileSync(join(kernel, path)) : undefined),
    };
    const source = readFileSync(join(kernel, 'kernel.s'), 'utf8');
    const gnu = gnuText(source, DEFAULT_TEXT_BASE, ['-I', 'user'], kernel);
    expect(gnu.errors).toBe('');
    expectSameText(textOfElf(assembled(source, files, 'kernel.s')), gnu.text);
  });
});

/** GNU as fills .text up to its alignment; ours ends where the source ends. */
function expectSameText(ours: Uint8Array, gnu: Uint8Array | undefined): void {
  const hex = Buffer.from(gnu ?? []).toString('hex');
  const own = Buffer.from(ours).toString('hex');
  expect(own).toBe(hex.slice(0, own.length));
  expect(hex.slice(own.length)).toMatch(/^0*$/);
}

describe('the image', () => {
  it('is read by GNU readelf and objdump without a warning', () => {
    const source = `
	.globl	_start
_start:	addil	L'x-$global$,%dp
	ldw	R'x-$global$(%r1),%r2
	.rodata
	.asciz	"text"
	.data
x:	.word	_start
	.bss
	.space	100
	.section .note.hvft
	.asciz	"outside"
`;
    withFolder((folder) => {
      const path = join(folder, 'image');
      writeFileSync(path, assembled(source));
      const run = (tool: string, args: readonly string[]): string =>
        execFileSync(tool, [...args, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      const headers = run('hppa-linux-gnu-readelf', ['-a', '-W']);
      expect(headers).not.toMatch(/warning|error/i);
      expect(headers).toContain('0x210, PA-RISC 1.1');
      expect(headers).toMatch(/LOAD +0x\w+ 0x00010000 0x00010000 0x00008 0x00008 R E 0x1000/);
      expect(headers).toMatch(/LOAD +0x\w+ 0x00012000 0x00012000 0x00004 0x00068 RW +0x1000/);
      expect(run('hppa-linux-gnu-objdump', ['-d'])).toMatch(/<_start>:\n.*addil/);
    });
  });
});
