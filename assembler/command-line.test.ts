import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readObject } from '../emulator/elf/object-reader.ts';
import { readExecutable } from '../emulator/elf/reader.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;
let output: string;
/** What is written, in whatever form, as text. */
const shown = (text: string | Uint8Array): string => Buffer.from(text as Uint8Array).toString();
let stderr: string;
let stdout: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvasm-'));
  output = join(folder, 'a.out');
  stderr = '';
  stdout = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += shown(text)), true));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += shown(text)), true));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function source(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function hvasm(...args: string[]): number {
  return runCommandLine(['-o', output, ...args]);
}

describe('hvasm', () => {
  it('writes an executable that the machine can boot', () => {
    expect(hvasm(source('good.s', '\tnop\n\t.data\n\t.word 7\n'))).toBe(0);
    expect(stderr).toBe('');
    expect(statSync(output).mode & 0o111).not.toBe(0);
    const { entry, segments } = readExecutable(readFileSync(output));
    expect(entry).toBe(0x10000);
    expect(segments.map(({ physicalAddress }) => physicalAddress)).toEqual([0x10000, 0x11000]);
  });

  it('shows two diagnostics with positions and carets for bad source, exits 1, and leaves no program', () => {
    hvasm(source('good.s', '\tnop\n'));
    const bad = source('bad.s', 'ldw 0(%r1,%r2\n bogus %r1\n');
    expect(hvasm(bad)).toBe(1);
    expect(stderr.replaceAll(bad, 'bad.s')).toBe(
      [
        'bad.s:1:14: error: expected ")" to close the parenthesis, found the end of the statement',
        '    ldw 0(%r1,%r2',
        '                 ^',
        "bad.s:2:2: error: unknown instruction or macro 'bogus'",
        '     bogus %r1',
        '     ^^^^^',
        'hvasm: 2 errors; no output written',
        '',
      ].join('\n'),
    );
    expect(existsSync(output)).toBe(false);
  });

  it('leaves alone what is no program of an earlier run, and says so', () => {
    writeFileSync(output, 'a letter');
    expect(hvasm(source('bad.s', ' bogus\n'))).toBe(1);
    expect(readFileSync(output, 'utf8')).toBe('a letter');
    expect(stderr).toContain(`hvasm: '${output}' stays as it is: no program of an earlier run\n`);
  });

  it('leaves alone what is no file, such as a folder or a device', () => {
    expect(runCommandLine(['-o', folder, source('bad.s', ' bogus\n')])).toBe(1);
    expect(existsSync(folder)).toBe(true);
  });

  it('exits 66 if an input file is missing, and names it', () => {
    expect(hvasm(join(folder, 'none.s'))).toBe(66);
    expect(stderr).toContain("none.s': no such file or directory");
  });

  it.each([
    ['no file', []],
    ['an unknown option', ['--bogus', 'x.s']],
    ['an odd text base', ['--text-base', '0x10001', 'x.s']],
    ['a definition without a name', ['-D', '=5', 'x.s']],
    ['a limit that is no number', ['--max-errors', 'many', 'x.s']],
  ])('exits 64 for %s', (_, args) => {
    expect(hvasm(...args)).toBe(64);
    expect(stderr).toMatch(/^hvasm: /);
    expect(stderr).not.toContain('error:');
  });

  it('exits 0 for --help, with examples, and for --version', () => {
    expect(hvasm('--help')).toBe(0);
    expect(stdout).not.toMatch(/default: [[{]/);
    expect(stdout).toContain('hvasm kernel.s');
    expect(hvasm('--version')).toBe(0);
    expect(stdout).toMatch(/\d+\.\d+\.\d+\n$/);
  });

  it('prints listing and symbols to standard output on request', () => {
    expect(hvasm('--listing', '-', '--symbols', source('good.s', 'start: ldi 5,%r1\n'))).toBe(0);
    expect(stdout).toContain('00010000  3401000a              1  start: ldi 5,%r1\n');
    expect(stdout).toContain('00010000 l .text start\n');
  });

  it('defines symbols, and places .text where it is told', () => {
    const file = source('good.s', '\t.if DEBUG == -3\n\t.word VALUE, ON\n\t.endif\n');
    expect(hvasm('-D', 'DEBUG=-3', '-D', 'VALUE=0x10', '-DON', '--text-base', '0x20000', file)).toBe(0);
    const { segments } = readExecutable(readFileSync(output));
    expect(segments[0].physicalAddress).toBe(0x20000);
    expect([...segments[0].data]).toEqual([0, 0, 0, 0x10, 0, 0, 0, 1]);
  });

  // GNU as's --defsym reads 010 as 8, too.
  it('reads numbers of definitions as those of a source', () => {
    const defines = ['010', '-017', '0b101', '0XfF', '0'].flatMap((number, i) => ['-D', `N${i}=${number}`]);
    const file = source('good.s', '\t.byte N0 - 010, N1 + 017, N2 - 0b101, N3 - 0XfF, N4, N0\n');
    expect(hvasm(...defines, file)).toBe(0);
    expect([...readExecutable(readFileSync(output)).segments[0].data]).toEqual([0, 0, 0, 0, 0, 8]);
  });

  it('looks for included files beside the source and along -I', () => {
    source('beside.inc', '\t.byte 1\n');
    const file = source('main.s', '\t.include "beside.inc"\n\t.include "macros.inc"\n');
    const kernel = join(import.meta.dirname, '..', 'kernel');
    expect(hvasm(file)).toBe(1);
    expect(stderr).toContain("can't find the file 'macros.inc'");
    expect(hvasm('-I', kernel, file)).toBe(0);
  });

  it("finds the board's constants from anywhere, in their place if nobody else has some", () => {
    const file = source('main.s', '\t.include "board.inc"\n\t.word CONSOLE_PAGE\n');
    expect(hvasm(file)).toBe(0);
    expect([...readExecutable(readFileSync(output)).segments[0].data]).toEqual([0xf0, 0, 0x20, 0]);
    mkdirSync(join(folder, 'mine'));
    source('mine/board.inc', 'CONSOLE_PAGE = 7\n');
    expect(hvasm('-I', join(folder, 'mine'), file)).toBe(0);
    expect([...readExecutable(readFileSync(output)).segments[0].data]).toEqual([0, 0, 0, 7]);
    // It is no folder that is searched: the kernel's other files are the kernel's.
    expect(hvasm(source('other.s', '\t.include "layout.inc"\n'))).toBe(1);
  });

  it("finds the board's constants where the package was installed, called by a link", () => {
    const root = join(import.meta.dirname, '..');
    const { files, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      files: string[];
      bin: { hvasm: string };
    };
    expect(files).toEqual(expect.arrayContaining(['dist', 'kernel']));
    const installed = join(folder, 'lib with a space');
    for (const name of [bin.hvasm, 'dist/assembler.cjs', 'kernel/board.inc', 'package.json']) {
      cpSync(join(root, name), join(installed, name), { recursive: true });
    }
    symlinkSync(join(installed, bin.hvasm), join(folder, 'hvasm'));
    source('main.s', '\t.include "board.inc"\n\t.word DISK_PAGE\n');
    execFileSync(join(folder, 'hvasm'), ['main.s'], { cwd: folder });
    expect([...readExecutable(readFileSync(output)).segments[0].data]).toEqual([0xf0, 0, 0x30, 0]);
  });

  it('tells of nothing else that is wrong with a source behind a file that is missing', () => {
    const main = source('main.s', '\t.include "none.inc"\n\tla\ttable(%r1)+1,%r2\n\tb\tfar\n');
    expect(hvasm(main, source('other.s', '\tb\tfar\n\tnop\n'))).toBe(1);
    expect(stderr.match(/error:.*/g)).toEqual([
      expect.stringMatching(/^error: can't find the file 'none\.inc'; looked in /),
    ]);
    expect(stderr).toContain('hvasm: 1 error; no output written\n');
  });

  it('stops after --max-errors errors', () => {
    expect(hvasm('--max-errors', '3', source('bad.s', '\tbogus\n'.repeat(10)))).toBe(1);
    expect(stderr.match(/: error:/g)).toHaveLength(3);
    expect(stderr).toContain('3 errors, stopped there');
  });

  it('says why the output could not be written', () => {
    const file = source('good.s', '\tnop\n');
    expect(runCommandLine(['-o', join(folder, 'none', 'a.out'), file])).toBe(73);
    expect(stderr).toContain('no such file or directory');
  });
});

describe('hvasm for people and their tools', () => {
  it('takes an executable apart, and refuses what is none', () => {
    const program = source('good.s', '_start:\tb\t_start\n\tnop\n');
    hvasm(program);
    expect(runCommandLine(['--disassemble', output])).toBe(0);
    expect(stdout).toContain('_start:\n\tbl\t_start,%r0\n');
    expect(runCommandLine(['--disassemble', program])).toBe(1);
    expect(stderr).toBe(`hvasm: can't disassemble '${program}': it is not an ELF file\n`);
    expect(runCommandLine(['--disassemble', output, output])).toBe(64);
    expect(runCommandLine(['--disassemble', join(folder, 'absent')])).toBe(66);
  });

  it('writes the map and the rule for make', () => {
    source('more.inc', '\tnop\n');
    const program = source('good.s', '\t.include "more.inc"\n');
    expect(hvasm('--map', '-', '-M', join(folder, 'deps'), program)).toBe(0);
    expect(stdout).toContain(`00010000  00000004           ${program}\n`);
    const included = join(folder, 'more.inc');
    expect(readFileSync(join(folder, 'deps'), 'utf8')).toBe(
      `${output}: ${program} \\\n  ${included}\n\n${included}:\n`,
    );
  });

  it('records lines for debuggers, in the version that is asked for last', () => {
    const program = source('lines.s', '\tnop\n\tnop\n');
    const asked = [['-g'], ['--gdwarf-3'], ['--gdwarf-4'], ['-g', '--gdwarf-5']];
    const changed = [
      ['--gdwarf-5', '--gdwarf-3'],
      ['--gdwarf-4', '-g'],
    ];
    const versions = [...asked, ...changed].map((options) => {
      expect(hvasm(...options, '-c', program)).toBe(0);
      const { sections } = readObject(readFileSync(output));
      const names = sections.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['.debug_line', '.debug_abbrev', '.debug_aranges', '.debug_str']));
      const info = Buffer.from(sections.find(({ name }) => name === '.debug_info')?.data ?? []);
      return info.readUInt16BE(4);
    });
    expect(versions).toEqual([2, 3, 4, 5, 3, 2]);
    hvasm(program);
    const plain = readFileSync(output);
    expect(plain.includes('.debug_line')).toBe(false);
    expect(hvasm('-g', program)).toBe(0);
    expect(readExecutable(readFileSync(output)).segments).toEqual(readExecutable(plain).segments);
    expect(readFileSync(output).includes(`${process.cwd()}\0`)).toBe(true);
  });

  it('writes the image to standard output', () => {
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    expect(runCommandLine(['-o', '-', source('good.s', '\tnop\n')])).toBe(0);
    expect(write).toHaveBeenCalledWith(expect.any(Uint8Array));
  });

  it('gives diagnostics as JSON alone, or in colour', () => {
    const program = source('bad.s', '\tfoo\n');
    expect(hvasm('--diagnostics', 'json', program)).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject([{ severity: 'error', line: 1, column: 2 }]);
    stderr = '';
    expect(hvasm('--color', 'always', program)).toBe(1);
    expect(stderr).toContain('\x1b[1;31merror:\x1b[0m');
  });

  it('switches warnings by name', () => {
    const program = source('slot.s', '_start:\tb\t_start\n\tb\t_start\n\tnop\n');
    expect(hvasm('-Wdelay-slot', program)).toBe(0);
    expect(stderr).toContain('[-Wdelay-slot]');
    expect(hvasm('-Wall', '-Werror', program)).toBe(1);
    stderr = '';
    expect(hvasm('-Wall', '-Wno-delay-slot', program)).toBe(0);
    expect(stderr).toBe('');
    expect(hvasm('-Wslot', program)).toBe(64);
  });
});
