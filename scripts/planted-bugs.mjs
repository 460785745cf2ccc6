// `npm run planted [-- RUNS]`: which of the bugs in hypervisor/simulator/planted/bugs.ts the simulator's checkers find.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
// Inside the checkout, so that the bundle finds esbuild.
const folder = mkdtempSync(join(root, 'dist/planted-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'planted.mjs');
await build({
  entryPoints: [join(root, 'hypervisor/simulator/planted/planted.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['esbuild'],
});
const { reportPlantedBugs } = await import(pathToFileURL(outfile).href);
process.exitCode = await reportPlantedBugs(import.meta.url, process.argv.slice(2));
