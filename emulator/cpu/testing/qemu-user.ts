/** Programs in qemu-hppa, QEMU's user mode. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA, TEXT } from './comparable-rows.ts';
import type { Program } from './random-program.ts';

/** Runs a tool and returns what it writes. Throws an Error if it fails, or isn't there. */
function tool(name: string, args: readonly string[]): Buffer {
  try {
    return execFileSync(name, args, { maxBuffer: 1 << 28, stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const packages = 'binutils-hppa-linux-gnu, gcc-hppa-linux-gnu and qemu-user';
    throw new Error(`${name} is missing: install ${packages}`, { cause: error });
  }
}

/** FMPYADD and FMPYSUB have their format bit the wrong way round in QEMU 7.2 (table 6-16; GNU as agrees with the manual). */
function asQemuDecodes(word: number): number {
  const opcode = word >>> 26;
  return opcode === 0x06 || opcode === 0x26 ? word ^ 0x20 : word;
}

/** Makes an executable in `folder`; returns its path. */
function build({ text, data }: Program, folder: string): string {
  const path = (name: string): string => join(folder, name);
  const code = Buffer.alloc(text.length * 4);
  text.forEach((word, i) => code.writeUInt32BE(asQemuDecodes(word) >>> 0, i * 4));
  writeFileSync(path('text'), code);
  writeFileSync(path('data'), data);
  const source = `.text\n.globl _start\n_start:\n.incbin "${path('text')}"\n.data\n.incbin "${path('data')}"\n`;
  writeFileSync(path('program.s'), source);
  tool('hppa-linux-gnu-as', ['-o', path('program.o'), path('program.s')]);
  const addresses = [`-Ttext=${TEXT.toString(16)}`, `-Tdata=${DATA.toString(16)}`];
  tool('hppa-linux-gnu-ld', [...addresses, '-o', path('program.elf'), path('program.o')]);
  return path('program.elf');
}

/** What the program writes; little or nothing if a signal ends it. */
export function runInQemu(program: Program, folder: string): Buffer {
  const path = build(program, folder);
  try {
    return tool('qemu-hppa', [path]);
  } catch (error) {
    const { stdout } = error as { readonly stdout?: Buffer };
    if (stdout === undefined) throw error;
    return stdout;
  }
}

/** The addresses of all instructions that QEMU comes to, one after the other, nullified ones too. */
export function addressesInQemu(program: Program, folder: string): number[] {
  const log = join(folder, 'log');
  tool('qemu-hppa', ['-singlestep', '-d', 'exec,nochain', '-D', log, build(program, folder)]);
  const lines = readFileSync(log, 'latin1').matchAll(/^Trace \d+: \S+ \[[\da-f]+\/([\da-f]+)\//gm);
  return Array.from(lines, ([, address]) => parseInt(address, 16));
}
