/** Static programs for Linux on PA-RISC: the files of Debian's cross compiler that belong to one, and running it. */
import { execFileSync, spawnSync } from 'node:child_process';

const FIND = new Map<string, string>();

/** A file of the compiler's by its name. */
function find(name: string): string {
  const known =
    FIND.get(name) ?? execFileSync('hppa-linux-gnu-gcc', [`-print-file-name=${name}`], { encoding: 'utf8' });
  FIND.set(name, known);
  return known.trim();
}

/** What gcc -static links with an object, in its order. */
export function staticFiles(object: string, isCxx: boolean): string[] {
  const libraries = [...(isCxx ? ['libstdc++.a', 'libm.a'] : []), 'libgcc.a', 'libgcc_eh.a', 'libc.a'];
  const start = ['crt1.o', 'crti.o', 'crtbeginT.o'];
  return [...start.map(find), object, ...libraries.map(find), ...['crtend.o', 'crtn.o'].map(find)];
}

/** What a program does under QEMU. */
export function runLinked(program: string): { status: number | null; signal: string | null; output: string } {
  const { status, signal, stdout, stderr } = spawnSync('qemu-hppa', [program], { timeout: 20_000, encoding: 'latin1' });
  return { status, signal, output: stdout + stderr };
}
