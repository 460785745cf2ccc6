/** Runs GNU binutils for hppa, the outside judge of encodings. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TOOLS = ['as', 'ld', 'objcopy', 'objdump', 'readelf'].map((tool) => `hppa-linux-gnu-${tool}`);

/** Fails with a clear message if a tool is missing. */
export function requireGnuTools(): void {
  for (const tool of TOOLS) {
    if (spawnSync(tool, ['--version']).error !== undefined) {
      throw new Error(`${tool} is not installed: apt-get install binutils-hppa-linux-gnu`);
    }
  }
}

/** Calls `action` with a folder that exists only meanwhile. */
export function withFolder<T>(action: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hvasm-'));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface GnuResult {
  /** The bytes of .text, linked at the text base; undefined if GNU as refused the source. */
  readonly text: Uint8Array | undefined;
  readonly errors: string;
}

/** Assembles and links a source with GNU's tools. `arguments_` go to the assembler; `cwd` is where it looks for files. */
export function gnuText(source: string, textBase: number, arguments_: readonly string[] = [], cwd?: string): GnuResult {
  return withFolder((folder) => {
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('in.s'), source);
    const run = spawnSync('hppa-linux-gnu-as', [...arguments_, '-o', path('out.o'), path('in.s')], {
      encoding: 'utf8',
      cwd,
    });
    if (run.status !== 0) return { text: undefined, errors: run.stderr };
    const base = `-Ttext=0x${textBase.toString(16)}`;
    execFileSync('hppa-linux-gnu-ld', [base, '-e', '0', '-o', path('out.elf'), path('out.o')]);
    execFileSync('hppa-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', path('out.elf'), path('out.bin')]);
    return { text: readFileSync(path('out.bin')), errors: '' };
  });
}

/** The bytes of .text in an ELF file. */
export function textOfElf(elf: Uint8Array): Uint8Array {
  return withFolder((folder) => {
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('out.elf'), elf);
    execFileSync('hppa-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', path('out.elf'), path('out.bin')]);
    return readFileSync(path('out.bin'));
  });
}
