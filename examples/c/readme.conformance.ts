/** The README's commands do what the README says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hvrun, run, Toolchain } from './testing/toolchain.ts';

const toolchain = new Toolchain();
const image = join(toolchain.folder, 'primes.out');
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** Builds as the README says, but for the place of the output. */
beforeAll(async () => {
  // The shell would not tell apart a compiler that is missing from one that fails.
  await run('hppa-linux-gnu-gcc', ['--version']);
  const command =
    /hppa-linux-gnu-gcc .* -o primes\.out .*/.exec(readme)?.[0] ?? 'echo no gcc command in the README; exit 1';
  const built = await run('sh', ['-c', command.replace('-o primes.out', `-o ${image}`)]);
  expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
});
afterAll(() => toolchain.remove());

it.each([
  ['the bare machine', ['--bare']],
  ['the pair', []],
])("the README's command builds a program that prints what the README says on %s", async (_where, flags) => {
  const promised = /prints\n\n((?: {4}.*\n)+)/.exec(readme)?.[1].replaceAll('    ', '');
  const { status, stdout } = await hvrun([...flags, '--append', '50', image]);
  expect(stdout).toBe(promised);
  expect(status).toBe(0);
});
