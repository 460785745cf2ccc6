/**
 * `npm run bench:linux [-- --rounds N]`: how long Linux takes from its start until its first program has printed something, on the
 * bare machine, on the pair, on two machines that know nothing of each other, and in qemu-system-hppa, without a disk, which QEMU's
 * kernel has none of. Each round runs all of them, one after the other, so that ratios are of runs beside each other; told are
 * medians. `clock` is seconds until the text comes; `CPU` the processor time of all processes of the run until its end, which a busy
 * host disturbs less. It needs what examples/linux/build.sh makes, and bash.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linuxArguments, qemuArguments } from '../examples/linux/testing/linux.ts';
import { median } from './figures.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  console.error('bench-linux: --rounds takes a positive number');
  process.exit(64);
}

const TEXT = 'first-program';
const RUN = ['echo', TEXT];
/** What echo prints; the command line, which the kernel repeats, has a comma before it. */
const PRINTED = new RegExp(`^${TEXT}\r?$`, 'm');
const HVRUN = join(process.cwd(), 'dist/hvrun.js');

const hvrun = (...flags: string[]): string[] => [
  process.execPath,
  HVRUN,
  ...linuxArguments({ run: RUN, quiet: true, flags }),
];
const MACHINES: ReadonlyMap<string, readonly string[]> = new Map([
  ['bare', hvrun('--bare')],
  ['bare, interpreter', hvrun('--bare', '--engine', 'interpreter')],
  ['solo', hvrun('--solo')],
  ['pair', hvrun()],
  ['two on their own', hvrun('--protocol', 'none')],
  ['qemu-system-hppa', ['qemu-system-hppa', ...qemuArguments({ run: RUN })]],
]);

interface Boot {
  readonly clock: number;
  readonly cpu: number;
}

/** One run. Rejects if it ends without having printed what it should. */
function boot(command: readonly string[]): Promise<Boot> {
  const begin = performance.now();
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', ...command];
  const child = spawn('bash', timed, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err, clock] = ['', '', Infinity];
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString('latin1');
    if (clock === Infinity && PRINTED.test(out)) clock = (performance.now() - begin) / 1000;
  });
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('latin1')));
  return new Promise((resolve, reject) => {
    child.on('close', () => {
      const [user, system] = err.trimEnd().split('\n').at(-1)!.split(' ').map(Number);
      if (clock === Infinity) reject(new Error(`${command.join(' ')}:\n${out}\n${err}`));
      else resolve({ clock, cpu: user + system });
    });
  });
}

const there = spawnSync('qemu-system-hppa', ['--version']).error === undefined;
const machines = [...MACHINES].filter(([name]) => there || !name.startsWith('qemu'));
const boots = new Map(machines.map(([name]) => [name, [] as Boot[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, command] of machines) boots.get(name)!.push(await boot(command));
}

/** The median of a time, and the median of its ratios to another machine's in the same rounds. */
function told(name: string, time: keyof Boot): string[] {
  const own = boots.get(name)!;
  const ratio = (other: string): string => {
    const others = boots.get(other);
    return others === undefined ? '-' : median(own.map((run, round) => run[time] / others[round][time])).toFixed(2);
  };
  return [median(own.map((run) => run[time])).toFixed(2), ratio('bare'), ratio('qemu-system-hppa')];
}

const HEADINGS = ['', 'clock s', '/ bare', '/ QEMU', 'CPU s', '/ bare', '/ QEMU'];
const rows = machines.map(([name]) => [name, ...told(name, 'clock'), ...told(name, 'cpu')]);
for (const [name, ...cells] of [HEADINGS, ...rows]) {
  console.log([name.padEnd(20), ...cells.map((cell) => cell.padStart(8))].join(''));
}
