// Node's loader for a mutation run: the sources that MUTATION_PLAN names get their mutants, each behind its switch.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { relative, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { stripTypes } from '../typescript-loader.mjs';
import { mutate } from './mutator.mjs';

const ROOT = join(import.meta.dirname, '../..');
/** @type {import('./plan.mjs').Plan} */
const plan = JSON.parse(readFileSync(process.env['MUTATION_PLAN'] ?? '', 'utf8'));
const wanted = new Set(plan.mutants.map(({ id }) => id));
const files = new Set(plan.files);

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const path = url.startsWith('file:') ? fileURLToPath(url) : '';
  const file = relative(ROOT, path);
  if (!files.has(file)) return nextLoad(url, context);
  const { planted } = mutate(file, readFileSync(path, 'utf8'), (id) => wanted.has(id));
  return { format: 'module', shortCircuit: true, source: await stripTypes(path, planted) };
}

if (isMainThread) register(import.meta.url);
