/** Bundles the code of a worker, as the build does, for tests that run from the sources. */
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The bundle of `hypervisor/links/NAME.ts`, in `folder`. */
export async function bundleWorker(name: string, folder: string): Promise<URL> {
  const outfile = join(folder, `${name}.mjs`);
  const entry = join(import.meta.dirname, '..', `${name}.ts`);
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20.19', format: 'esm' });
  return pathToFileURL(outfile);
}
