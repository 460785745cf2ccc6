/**
 * `npm run bench:output [-- --rounds N --only PART]`: what an output costs and how soon it comes, on this machine. PART is write,
 * idle, start, failover or echo.
 *
 * - write: microseconds of a sector that the guest writes and waits for, bare, alone (--solo) and on the pair.
 * - idle: processor time of a pair (hvrun and both machines) whose guest, the kernel, rests at its prompt and gets 100 ticks a
 *   second; in hundredths of one processor.
 * - start: from hvrun's start to the first byte of examples/hello, bare and on the pair.
 * - failover: from the signal that stops the primary to the first new output; hvrun starts a new machine meanwhile.
 * - echo: from a typed character to the kernel's echo of it, bare and on the pair.
 *
 * Each round runs all of a part once, one after the other, so that a host's fast minutes and its slow ones meet all of them;
 * ratios are of runs in the same round. Told are medians of the rounds, then the least and the most. Linux alone tells the
 * time of other processes.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { assembleInto, buildGuest, Run } from './bench-run.ts';
import { fixed, median, range } from './figures.ts';

/** Thousands of sectors that are written, and as many before those that are measured, until which all has been compiled that writes. */
const WRITES = 10;
const SECTORS = 64;
const IDLE_MS = 4000;
/** Until a guest's machines have compiled what they do all the time. */
const SETTLE_MS = 3000;
/** The same of a guest that does little, and until V8 has tidied up. */
const IDLE_SETTLE_MS = 10_000;
const TIMEOUT_MS = 300;
const KEYS = 40;
const KEY_MS = 30;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' } } });
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'bench-output-'));
const start = (...args: string[]): Run => new Run(folder, args);

/** Calls `measure` in each round with each name, and returns what came by name. */
async function measured<N extends string>(names: readonly N[], measure: (name: N) => Promise<number>) {
  const lists = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) lists[name].push(await measure(name));
  return lists;
}

function tell(name: string, unit: string, list: readonly number[], digits: number): void {
  console.log(`${name.padEnd(32)}${fixed(median(list), digits, 8)} ${unit.padEnd(4)} ${range(list, digits)}`);
}

/** Each of `list` over, or less, the one of `bare` in the same round. */
const over = (list: readonly number[], bare: readonly number[]): number[] => list.map((value, i) => value / bare[i]);
const less = (list: readonly number[], bare: readonly number[]): number[] => list.map((value, i) => value - bare[i]);

async function writes(): Promise<void> {
  const image = buildGuest(folder, 'write', WRITES);
  const disk = join(folder, 'disk');
  writeFileSync(disk, new Uint8Array(SECTORS * 512));
  const modes = { bare: ['--bare'], solo: ['--solo'], pair: [] };
  const { bare, solo, pair } = await measured(['bare', 'solo', 'pair'], async (name) => {
    const { wall } = await start('--disk', disk, ...modes[name], image).timing();
    return (wall / WRITES) * 1000;
  });
  tell('a sector written, bare', 'us', bare, 0);
  tell('  alone', 'us', solo, 0);
  tell('  on the pair', 'us', pair, 0);
  tell('  the pair over bare', '', over(pair, bare), 1);
  tell('  the pair less bare', 'us', less(pair, bare), 0);
}

/** The kernel at its shell's prompt. */
async function shell(settleMs: number, ...flags: string[]): Promise<Run> {
  const disk = join(folder, 'disk.tar');
  copyFileSync('dist/simulator/disk.tar', disk);
  const kernel = join(process.cwd(), 'dist/simulator/kernel');
  const run = new Run(folder, [...flags, '--disk', disk, '--append', 'run sh', kernel], true);
  await run.outputs(1);
  await sleep(settleMs);
  return run;
}

async function idle(): Promise<void> {
  const { pair } = await measured(['pair'], async () => {
    const run = await shell(IDLE_SETTLE_MS);
    const [from, seconds] = [performance.now(), run.processorSeconds()];
    await sleep(IDLE_MS);
    const share = (run.processorSeconds() - seconds) / ((performance.now() - from) / 1000);
    await run.end();
    return share * 100;
  });
  tell('a pair whose guest rests', '%', pair, 1);
}

async function starts(): Promise<void> {
  const image = assembleInto(folder, 'hello', 'examples/hello/hello.s');
  const modes = { bare: ['--bare'], pair: [] };
  const { bare, pair } = await measured(['bare', 'pair'], async (name) => {
    const run = start(...modes[name], image);
    await run.outputs(1);
    await run.end();
    return run.outputTimes[0];
  });
  tell('start to the first byte, bare', 'ms', bare, 0);
  tell('  on the pair', 'ms', pair, 0);
  tell('  the pair over bare', '', over(pair, bare), 2);
}

async function failovers(): Promise<void> {
  const image = buildGuest(folder, 'print', 1);
  const { SIGKILL: killed, SIGSTOP: stopped } = await measured(['SIGKILL', 'SIGSTOP'], async (signal) => {
    const run = start('--timeout', String(TIMEOUT_MS), image);
    await run.outputs(1);
    await sleep(SETTLE_MS / 3);
    const ms = await run.failover(signal);
    await run.end();
    return ms;
  });
  tell('failover, SIGKILL', 'ms', killed, 1);
  tell(
    'failover, SIGSTOP, less time-out',
    'ms',
    stopped.map((ms) => ms - TIMEOUT_MS),
    1,
  );
}

async function echoes(): Promise<void> {
  const modes = { bare: ['--bare'], pair: [] };
  const { bare, pair } = await measured(['bare', 'pair'], async (name) => {
    const run = await shell(SETTLE_MS, ...modes[name]);
    const times: number[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      times.push(await run.echo('x'));
      await sleep(KEY_MS);
    }
    await run.end();
    return median(times);
  });
  tell('echo of a character, bare', 'ms', bare, 2);
  tell('  on the pair', 'ms', pair, 2);
  tell('  the pair less bare', 'ms', less(pair, bare), 2);
}

const parts = { write: writes, idle, start: starts, failover: failovers, echo: echoes };
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds ${values.rounds}: expected a whole number from 1 up`);
console.log(`medians of ${rounds} rounds (least to most)`);
try {
  for (const [name, part] of Object.entries(parts)) if (values.only === undefined || values.only === name) await part();
} finally {
  rmSync(folder, { recursive: true });
}
