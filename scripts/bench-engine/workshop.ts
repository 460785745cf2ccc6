/**
 * Builds the guests of the benchmark of engines, for our board, for qemu-system-hppa and for qemu-hppa: the same C program and
 * library on three machines (machine.h), and a program of the kernel's.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../assembler/assemble.ts';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { FIRMWARE_BASE } from '../../hypervisor/guests/processor/drive-qemu.ts';

const ROOT = process.cwd();
const C = join(ROOT, 'examples/c');
const HERE = join(ROOT, 'scripts/bench-engine');

/** What is beneath the C library, by the machine. */
const MACHINES = {
  board: [`${C}/runtime/board/*.[cs]`],
  system: [`${C}/runtime/board/start.[cs]`, `${HERE}/qemu.c`],
  user: [`${C}/testing/linux/*.[cs]`],
} as const;
export type MachineName = keyof typeof MACHINES;

export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'hvft-bench-engine-'));

  /** Builds a C guest, if it has not been built yet; returns the executable's path. */
  compile(name: string, machine: MachineName, rounds: number): string {
    const output = join(this.folder, `${name}-${machine}-${rounds}`);
    if (existsSync(output)) return output;
    const sources = [`${HERE}/${name}.c`, ...MACHINES[machine], `${C}/runtime/library/*.[cs]`];
    const command = `hppa-linux-gnu-gcc @guest.flags -Iruntime/include -O2 -DROUNDS=${rounds} -o ${output} ${sources.join(' ')} -lgcc`;
    execFileSync('sh', ['-c', command], { cwd: C, stdio: ['ignore', 'ignore', 'inherit'] });
    return output;
  }

  /** The firmware with which qemu-system-hppa enters an executable. */
  firmwareFor(executable: Uint8Array): Uint8Array {
    const text = readFileSync(join(HERE, 'firmware.s'), 'utf8');
    const defines = new Map([['ENTRY', BigInt(readExecutable(executable).entry)]]);
    const { image, diagnostics } = assemble([{ name: 'firmware.s', text }], { defines, textBase: FIRMWARE_BASE });
    if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    return image;
  }

  /** Assembles the kernel and its program `work`; returns the paths of the kernel and of a disk with the program. */
  kernel(): { readonly image: string; readonly disk: string } {
    for (const source of ['kernel/kernel.s', 'kernel/user/work.s']) {
      const output = join(this.folder, source.replace(/.*\/(\w+)\.s/, '$1'));
      execFileSync(process.execPath, [join(ROOT, 'dist/hvasm.js'), join(ROOT, source), '-o', output]);
    }
    execFileSync('tar', ['--format=ustar', '-cf', 'disk', 'work'], { cwd: this.folder });
    const disk = join(this.folder, 'disk');
    truncateSync(disk, statSync(disk).size + 65536);
    writeFileSync(join(this.folder, 'disk.original'), readFileSync(disk));
    return { image: join(this.folder, 'kernel'), disk };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
