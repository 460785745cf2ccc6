/**
 * Random C programs by csmith, compiled by gcc: each prints a checksum of all its variables, which must be the same on
 * qemu-hppa and on our machine. Some run on a pair, too. Set SEED for other programs.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hvrun, run, Toolchain } from './testing/toolchain.ts';

const PROGRAMS = 20;
/** Every so many programs one runs on a pair, too. */
const PAIR_EVERY = 5;
/** Many of csmith's programs run for ever; one that qemu-hppa ends so soon is not too long for us. */
const LIMIT_MS = 1000;
/**
 * Without floating point: csmith converts numbers to integers that they do not fit, which C leaves undefined and where
 * PA-RISC traps (unimplemented exception), but QEMU does not.
 */
const CSMITH = ['--max-funcs', '6', '--max-block-depth', '3', '--max-array-dim', '2'];
const LEVELS = [['-O0'], ['-O1'], ['-O2'], ['-O3'], ['-Os'], ['-O2', '-fno-strict-aliasing']];
/** Its programs have unused variables, and worse. */
const HEADERS = ['-isystem', '/usr/include/csmith', '-w'];

const seed = Number(process.env['SEED'] ?? 2030868254);
const toolchain = new Toolchain();
afterAll(() => toolchain.remove());

/** Writes csmith's program of this seed to a file, and gives its path. */
async function generate(programSeed: number): Promise<string> {
  // It leaves a file about its platform where it runs.
  const args = ['--seed', String(programSeed), ...CSMITH];
  const { status, stdout, stderr } = await run('csmith', args, '', 0, toolchain.folder);
  if (status !== 0) throw new Error(`csmith --seed ${programSeed}: status ${status}\n${stderr}`);
  const path = join(toolchain.folder, `csmith-${programSeed}.c`);
  writeFileSync(path, stdout);
  return path;
}

it(`runs programs by csmith as qemu-hppa does (SEED=${seed})`, async () => {
  let compared = 0;
  for (let programSeed = seed; compared < PROGRAMS; programSeed += 1) {
    const options = [...LEVELS[programSeed % LEVELS.length], ...HEADERS];
    const source = await generate(programSeed);
    const qemu = await run('qemu-hppa', [await toolchain.forQemu(source, options)], '', LIMIT_MS);
    if (qemu.status === null) continue;
    expect(qemu).toMatchObject({ status: 0, stdout: expect.stringMatching(/^checksum = [0-9A-F]+\n$/) as string });
    const image = await toolchain.forBoard(source, options);
    const what = `csmith --seed ${programSeed} ${CSMITH.join(' ')}; gcc ${options.join(' ')}`;
    expect(await hvrun(['--bare', image]), what).toEqual(qemu);
    if (compared % PAIR_EVERY === 0) expect((await hvrun([image])).stdout, what).toBe(qemu.stdout);
    compared += 1;
  }
});
