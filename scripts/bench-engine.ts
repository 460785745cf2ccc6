/**
 * `npm run bench:engine`: the speed of the interpreter, as a ratio to qemu-system-hppa on the same guest
 * (emulator/guests/bench.s), with exact counting and both translations on. Time is the processes' own, not the clock's, so
 * that a busy host disturbs little; the two take turns, and the median of five counts. Linux alone tells the time of QEMU,
 * in hundredths of a second (/proc/self/stat).
 *
 * QEMU's instructions are not counted but known: a round has as many there as here. The time of its start, that of a run of
 * one round, is taken off.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../assembler/assemble.ts';
import { DEFAULT_RAM } from '../emulator/board.ts';
import { driveQemu, FIRMWARE_BASE } from '../emulator/guests/drive-qemu.ts';
import { outcomeOf } from '../emulator/guests/driver.ts';
import { Machine } from '../emulator/machine.ts';
import { HostWorld } from '../emulator/world/host-world.ts';

const GUESTS = join(process.cwd(), 'emulator/guests');
const RUNS = 5;
/** Rounds of one run: about a second each. */
const OUR_ROUNDS = 500;
const QEMU_ROUNDS = 4000;

function build(name: string, rounds: number, textBase?: number): Uint8Array {
  const read = (path: string): Buffer => readFileSync(join(GUESTS, path));
  const defines = new Map([['ROUNDS', BigInt(rounds)]]);
  const sources = [{ name, text: read(name).toString() }];
  const { image, diagnostics } = assemble(sources, { files: { read }, defines, textBase });
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

function check(text: string): void {
  if (!outcomeOf(text).passed) throw new Error(`the guest has computed something else: ${text}`);
}

/** Runs so many rounds on our machine; returns instructions and seconds. */
async function runOurs(rounds: number): Promise<{ instructions: number; seconds: number }> {
  let text = '';
  const write = (bytes: Uint8Array, done: (taken: boolean) => void): void => {
    text += Buffer.from(bytes).toString('latin1');
    done(true);
  };
  const world = await HostWorld.open({ sink: { write } });
  const image = build('bench.s', rounds);
  const machine = new Machine({ world, image, bootArguments: '', ram: DEFAULT_RAM, tlbSeed: 1 });
  const start = process.cpuUsage();
  await machine.run();
  const seconds = process.cpuUsage(start).user / 1e6;
  check(text);
  return { instructions: machine.instructions, seconds };
}

/** Seconds of this process's children that have ended: fields 16 and 17 of proc(5)'s stat, in hundredths. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Seconds that QEMU takes from its start to its end. */
async function runQemu(rounds: number): Promise<number> {
  const driver = driveQemu(build('qemu-firmware.s', 0, FIRMWARE_BASE));
  const guest = { name: 'bench', image: build('bench.s', rounds), signalRequest: 0 };
  const start = childSeconds();
  check(await driver.run(guest));
  return childSeconds() - start;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const show = (name: string, mips: readonly number[]): string =>
  `${name.padEnd(18)} ${median(mips).toFixed(1).padStart(7)} MIPS  (${mips.map((value) => value.toFixed(1)).join(' ')})`;

const perRound = ((await runOurs(101)).instructions - (await runOurs(1)).instructions) / 100;
const ours: number[] = [];
const qemu: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const { instructions, seconds } = await runOurs(OUR_ROUNDS);
  ours.push(instructions / seconds / 1e6);
  const starting = await runQemu(1);
  qemu.push(((QEMU_ROUNDS - 1) * perRound) / ((await runQemu(QEMU_ROUNDS)) - starting) / 1e6);
}
console.log(`crc, sieve, list, recursion: ${perRound} instructions a round; median of ${RUNS} runs, processor time`);
console.log(show('interpreter', ours));
console.log(show('qemu-system-hppa', qemu));
console.log(`ratio              ${(median(ours) / median(qemu)).toFixed(3).padStart(7)}`);
