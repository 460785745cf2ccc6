// `npm run test:linux`: Linux on the bare machine and on the pair. It needs a kernel, which examples/linux/build.sh makes in
// five minutes: where there is none, it says so and tests nothing, unless --build asks to make one first.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LINUX } from './test-results.mjs';

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'examples/linux/build.sh');
const cache = process.env['HVFT_LINUX'] ?? join(homedir(), '.cache/hvft-linux');

/** @param {string} command @param {string[]} args */
const run = (command, args) => spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;

/** @param {string} why */
function skip(why) {
  console.log(`test:linux: skipped all of it: ${why}`);
  process.exit(0);
}

rmSync(LINUX, { force: true });
const args = process.argv.slice(2);
const builds = args.includes('--build');
const ready = run(BUILD, ['--ready']) === 0;
if (!ready && !builds) {
  skip(
    `no kernel of this configuration, or no busybox, in ${cache}; examples/linux/build.sh, or npm run test:linux -- --build, makes them`,
  );
}
if (spawnSync('debugfs', ['-V']).error) skip('no debugfs and no e2fsck (Debian: e2fsprogs)');
if (spawnSync('cpio', ['--version']).error && !builds) skip('no cpio');
// The initial RAM disk has files of this checkout in it: it is made each time.
const status = run(BUILD, builds && process.getuid?.() === 0 && !ready ? ['--install'] : []);
if (status !== 0) process.exit(status);
const tests = args.filter((arg) => arg !== '--build');
process.exitCode = run('npx', ['vitest', 'run', '--config', 'vitest.linux.config.ts', ...tests]);
