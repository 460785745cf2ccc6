/**
 * The lock-step test finds bugs: those of testing/planted-bugs.ts, planted in a copy of the translator, by a stored case or within some
 * random programs. Prints a table of which it took, and how many programs.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type * as Lockstep from './testing/lockstep.ts';
import type { Case } from './testing/lockstep.ts';
import { storedCases } from './testing/corpus.ts';
import { PLANTED_BUGS, type PlantedBug } from './testing/planted-bugs.ts';

const HERE = import.meta.dirname;
const MOST_PROGRAMS = 20;
const folder = mkdtempSync(join(tmpdir(), 'hvft-translator-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The lock-step test of a translator with the bug. */
async function withBug({ file, find, replace }: PlantedBug, number: number): Promise<typeof Lockstep> {
  const path = join(HERE, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${find} stands ${parts.length - 1} times in ${file}`);
  const plant: Plugin = {
    name: 'plant',
    setup: (builder) => {
      builder.onLoad({ filter: /\.ts$/ }, (args) =>
        args.path === path ? { contents: parts.join(replace), loader: 'ts' } : undefined,
      );
    },
  };
  const outfile = join(folder, `${number}.mjs`);
  const entryPoints = [join(HERE, 'testing/lockstep.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [plant],
    logLevel: 'silent',
  });
  return (await import(pathToFileURL(outfile).href)) as typeof Lockstep;
}

describe('a planted bug is found', () => {
  it.each(PLANTED_BUGS.map((bug, number) => [bug.name, bug, number] as const))('%s', async (name, bug, number) => {
    const { compare, randomCase } = await withBug(bug, number);
    // A bug may make the code itself invalid, or leave the page's bounds: that is being found, too.
    const differs = (tried: Case): boolean => {
      try {
        return compare(tried) !== undefined;
      } catch {
        return true;
      }
    };
    const [stored] = storedCases().find(([, tried]) => differs(tried)) ?? [];
    const programs = Array.from({ length: MOST_PROGRAMS }, (_, i) => i + 1);
    const seed = programs.find((each) => differs(randomCase(each)));
    const program = seed === undefined ? `none of ${MOST_PROGRAMS} programs` : `program ${seed}`;
    console.log(`${name.padEnd(50)} ${program.padEnd(22)} ${stored ?? 'no stored case'}`);
    expect(stored ?? seed).toBeDefined();
  });
});
