/**
 * Debug information against the outside: object files as GNU as makes them, byte by byte, and linked programs as readelf,
 * objdump and gdb read them. Needs binutils-hppa-linux-gnu and gdb-multiarch.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assemble, assembleObject, type FileAccess } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { requireGnuTools, withFolder } from '../testing/gnu.ts';
import { describeObject, differences } from '../testing/objects.ts';

const GDB = 'gdb-multiarch';
/** So that only the assembler's name differs from GNU as's own. */
const PRODUCER = 'GNU AS 2.40';
const root = join(import.meta.dirname, '..', '..');

beforeAll(() => {
  requireGnuTools();
  if (spawnSync(GDB, ['--version']).error !== undefined) throw new Error(`${GDB} is not installed`);
});

/** Files of a folder, as an assembler sees them that runs there. */
function filesIn(folder: string): FileAccess {
  return {
    read(path) {
      try {
        return readFileSync(join(folder, path));
      } catch {
        return undefined;
      }
    },
  };
}

/** What differs between our object file and GNU as's, both made in the folder of the source. */
function compare(folder: string, name: string, version?: number, flags: readonly string[] = []): string[] {
  return withFolder((scratch) => {
    const debug = version === undefined ? [] : [`--gdwarf-${version}`];
    const output = join(scratch, 'gnu.o');
    execFileSync('hppa-linux-gnu-as', [...debug, ...flags, '-o', output, name], { cwd: folder });
    const { image, diagnostics } = assembleObject(
      { name, text: readFileSync(join(folder, name), 'utf8') },
      {
        files: filesIn(folder),
        includePaths: flags.filter((flag) => flag !== '-I'),
        debugVersion: version,
        directory: folder,
        producer: PRODUCER,
      },
    );
    expect(renderDiagnostics(diagnostics)).toBe('');
    return differences(describeObject(image ?? new Uint8Array()), describeObject(readFileSync(output)), 20);
  });
}

function compareText(text: string, version?: number): string[] {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'in.s'), text);
    return compare(folder, 'in.s', version);
  });
}

/** Macros, repetitions, several sections and subsections, functions of all kinds, and steps of all sizes. */
const BY_HAND = `
	.macro	twice instruction:vararg
	\\instruction
	\\instruction
	.endm
	.globl	f
	.type	f, @function
f:	nop
	twice	ldi 1,%r1
	.rept	2
	nop
	.endr
	nop ! nop
	.word	5
	.size	f, .-f
	.section .text.more,"ax"
	.type	g, @function
g:	nop
	.size	g, .-g
	.subsection 2
	nop
	.subsection 1
	nop
	.text
	.space	68
	nop
	.space	later-g2
g2:	nop
	.space	5000
later:	nop
	.data
	.word	1
`;

/** All that .loc and .cfi can say. */
const BY_DIRECTIVES = `
	.file	1 "dir/a.c"
	.file	2 "/abs/b.h"
	.file	3 "dir/c.h"
	.cfi_sections .debug_frame
f:	.cfi_startproc
	.loc	1 10 view -0
	nop
	.loc	1 10 7 basic_block prologue_end is_stmt 0
	nop
	.loc	2 100 epilogue_begin is_stmt 1 isa 3 discriminator 300
	nop
	.cfi_def_cfa 3, 16
	.cfi_def_cfa_offset 64
	.cfi_adjust_cfa_offset 16
	.cfi_offset %r3, 8
	.cfi_rel_offset 4, 8
	.cfi_val_offset 5, -12
	.cfi_register 2, 19
	.cfi_remember_state
	.loc	3 70000
	.loc	3 70001
	nop
	.cfi_restore 2
	.cfi_undefined 7
	.cfi_same_value 8
	.cfi_restore_state
	.space	400
	.loc	1 0
	nop
	.cfi_def_cfa 3, -16
	.cfi_escape 1, 2, 3
	.space	4000
	.cfi_offset 70, 8
	.cfi_window_save
	.cfi_endproc
g:	.cfi_startproc simple
	.loc	1 5 view V1
	.loc	1 6 view V2
	.loc	1 6 view -0
	.loc	1 7 view V3
	nop
	.cfi_signal_frame
	.cfi_return_column 31
	.cfi_endproc
h:	.cfi_startproc
	.cfi_offset 3, 8
	nop
	.cfi_endproc
	.data
	.word	V1, V2, V3
	.uleb128 g-f, V3
	.sleb128 f-g
`;

const RUNTIME_FRAMES = `
f:	.cfi_startproc
	.cfi_personality 0x9b, pers
	.cfi_lsda 0x1b, lsda
	nop
	.cfi_val_encoded_addr 3, 0x1b, f+4
	.cfi_endproc
g:	.cfi_startproc
	.cfi_personality 0, pers
	.cfi_lsda 0, lsda
	nop
	.cfi_val_encoded_addr 3, 0, f+4
	.cfi_label inside
	.cfi_endproc
h:	.cfi_startproc
	nop
	.cfi_endproc
	.data
lsda:	.word	1
pers:	.word	inside
`;

const DWARF_5 = `
	.file	0 "/d" "a.c" md5 0x112233445566778899aabbccddeeff11
	.file	1 "a.c" md5 0x112233445566778899aabbccddeeff11
	.file	2 "x/b.c" md5 0x00112233445566778899aabbccddeeff
	.file	3 "/d/c.c" md5 0x00112233445566778899aabbccddeeff
	.loc	0 3
	nop
	.loc	2 4
	nop
`;

