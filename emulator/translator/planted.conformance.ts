/**
 * The lock-step test finds bugs: those of testing/planted-bugs.ts that are no SELDOM ones, planted in a copy of the translator, within
 * some hundred random programs. Prints a table of how many it took.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type * as Lockstep from './testing/lockstep.ts';
import { PLANTED_BUGS, type PlantedBug, SELDOM } from './testing/planted-bugs.ts';

const HERE = import.meta.dirname;
const MOST_PROGRAMS = 400;
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
  const frequent = PLANTED_BUGS.filter(({ name }) => !SELDOM.has(name));
  it.each(frequent.map((bug, number) => [bug.name, bug, number] as const))('%s', async (name, bug, number) => {
    const { compare, randomCase } = await withBug(bug, number);
    let programs = 0;
    let found = false;
    while (!found && programs < MOST_PROGRAMS) {
      programs += 1;
      // A bug may make the code itself invalid, or leave the page's bounds: that is being found, too.
      try {
        found = compare(randomCase(programs)) !== undefined;
      } catch {
        found = true;
      }
    }
    console.log(`${name.padEnd(60)} ${found ? `found in program ${programs}` : 'NOT FOUND'}`);
    expect(found).toBe(true);
  });
});
