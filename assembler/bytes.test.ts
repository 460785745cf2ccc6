/** Sources are bytes: what is no UTF-8 stays as it is, and counts as one character each. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readObject } from '../emulator/elf/object-reader.ts';
import { assembleObject } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { sourceText } from './diagnostics/source.ts';

/** A source of Latin-1 text: one byte for each character. */
function latin1(text: string): { name: string; text: string } {
  return { name: 'a.s', text: sourceText(Buffer.from(text, 'latin1')) };
}

/** The same text as bytes of UTF-8. */
function utf8(text: string): { name: string; text: string } {
  return { name: 'a.s', text: sourceText(Buffer.from(text, 'utf8')) };
}

function section(source: { name: string; text: string }, name = '.text'): string {
  const { image, diagnostics } = assembleObject(source);
  expect(renderDiagnostics(diagnostics)).toBe('');
  const { sections } = readObject(image ?? new Uint8Array());
  return Buffer.from(sections.find((each) => each.name === name)?.data ?? []).toString('hex');
}

describe('strings', () => {
  it.each([
    ['.asciz "Straße"', '53747261df6500'],
    ['.ascii "ÿþ\\xdf", "ß"', 'fffedfdf'],
    ['.string16 "ß"', '00df0000'],
    [".byte 'ß, 'ß', 'Ã", 'dfdfc3'],
    ['.macro m t\n\t.ascii "\\t"\n\t.endm\n\tm "ßé"', 'dfe9'],
    ['.irpc c,"ßé"\n\t.ascii "\\c", "-"\n\t.endr', 'df2de92d'],
    ['.irp t,"ß","Ã\x9f"\n\t.ascii "\\t"\n\t.endr', 'dfc39f'],
    ['.rept 2\n\t.ascii "ß"\n\t.endr', 'dfdf'],
    // Two bytes that are a character of UTF-8, and two that are none.
    ['.ascii "Ã\x9f" ; ß\n\t/* ß */ .ascii "\x9fÃ"', 'c39f9fc3'],
  ])('of Latin-1 keep their bytes: %s', (text, expected) => {
    const hex = section(latin1(`\t${text}\n`));
    expect(hex.slice(0, expected.length)).toBe(expected);
    expect(hex.slice(expected.length)).toMatch(/^0*$/);
  });

  it.each([
    ['.asciz "Straße"', '53747261c39f6500'],
    ['.ascii "\u{1f600}", "\ufffd"', 'f09f9880efbfbd'],
    [".byte 'ß, '\u{1f600}'", 'c3f0'],
  ])('of UTF-8 keep theirs: %s', (text, expected) => {
    expect(section(utf8(`\t${text}\n`)).slice(0, expected.length)).toBe(expected);
  });

  it('name the compiler, the source and sections', () => {
    const source = latin1('\t.ident "ß"\n\t.file "ß.c"\n\t.section "é"\n\t.byte 1\n');
    expect(section(source, '.comment')).toBe('00df00');
    const { image } = assembleObject(source);
    const bytes = Buffer.from(image ?? []);
    expect(bytes.includes(Buffer.from('\0ß.c\0', 'latin1'))).toBe(true);
    expect(bytes.includes(Buffer.from('\0é\0', 'latin1'))).toBe(true);
    expect(bytes.includes(Buffer.from('\ufffd'))).toBe(false);
  });
});

it('a byte order mark says nothing, and only at the beginning', () => {
  expect(section(utf8('\ufeff\t.ascii "\ufeff"\n')).slice(0, 6)).toBe('efbbbf');
  expect(renderDiagnostics(assembleObject(utf8('\ufeff bogus\n')).diagnostics)).toMatch(/^a\.s:1:2: /);
});

describe('columns', () => {
  it.each([
    [utf8('\t.ascii "ß" bad\n'), 'a.s:1:13: ', '    \t           ^^^'],
    [latin1('\t.ascii "ß" bad\n'), 'a.s:1:13: ', '    \t           ^^^'],
    [utf8('\t.ascii "\u{1f600}" bad\n'), 'a.s:1:13: ', '    \t           ^^^'],
    [latin1('/* ÄÖÜ */ bogus %r1\n'), 'a.s:1:11: ', '              ^^^^^'],
    [utf8('\t.error "\u{1f600}"\n'), 'a.s:1:2: ', '    \t^^^^^^^^^^'],
  ])('count characters, or bytes that are none: %j', (source, place, carets) => {
    const lines = renderDiagnostics(assembleObject(source).diagnostics).split('\n');
    expect(lines[0].startsWith(place)).toBe(true);
    expect(lines[1]).toBe(`    ${source.text.split('\n')[0]}`);
    expect(lines[2]).toBe(carets);
  });

  it('are given of characters that stand where nothing like it can', () => {
    const [line] = renderDiagnostics(assembleObject(latin1('\tnop \x1e\n')).diagnostics).split('\n');
    expect(line).toBe("a.s:1:6: error: unexpected character '\\x1e'");
  });
});

it('hvasm writes the same bytes to its listing, its messages and make, and finds files by them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvasm-bytes-'));
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
  try {
    writeFileSync(join(folder, 'a.s'), bytes('\t.include "ß.inc"\n\t.ascii "é"\n\t.print "ü"\n\t.warning "ä"\n'));
    writeFileSync(Buffer.concat([bytes(`${folder}/`), bytes('ß.inc')]), '\t.byte 7\n');
    const hvasm = join(import.meta.dirname, '../dist/hvasm.js');
    const { stdout, stderr } = spawnSync(process.execPath, [hvasm, '--listing', 'list', '-M', 'deps', 'a.s'], {
      cwd: folder,
    });
    expect(stdout.toString('latin1')).toBe('ü\n');
    expect(stderr.toString('latin1')).toBe('a.s:4:2: warning: ä\n    \t.warning "ä"\n    \t^^^^^^^^^^^^\n');
    expect(readFileSync(join(folder, 'list'), 'latin1')).toContain('  e9                    2  .ascii "é"\n');
    expect(readFileSync(join(folder, 'deps'), 'latin1')).toBe('a.out: a.s \\\n  ß.inc\n\nß.inc:\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
