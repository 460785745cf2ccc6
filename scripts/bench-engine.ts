/**
 * `npm run bench:engine`: the speed of our engines, and as ratios to that of qemu-system-hppa and qemu-hppa on the same guest:
 * C programs (bench-engine/), and a program under our kernel, in virtual mode, which no other machine can run. All take
 * turns, and medians count. Ours count instructions exactly and QEMU's don't; how many they are is known, as a guest does the
 * same in each round. What a run of one round takes is taken off: the start of a process, but of ours compiling, too, as
 * far as it comes later. Peers that are not installed are left out.
 *
 *     npm run bench:engine                        all guests
 *     npm run bench:engine -- crc --runs 5        those named, so many runs each
 *     npm run bench:engine -- --millions 600      shorter ones, in which compiling counts for more
 */
import { copyFileSync } from 'node:fs';
import { mean, median } from './figures.ts';
import { isInstalled, type Run, runOurs, runSystem, runUser } from './bench-engine/runs.ts';
import { Workshop } from './bench-engine/workshop.ts';

const PROGRAMS = [
  ...(['sort', 'crc', 'matrix', 'strings', 'list', 'sieve', 'recursion', 'bytecode', 'wide', 'floats', 'fft'] as const),
];
const KERNEL = 'kernel';
const OURS = ['interpreter', 'translator', 'auto'] as const;
const PEERS = ['system', 'user'] as const;
type Column = (typeof OURS)[number] | (typeof PEERS)[number];
const COMMANDS = { system: 'qemu-system-hppa', user: 'qemu-hppa' } as const;

/** Instructions of one run of the interpreter's, and millions of one of the others': a second or two. */
const FEW = 150e6;
const MILLIONS = '2000';

/** A guest as it runs on each engine that can run it. */
interface Guest {
  readonly runs: ReadonlyMap<Column, (rounds: number) => Promise<Run>>;
  /** Does it print the same after any number of rounds? */
  readonly printsTheSame: boolean;
}

const workshop = new Workshop();

function program(name: string): Guest {
  const runs = new Map<Column, (rounds: number) => Promise<Run>>();
  for (const engine of OURS) {
    runs.set(engine, (rounds) => runOurs(engine, [workshop.compile(name, 'board', rounds)]));
  }
  if (isInstalled(COMMANDS.system)) {
    runs.set('system', (rounds) => runSystem(workshop, workshop.compile(name, 'system', rounds)));
  }
  if (isInstalled(COMMANDS.user)) runs.set('user', (rounds) => runUser(workshop.compile(name, 'user', rounds)));
  return { runs, printsTheSame: true };
}

/** A round takes a CRC of 64 KiB. */
function kernel(): Guest {
  const { image, disk } = workshop.kernel();
  const run = (engine: string, rounds: number): Promise<Run> => {
    copyFileSync(`${disk}.original`, disk);
    return runOurs(engine, ['--disk', disk, '--append', `run work 1 ${64 * rounds}`, image]);
  };
  const runs = new Map(OURS.map((engine) => [engine, (rounds: number) => run(engine, rounds)]));
  return { runs, printsTheSame: false };
}

/** Medians of MIPS by column. */
type Speeds = Partial<Record<Column, number>>;

async function measure({ runs, printsTheSame }: Guest, times: number): Promise<Speeds> {
  const count = async (rounds: number): Promise<number> => (await runs.get('auto')?.(rounds))?.instructions ?? NaN;
  const perRound = ((await count(3)) - (await count(1))) / 2;
  const mips = new Map<Column, number[]>([...runs.keys()].map((column) => [column, []]));
  for (let time = 0; time < times; time += 1) {
    for (const [column, run] of runs) {
      const rounds = 1 + Math.ceil((column === 'interpreter' ? FEW : Number(millions) * 1e6) / perRound);
      const [short, long] = [await run(1), await run(rounds)];
      if (printsTheSame && short.printed !== long.printed) throw new Error(`${column}: ${long.printed}`);
      mips.get(column)?.push(((rounds - 1) * perRound) / (long.seconds - short.seconds) / 1e6);
    }
  }
  return Object.fromEntries([...mips].map(([column, all]) => [column, median(all)]));
}

const ratio = (over: number | undefined, under: number | undefined): number | undefined =>
  over === undefined || under === undefined ? undefined : over / under;

/** Speeds, and those of `auto` as parts of the peers'. */
function show(name: string, speeds: Speeds): void {
  const columns = [...OURS, ...PEERS].map((column) => speeds[column]?.toFixed(0) ?? '-');
  const ratios = PEERS.map((peer) => ratio(speeds.auto, speeds[peer])?.toFixed(2) ?? '-');
  console.log(name.padEnd(16) + [...columns, ...ratios].map((text) => text.padStart(13)).join(''));
}

/** Takes an option with its value from the words of the command. */
function option(name: string, otherwise: string): string {
  const at = words.indexOf(name);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
}

const words = process.argv.slice(2);
const times = option('--runs', '3');
const millions = option('--millions', MILLIONS);
const wanted = words.length === 0 ? [...PROGRAMS, KERNEL] : words;
try {
  console.log(`medians of ${times} runs of ${millions} million instructions: millions per second of processor time`);
  const titles = [...OURS, 'qemu-system', 'qemu-user', 'auto/system', 'auto/user'];
  console.log('guest'.padEnd(16) + titles.map((title) => title.padStart(13)).join(''));
  const all: Speeds[] = [];
  for (const name of wanted) {
    const speeds = await measure(name === KERNEL ? kernel() : program(name), Number(times));
    show(name, speeds);
    all.push(speeds);
  }
  // Of those that all have run.
  const whole = all.filter((speeds) => PEERS.every((peer) => speeds[peer] !== undefined));
  const means = [...OURS, ...PEERS].map((column) => [column, mean(whole.map((speeds) => speeds[column] ?? NaN))]);
  if (whole.length > 1) show('geometric mean', Object.fromEntries(means) as Speeds);
} finally {
  workshop.remove();
}
