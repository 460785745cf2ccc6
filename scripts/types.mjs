// The types that the package comes with, in dist/types (`npm run types`, and before packing): those of index.ts and vitest.ts, and
// of what these refer to. tsc makes them of every module that is compiled on the way; the others go again.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const TYPES = join(ROOT, 'dist/types');

rmSync(TYPES, { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(1);

/** @type {Set<string>} */
const needed = new Set();
for (const name of ['index', 'vitest']) follow(join(TYPES, `${name}.d.ts`));
for (const { parentPath, name } of readdirSync(TYPES, { recursive: true, withFileTypes: true })) {
  const file = join(parentPath, name);
  if (file.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
}
removeEmptyFolders(TYPES);

/** A file, and what it imports: `from './a.ts'`, and `import("./a.ts")` inside a type. @param {string} file */
function follow(file) {
  if (needed.has(file)) return;
  needed.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\(|import )['"](\..*?)\.ts['"]/g)) {
    follow(join(dirname(file), `${path}.d.ts`));
  }
}

/** @param {string} folder */
function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
