// `node --import ./scripts/typescript-loader.mjs FILE.ts`: Node's own loader takes TypeScript, from which esbuild strips the
// types. What runs are Node's modules: faster than those that Vite makes of them, twice so where the processor is at work.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from 'esbuild';

/**
 * Called by Node, in a thread of its own.
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, nextLoad) {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'file:' || !pathname.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: await stripTypes(path, await readFile(path, 'utf8')) };
}

/**
 * @param {string} path
 * @param {string} text the TypeScript of this file
 */
export async function stripTypes(path, text) {
  const { code } = await transform(text, {
    loader: 'ts',
    format: 'esm',
    target: 'node20.19',
    sourcefile: path,
    sourcemap: 'inline',
  });
  return code;
}

// That thread loads this file, too, and workers begin with it; they need no hooks of their own.
if (isMainThread) register(import.meta.url);
