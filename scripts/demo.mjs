// `npm start`: shows in a few seconds what this is about. Boots the kernel on one machine for reference, then on a pair
// whose primary is killed half-way, and compares what came out: console and disk. Exits 0 only if they are equal.
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const tools = { hvasm: join(root, 'dist/hvasm.js'), hvrun: join(root, 'dist/hvrun.js') };
const programs = ['hello', 'work', 'cat', 'ls', 'sh'];

/** Boot arguments: 16 rounds of computing, each with a line on the console and in a file on the disk. */
const task = 'run work 16 40';
/** Of about 110 commands to the devices, the one during which the primary dies. */
const fatalCommand = 60;

const folder = mkdtempSync(join(tmpdir(), 'hvft-demo-'));
// Nobody reads any more: `npm start | head`.
process.stdout.on('error', () => process.exit(1));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = (await demonstrate()) ? 0 : 1;

async function demonstrate() {
  if (!existsSync(tools.hvasm) || !existsSync(tools.hvrun)) {
    say('dist/ is not built yet: run `npm ci` or `npm run build` first');
    return false;
  }
  say('A virtual machine that outlives the machine under it (Bressoud and Schneider, SOSP 1995)');

  title('1. Assemble a kernel and its programs; put the programs on a disk, which is a plain tar archive');
  say('   $ hvasm kernel/kernel.s -o kernel');
  assemble('kernel/kernel.s');
  say(`   $ for p in ${programs.join(' ')}; do hvasm kernel/user/$p.s -o $p; done`);
  for (const program of programs) assemble(`kernel/user/${program}.s`);
  shell('tar', ['--format=ustar', '-cf', 'reference.tar', ...programs]);
  const disk = join(folder, 'reference.tar');
  truncateSync(disk, statSync(disk).size + 16384);
  copyFileSync(disk, join(folder, 'pair.tar'));
  say('   $ truncate -s +16K reference.tar; cp reference.tar pair.tar');

  title('2. Run it on one machine, undisturbed: the reference');
  const reference = await hvrun(['--bare', '--disk', 'reference.tar', '--append', task, 'kernel'], { quiet: true });
  if (reference.status !== 0) {
    say(reference.story.map((line) => `   hvrun | ${line}`).join('\n'));
    return failed(`the reference run ended with status ${reference.status}`);
  }
  say(`   ${reference.console.split('\n').length - 1} lines on the console, the last: ${lastLine(reference.console)}`);

  title('3. Run it on a pair of machines, and kill the primary with SIGKILL while a command is under way');
  const kill = ['--kill', `primary@command=${fatalCommand}`];
  const pair = await hvrun(['--disk', 'pair.tar', '--append', task, ...kill, 'kernel'], { quiet: false });

  title('4. Compare');
  if (pair.status !== 0) return failed(`the pair ended with status ${pair.status}`);
  if (!pair.story.some((line) => /failover/.test(line))) return failed('nobody died: this shows nothing');
  const console = pair.console === reference.console;
  say(`   console: ${verdict(console)} (${reference.console.length} bytes)`);
  const files = [extract('reference.tar'), extract('pair.tar')];
  const disks = JSON.stringify([...files[0]]) === JSON.stringify([...files[1]]);
  say(
    `   disk:    ${verdict(disks)} (${files[0].size} files, read back by tar; results: ${files[0].get('results')?.length} bytes)`,
  );
  if (!console || !disks) return failed('what came out is not what the undisturbed run gave');
  say('');
  say('The primary is dead; the guest, its console and its disk never noticed.');
  return true;
}

/** Assembles a file of the checkout into the folder.
 * @param {string} source */
function assemble(source) {
  const output = basename(source, '.s');
  execFileSync(process.execPath, [tools.hvasm, join(root, source), '-o', join(folder, output)], { stdio: 'inherit' });
}

/** Runs a command of the system in the folder.
 * @param {string} command
 * @param {string[]} args */
function shell(command, args) {
  say(`   $ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { cwd: folder, stdio: 'inherit' });
}

/** Runs hvrun; shows what the guest prints and what hvrun tells, told apart, as it comes.
 * @param {string[]} args
 * @param {{ quiet: boolean }} options */
async function hvrun(args, { quiet }) {
  say(`   $ hvrun ${args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg)).join(' ')}`);
  const child = spawn(process.execPath, [tools.hvrun, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let console = '';
  child.stdout.setEncoding('latin1').on('data', (text) => (console += text));
  /** @type {string[]} */
  const story = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    story.push(line);
    if (!quiet) say(`   hvrun | ${line.replace(/^hvrun: /, '')}`);
  });
  if (!quiet) createInterface({ input: child.stdout }).on('line', (line) => say(`         guest | ${line}`));
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  return { status, console, story };
}

/** The files that tar finds in an archive, by name.
 * @param {string} archive */
function extract(archive) {
  const target = join(folder, `${archive}.files`);
  mkdirSync(target);
  execFileSync('tar', ['-xf', join(folder, archive), '-C', target]);
  return new Map(
    readdirSync(target)
      .sort()
      .map((name) => [name, readFileSync(join(target, name), 'latin1')]),
  );
}

/** @param {string} text */
function lastLine(text) {
  return text.trimEnd().split('\n').at(-1);
}

/** @param {boolean} equal */
function verdict(equal) {
  return equal ? 'identical' : 'DIFFERENT';
}

/** @param {string} why */
function failed(why) {
  say(`   FAILED: ${why}`);
  return false;
}

/** @param {string} text */
function title(text) {
  say('');
  say(text);
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
