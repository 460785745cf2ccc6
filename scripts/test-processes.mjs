// `npm run test:processes`: the tests that start our commands and kill them. How soon another process gets its turn is the
// host's affair, so that files in which a test failed run once more, alone; count-tests.mjs names what failed at first.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AGAIN, FIRST } from './test-results.mjs';

const ROOT = join(import.meta.dirname, '..');

/**
 * @param {string} results
 * @param {string[]} args
 */
function vitest(results, args) {
  rmSync(results, { force: true });
  const command = ['vitest', 'run', '--config', 'vitest.processes.config.ts', ...args];
  const env = { ...process.env, RESULTS: results };
  return spawnSync('npx', command, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;
}

rmSync(AGAIN, { force: true });
let status = vitest(FIRST, process.argv.slice(2));
if (status !== 0 && existsSync(FIRST)) {
  const { testResults } = /** @type {import('./test-results.mjs').Results} */ (JSON.parse(readFileSync(FIRST, 'utf8')));
  const failed = testResults.filter((file) => file.status === 'failed').map((file) => file.name);
  if (failed.length > 0) status = vitest(AGAIN, ['--maxWorkers=1', ...failed]);
}
process.exitCode = status;
