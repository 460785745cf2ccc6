// Lets V8 write down the code that it makes of the commands' bundles (../launch/bundle.ts), by running each as people do: what is
// called in such a run, and in those before, is in the code. Without it all works, and starts later: packages leave it out, since it is
// for one version of V8, and for files that nobody has copied.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const KEEPER = new URL('./code-keeper.mjs', import.meta.url).href;
/** A shell, what a person types into it, and what is printed at last. */
const SHELL = ['--append', 'run sh'];
const TYPED = 'work 20 64\n';
const PRINTED = '020 of 020: crc';
/** In the run that is kept last one machine dies: the other has little time to take over. */
const DEATH = ['--kill', 'primary@command=4'];
/** How long a run may take, in milliseconds. */
const PATIENCE_MS = 30_000;

/** @param {string} root The checkout; all else is built. */
export async function keepCode(root) {
  let folder;
  try {
    folder = mkdtempSync(join(tmpdir(), 'hvft-build-'));
    await keepIn(folder, root);
  } catch (error) {
    console.error(`hvft: the commands will take longer to start: ${error}`);
  } finally {
    if (folder) rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder @param {string} root */
async function keepIn(folder, root) {
  const [hvasm, hvrun] = ['hvasm', 'hvrun'].map((name) => join(root, `dist/${name}.js`));
  const disk = join(folder, 'disk');
  const guest = [...SHELL, '--disk', disk, join(root, 'dist/simulator/kernel')];
  copyFileSync(join(root, 'dist/simulator/disk.tar'), disk);
  run([hvasm, join(root, 'kernel/kernel.s'), '-o', join(folder, 'kernel')], 'assembler.cjs');
  run([hvrun, '--bare', ...guest], 'main.cjs');
  for (const more of [[], DEATH]) run([hvrun, ...more, ...guest], 'main.cjs');
  await runUntilPrinted([hvrun, ...guest], 'primary');
  await runUntilPrinted([hvrun, ...DEATH, ...guest], 'backup');
}

/** @param {string[]} command @param {string} bundle */
function run(command, bundle) {
  spawnSync(process.execPath, command, { input: `${TYPED}exit\n`, env: keeping(bundle), timeout: PATIENCE_MS });
}

/**
 * A replica is killed when its run is over, and ends by itself only if hvrun is.
 * @param {string[]} command @param {string} role
 */
async function runUntilPrinted(command, role) {
  const child = spawn(process.execPath, command, { env: keeping('local-replica.cjs', role), timeout: PATIENCE_MS });
  child.stdin.on('error', () => {}).write(TYPED);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    if (printed.includes(PRINTED)) child.kill('SIGKILL');
  });
  child.stderr.resume();
  // Its machines, which have the same standard error, have ended, too.
  await once(child, 'close');
}

/** @param {string} bundle @param {string} [of] */
function keeping(bundle, of) {
  return { ...process.env, NODE_OPTIONS: `--import ${KEEPER}`, KEEP_CODE: bundle, KEEP_CODE_OF: of };
}