/** The rows of an object file's line table: file, line, address. GNU as finds what is included in `./`. */
function rowsOf(path: string): string[] {
  const dump = execFileSync('hppa-linux-gnu-readelf', ['--debug-dump=decodedline', path], { encoding: 'utf8' });
  return (dump.match(/^\S+\.s +\d+ +(?:0x\w+|0)/gm) ?? []).map((row) => row.replace(/ +/g, ' '));
}

describe('object files', () => {
  it.each([2, 3, 4, 5])('of a source by hand are the same, DWARF %i', (version) => {
    expect(compareText(BY_HAND, version)).toEqual([]);
  });

  it.each([
    ['lines and frames', BY_DIRECTIVES],
    ['frames for the run time', RUNTIME_FRAMES],
    ['what only DWARF 5 has', DWARF_5],
    ['a name alone', '\t.file "a.c"\n\t.version "01.01"\n\tnop\n'],
    ['files without lines', '\t.file 1 "a.c"\n\t.data\n\t.word 1\n'],
    ['rows for labels', '\t.loc_mark_labels 1\n\t.file 1 "a"\n\t.loc 1 3\n\tnop\na:\tnop\nb:\tnop\n'],
  ])('of a source with directives are the same: %s', (_, text) => {
    expect(compareText(text)).toEqual([]);
  });

  it.each([
    ['what the source says about lines wins over -g', BY_DIRECTIVES],
    ['nothing is written for a source without code', '\t.data\n\t.word 1\n'],
  ])('%s', (_, text) => {
    expect(compareText(text, 2)).toEqual([]);
  });

  it.each([2, 5])('of the kernel have the same rows, DWARF %i', (version) => {
    const folder = join(root, 'kernel');
    const options = { files: filesIn(folder), includePaths: ['user'], debugVersion: version, directory: folder };
    const text = readFileSync(join(folder, 'kernel.s'), 'utf8');
    const { image } = assembleObject({ name: 'kernel.s', text }, options);
    const [ours, gnu] = withFolder((scratch) => {
      writeFileSync(join(scratch, 'ours.o'), image ?? new Uint8Array());
      const output = join(scratch, 'gnu.o');
      execFileSync('hppa-linux-gnu-as', [`--gdwarf-${version}`, '-I', 'user', '-o', output, 'kernel.s'], {
        cwd: folder,
      });
      return ['ours.o', 'gnu.o'].map((name) => rowsOf(join(scratch, name)));
    });
    expect(ours.length).toBeGreaterThan(1000);
    expect(ours).toEqual(gnu);
  });

  it('of lines.s are the same', () => {
    expect(compare(join(import.meta.dirname, '..', 'testdata'), 'lines.s')).toEqual([]);
  });
});

describe('a linked program', () => {
  const MAIN = '\t.globl _start\n_start:\tbl far,%r2\n\tnop\n\tb,n .\n\tnop\n';
  const FAR = '\t.text\n\t.globl far\n\n\nfar:\tbv %r0(%r2)\n\tldi 5,%r28\n';

  /** Links two sources, one of them by way of an object file, and calls a tool with the program. */
  function withProgram<T>(version: number, use: (run: (tool: string, ...args: string[]) => string) => T): T {
    return withFolder((folder) => {
      const options = { debugVersion: version, directory: folder };
      const write = (name: string, bytes: string | Uint8Array): void => writeFileSync(join(folder, name), bytes);
      write('main.s', MAIN);
      write('far.s', FAR);
      const object = assembleObject({ name: 'far.s', text: FAR }, options).image ?? new Uint8Array();
      const { image, diagnostics } = assemble(
        [
          { name: 'main.s', text: MAIN },
          { name: 'far.o', bytes: object },
        ],
        options,
      );
      expect(renderDiagnostics(diagnostics)).toBe('');
      write('program', image ?? new Uint8Array());
      return use((tool, ...args) => {
        const { stdout, stderr } = spawnSync(tool, [...args, 'program'], { cwd: folder, encoding: 'utf8' });
        expect(stderr).not.toMatch(/warning|error/i);
        return stdout;
      });
    });
  }

  it.each([2, 3, 4, 5])('has its lines for readelf, DWARF %i', (version) => {
    withProgram(version, (run) => {
      const rows = run('hppa-linux-gnu-readelf', '--debug-dump=decodedline').match(/^\S+\.s +\d+ +0x\w+/gm);
      expect(rows?.map((row) => row.replace(/ +/g, ' '))).toEqual([
        'main.s 2 0x10000',
        'main.s 3 0x10004',
        'main.s 4 0x10008',
        'main.s 5 0x1000c',
        'far.s 5 0x10010',
        'far.s 6 0x10014',
      ]);
      expect(run('hppa-linux-gnu-readelf', '-a', '-w')).toContain('main.s');
    });
  });

  it('has its lines for objdump', () => {
    withProgram(2, (run) => {
      expect(run('hppa-linux-gnu-objdump', '-dl')).toMatch(/far\.s:6\n +10014:\s+34 1c 00 0a/);
    });
  });

  it.each([2, 5])('has its lines for gdb, DWARF %i', (version) => {
    withProgram(version, (run) => {
      const commands = ['info line *0x10014', 'info line *0x10004', 'list far'].flatMap((command) => ['-ex', command]);
      const output = run(GDB, '-batch', '-nx', ...commands);
      expect(output).toContain('Line 6 of "far.s" starts at address 0x10014 <far+4> and ends at 0x10018.');
      expect(output).toContain('Line 3 of "main.s" starts at address 0x10004 <_start+4>');
      expect(output).toMatch(/^5\tfar:\tbv %r0\(%r2\)$/m);
    });
  });
});
