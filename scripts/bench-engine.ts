/**
 * `npm run bench:engine`: the speed of the interpreter and of the translator (`auto`), as ratios to that of qemu-system-hppa on the same guest
 * (hypervisor/guests/processor/bench.s): five kernels, in real mode and with both translations on, always with exact counting. Time is
 * the processes' own, not the clock's, so that a busy host disturbs little; the two take turns, and medians count. Linux
 * alone tells the time of QEMU, in hundredths of a second (/proc/self/stat).
 *
 * Each of our runs is a process of its own, as hvrun's are, since V8 treats a process with one processor better than one
 * with several. Compiling counts. QEMU's instructions are not counted but known: a round has as many there as here. The
 * time of its start, that of a run of one round, is taken off.
 *
 *     npm run bench:engine              all kernels
 *     npm run bench:engine -- list      those of this name
 */
import '../emulator/cpu/engine-flags.ts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { driveQemu, FIRMWARE_BASE } from '../hypervisor/guests/processor/drive-qemu.ts';
import { build, check, KERNELS, mean, type Measured, median, runHere, type Work } from './bench-guest.ts';

const MODES = ['real', 'virtual'] as const;
const RUNS = 3;
/** Instructions of one run, one to three seconds: the interpreter's, and the others'. */
const OUR_INSTRUCTIONS = 200e6;
const LONG_INSTRUCTIONS = 1000e6;
/** How much slower floating point is in software: fewer instructions take as long. */
const FLOAT_SHARE = 0.2;

/** Runs on our machine, in a process of its own. */
function runOurs(work: Work): Measured {
  const answer = execFileSync(process.execPath, [process.argv[1], JSON.stringify(work)]);
  return JSON.parse(answer.toString()) as Measured;
}

/** Seconds of this process's children that have ended: fields 16 and 17 of proc(5)'s stat, in hundredths. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Seconds that QEMU takes from its start to its end. */
async function runQemu(work: Work): Promise<number> {
  const driver = driveQemu(build('qemu-firmware.s', work, FIRMWARE_BASE));
  const guest = { name: 'bench', image: build('bench.s', work), signalRequest: 0 };
  const start = childSeconds();
  check(await driver.run(guest));
  return childSeconds() - start;
}

/** Instructions of one round. */
function roundOf(kernel: number): number {
  const count = (rounds: number): number => runOurs({ kernel, translation: 0, rounds }).instructions;
  return (count(11) - count(1)) / 10;
}

/** Medians of MIPS. */
interface Speeds {
  readonly interpreter: number;
  readonly translator: number;
  readonly qemu: number;
}

async function compare(kernel: number, translation: number, perRound: number): Promise<Speeds> {
  const share = KERNELS[kernel] === 'float' ? FLOAT_SHARE : 1;
  const work = (instructions: number): Work => ({
    kernel,
    translation,
    rounds: Math.ceil((instructions * share) / perRound),
  });
  const interpreter: number[] = [];
  const translator: number[] = [];
  const qemu: number[] = [];
  const mips = ({ instructions, seconds }: Measured): number => instructions / seconds / 1e6;
  for (let run = 0; run < RUNS; run++) {
    interpreter.push(mips(runOurs(work(OUR_INSTRUCTIONS))));
    const long = work(LONG_INSTRUCTIONS);
    translator.push(mips(runOurs({ ...long, engine: 'auto' })));
    const starting = await runQemu({ ...long, rounds: 1 });
    qemu.push(((long.rounds - 1) * perRound) / ((await runQemu(long)) - starting) / 1e6);
  }
  return { interpreter: median(interpreter), translator: median(translator), qemu: median(qemu) };
}

function show(name: string, { interpreter, translator, qemu }: Speeds): string {
  const ratios = [interpreter / qemu, translator / qemu].map((ratio) => ratio.toFixed(3));
  const columns = [interpreter.toFixed(1), translator.toFixed(0), qemu.toFixed(0), ...ratios];
  return name.padEnd(20) + columns.map((column) => column.padStart(12)).join('');
}

const [argument] = process.argv.slice(2);
if (argument?.startsWith('{')) {
  console.log(JSON.stringify(await runHere(JSON.parse(argument) as Work, 1)));
} else {
  const all: Speeds[] = [];
  console.log(`medians of ${RUNS} runs, million instructions per second of processor time`);
  console.log(
    'kernel              ' +
      ['interpreter', 'auto', 'QEMU', 'interpr./Q', 'auto/Q'].map((title) => title.padStart(12)).join(''),
  );
  for (const [kernel, name] of KERNELS.entries()) {
    if (argument !== undefined && argument !== name) continue;
    const perRound = roundOf(kernel);
    for (const [translation, mode] of MODES.entries()) {
      const result = await compare(kernel, translation, perRound);
      all.push(result);
      console.log(show(`${name}, ${mode}`, result));
    }
  }
  const meanOf = (engine: keyof Speeds): number => mean(all.map((speeds) => speeds[engine]));
  const means = { interpreter: meanOf('interpreter'), translator: meanOf('translator'), qemu: meanOf('qemu') };
  console.log(show('geometric mean', means));
}
