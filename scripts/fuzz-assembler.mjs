// A long run of the assembler's fuzz tests: npm run fuzz:assembler -- --runs 100000
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100000' } } });
if (!/^[1-9]\d*$/.test(values.runs)) {
  process.stderr.write(`--runs takes a number of inputs, not '${values.runs}'\n`);
  process.exit(64);
}
const { status } = spawnSync('npx', ['vitest', 'run', 'assembler/fuzz.test.ts', '-t', 'sources of a grammar'], {
  cwd: join(import.meta.dirname, '..'),
  env: { ...process.env, HVASM_FUZZ_RUNS: values.runs },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
