// `npm run bench:engine`: bundles bench-engine.ts, as the tools are bundled (their speed depends on it), and runs it.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const outfile = join(root, 'dist/bench-engine.js');
await build({
  entryPoints: [join(root, 'scripts/bench-engine.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
});
execFileSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
