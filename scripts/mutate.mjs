// `npm run mutate [-- --sample N --seed S --quick MS FOLDER...]`: how many small mistakes in hypervisor/protocol/, monitor/ and
// bus/ (scripts/mutation/mutator.mjs) do the quick tests of their folders catch? Prints the share by folder, and those that
// were caught by none, which are either no mistakes at all, or not tested.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutate } from './mutation/mutator.mjs';

/** @typedef {import('./mutation/mutator.mjs').Mutant} Mutant */
/** @typedef {import('./mutation/plan.mjs').Line} Line */

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['hypervisor/protocol', 'hypervisor/monitor', 'hypervisor/bus'];
/** Where else they are tested. */
const BESIDES = ['hypervisor/control', 'hypervisor/history'];
/** A worker that has said nothing for so long runs a mutant that never comes back, in milliseconds. */
const PATIENCE_MS = 30_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'string', default: '500' },
  },
});
const folders = positionals.length > 0 ? positionals : FOLDERS;
const temporary = mkdtempSync(join(tmpdir(), 'hvft-mutate-'));
const paths = { plan: join(temporary, 'plan.json'), report: join(temporary, 'report') };
const files = folders.flatMap(sourcesIn);
const mutants = sample(files.flatMap(mutantsIn), Number(values.sample ?? Infinity), Number(values.seed));
try {
  report(await run(mutants));
} finally {
  rmSync(temporary, { recursive: true });
}

/** @param {string} folder */
function sourcesIn(folder) {
  const names = readdirSync(join(ROOT, folder)).filter((name) => /^[^.]+\.ts$/.test(name));
  return names.map((name) => `${folder}/${name}`);
}

/** All mutants of a source. @param {string} file */
function mutantsIn(file) {
  return mutate(file, readFileSync(join(ROOT, file), 'utf8')).mutants;
}

/**
 * `count` of them, which `seed` draws.
 * @param {Mutant[]} all
 * @param {number} count
 * @param {number} seed
 */
function sample(all, count, seed) {
  const lot = (/** @type {Mutant} */ { id }) => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  const drawn = all.map((mutant) => ({ mutant, by: lot(mutant) })).sort((a, b) => (a.by < b.by ? -1 : 1));
  const chosen = new Set(drawn.slice(0, count).map(({ mutant }) => mutant));
  return all.filter((mutant) => chosen.has(mutant));
}

/**
 * Tries them, by as many workers one after the other as it takes: one that hangs is ended, and its mutant is caught.
 * @param {Mutant[]} all
 */
async function run(all) {
  const caught = new Map(/** @type {[string, string][]} */ ([]));
  const reached = new Set(/** @type {string[]} */ ([]));
  const loaded = new Set(/** @type {string[]} */ ([]));
  const failed = new Set(/** @type {string[]} */ ([]));
  for (;;) {
    writeFileSync(paths.report, '');
    const known = [...caught.keys()];
    writeFileSync(
      paths.plan,
      JSON.stringify({ files, mutants: all, known, report: paths.report, quickMs: Number(values.quick) }),
    );
    const ended = await work();
    let tried;
    for (const told of linesOfReport()) {
      if (told.type === 'trying') tried = told.id;
      else if (told.type === 'caught') caught.set(told.id, told.test);
      else if (told.type === 'failed') failed.add(told.test);
      else if ('ids' in told) for (const id of told.ids) (told.type === 'static' ? loaded : reached).add(id);
    }
    if (ended) return { caught, reached, loaded, failed };
    if (tried === undefined) throw new Error('the worker hangs before it has tried anything');
    caught.set(tried, 'it never came back');
  }
}

/** One worker; false if it had to be ended. @returns {Promise<boolean>} */
function work() {
  const tests = [...folders, ...BESIDES].map((folder) => `${folder}/`);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.mutation.config.ts', ...tests], {
    cwd: ROOT,
    env: { ...process.env, MUTATION_PLAN: paths.plan },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (Date.now() - statSync(paths.report).mtimeMs < PATIENCE_MS || child.pid === undefined) return;
      process.kill(-child.pid, 'SIGKILL');
      for (const pid of leftBehind()) killProcess(pid);
    }, 1000);
    child.on('close', (_, signal) => {
      clearInterval(watch);
      resolve(signal === null);
    });
  });
}

/** The processes that the worker has started, and has not seen ended. */
function leftBehind() {
  const left = new Set(/** @type {number[]} */ ([]));
  for (const told of linesOfReport()) {
    if (told.type === 'started') left.add(told.pid);
    if (told.type === 'ended') left.delete(told.pid);
  }
  return left;
}

/** @param {number} pid */
function killProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** @returns {Line[]} */
function linesOfReport() {
  const lines = readFileSync(paths.report, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/**
 * Prints what became of them.
 * @param {Awaited<ReturnType<typeof run>>} result
 */
function report({ caught, reached, loaded, failed }) {
  const fixed = mutants.filter(({ id }) => loaded.has(id) && !caught.has(id));
  const tried = mutants.filter((mutant) => !fixed.includes(mutant));
  for (const folder of folders) {
    const own = tried.filter(({ file }) => dirname(file) === folder);
    const good = own.filter(({ id }) => caught.has(id)).length;
    console.log(
      `${folder}: ${good} of ${own.length} caught (${((100 * good) / Math.max(1, own.length)).toFixed(0)} %)`,
    );
  }
  console.log(`not tried, as they take effect when a file is loaded: ${fixed.length}`);
  for (const { id, file, line, what } of tried) {
    if (!caught.has(id)) console.log(`  ${file}:${line}: ${what}${reached.has(id) ? '' : ' (no test comes by)'}`);
  }
  for (const test of failed) console.log(`fails without a mutant, so that it can't judge: ${test}`);
  if (failed.size > 0) process.exitCode = 1;
}
