/** Builds the simulator, and the drill if need be, with one bug planted in the sources. Needs esbuild and a built dist/. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { SimulatedGuest } from '../guest.ts';
import type { Campaign } from '../campaign.ts';
import type { Baseline } from '../undisturbed.ts';
import type { Edit, PlantedBug } from './bugs.ts';

/** What the simulator's bundle exports. */
interface Simulator {
  readonly Campaign: new (guest: SimulatedGuest, baseline: Baseline) => Campaign;
}

/**
 * The simulator with `bug` in it, running `guest`, whose `baseline` is that without the bug. `root`: the checkout. Throws an
 * Error if the bug can't be planted.
 */
export async function buildWithBug(
  bug: PlantedBug,
  root: string,
  guest: SimulatedGuest,
  baseline: Baseline,
): Promise<Campaign> {
  const edited = applyEdits(bug, root);
  const folder = mkdtempSync(join(tmpdir(), 'hvft-planted-'));
  try {
    const image = assembleDrill(edited, root, folder) ?? guest.image;
    const { Campaign } = await bundle<Simulator>(edited, root, 'hypervisor/simulator/campaign.ts', folder);
    return new Campaign({ ...guest, image }, baseline);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What the module at `entry`, a path from the checkout's root, exports with `bug` in the sources under it. Throws an Error if the bug
 * can't be planted.
 */
export async function importWithBug<T>(bug: PlantedBug, root: string, entry: string): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hvft-planted-'));
  try {
    return await bundle<T>(applyEdits(bug, root), root, entry, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The edited sources by path. */
function applyEdits({ name, edits }: PlantedBug, root: string): Map<string, string> {
  const edited = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const path = resolve(root, file);
    const source = edited.get(path) ?? readFileSync(path, 'utf8');
    edited.set(path, editOnce(source, { file, find, replace }, name));
  }
  return edited;
}

function editOnce(source: string, { file, find, replace }: Edit, name: string): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`the bug '${name}' is for another ${file}: ${parts.length - 1} times there, not once: ${find}`);
}

async function bundle<T>(edited: ReadonlyMap<string, string>, root: string, entry: string, folder: string): Promise<T> {
  const outfile = join(folder, 'simulator.mjs');
  const plant: Plugin = {
    name: 'plant',
    setup: (builder) =>
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = edited.get(path);
        return contents === undefined ? undefined : { contents, loader: 'ts' };
      }),
  };
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [plant],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as T;
}

/** The drill's executable, if its source is edited. */
function assembleDrill(edited: ReadonlyMap<string, string>, root: string, folder: string): Uint8Array | undefined {
  const path = [...edited.keys()].find((file) => file.endsWith('.s'));
  if (path === undefined) return undefined;
  const source = join(folder, 'drill.s');
  const output = join(folder, 'drill');
  mkdirSync(folder, { recursive: true });
  writeFileSync(source, edited.get(path)!);
  execFileSync(process.execPath, [join(root, 'dist/hvasm.js'), '-I', dirname(path), source, '-o', output]);
  return readFileSync(output);
}
