/**
 * The kernel's source is GNU as's PA-RISC syntax, not a dialect of ours: the GNU assembler and linker
 * (Debian: binutils-hppa-linux-gnu) make a kernel and programs from it that run alike.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from './testing/tools.ts';

const HERE = import.meta.dirname;
const workshop = new Workshop();
afterAll(() => workshop.remove());

/** Makes `name` from `source`, a path from the kernel's folder. GNU as looks for includes along -I alone. */
async function assembleWithGnu(source: string, name: string): Promise<void> {
  const includes = ['-I', HERE, '-I', join(HERE, 'user')];
  await workshop.must('hppa-linux-gnu-as', [...includes, join(HERE, source), '-o', `${name}.o`]);
  // The entry symbol is not global: say where it is.
  await workshop.must('hppa-linux-gnu-ld', ['-Ttext=0x10000', '-e', '0x10000', `${name}.o`, '-o', name]);
}

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 16384);
  await assembleWithGnu('kernel.s', 'gnu-kernel').catch((error: unknown) => {
    throw new Error(
      "can't assemble with GNU's tools: are hppa-linux-gnu-as and -ld there (Debian: binutils-hppa-linux-gnu)?",
      {
        cause: error,
      },
    );
  });
});

describe('the kernel made by GNU as and ld', () => {
  it('runs the built-in program', async () => {
    const ours = await workshop.hvrun(['--bare', 'kernel']);
    const gnu = await workshop.hvrun(['--bare', 'gnu-kernel']);
    expect(gnu.stdout).toBe(ours.stdout);
    expect(gnu.status).toBe(0);
  });

  it("runs hvasm's programs, and hvasm's kernel runs GNU's", async () => {
    const ours = await workshop.hvrun(['--bare', '--disk', 'disk.tar', '--append', 'run work 4 2', 'gnu-kernel']);
    await assembleWithGnu('user/work.s', 'work');
    await workshop.pack('gnu.tar', ['work'], 16384);
    const gnu = await workshop.hvrun(['--bare', '--disk', 'gnu.tar', '--append', 'run work 4 2', 'kernel']);
    const lines = (text: string): string[] => text.split('\n').slice(1);
    expect(lines(gnu.stdout)).toEqual(lines(ours.stdout));
    expect(lines(gnu.stdout)[3]).toMatch(/^work 004 of 004/);
  });
});
