// `node scripts/run.mjs NAME [ARGUMENTS]`: bundles scripts/NAME.ts, as the tools are bundled (a benchmark's speed depends on
// it), and runs it.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const [name, ...args] = process.argv.slice(2);
const outfile = join(root, `dist/scripts/${name}.js`);
await build({
  entryPoints: [join(root, `scripts/${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  minifySyntax: true,
});
const { status } = spawnSync(process.execPath, [outfile, ...args], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
