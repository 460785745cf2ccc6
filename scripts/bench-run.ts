/** What benchmarks of hvrun's processes share: their guests, a run that is timed from outside, and how figures are told. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../assembler/assemble.ts';

const ROOT = process.cwd();
const HVRUN = join(ROOT, 'dist/hvrun.js');
/** Ways of bench-pair.s to spend its time. */
const MODES = { compute: 0, privileged: 1, environment: 2, print: 3, write: 4, poll: 5 } as const;
const [BEGIN, END] = [0x3c, 0x3e];

/** Assembles bench-pair.s for so many thousand turns into `folder`, and returns its path there. */
export function buildGuest(folder: string, mode: keyof typeof MODES, count: number): string {
  const defines = { MODE: BigInt(MODES[mode]), TURNS: BigInt(count) };
  return assembleInto(folder, `${mode}-${count}`, 'scripts/bench-pair.s', defines);
}

/** Assembles the source at `path` of this checkout into the file `name` of `folder`, and returns its path there. */
export function assembleInto(
  folder: string,
  name: string,
  path: string,
  defines: Readonly<Record<string, bigint>> = {},
): string {
  const read = (included: string): Buffer => readFileSync(join(ROOT, included));
  const sources = [{ name: path, text: readFileSync(join(ROOT, path), 'utf8') }];
  const { image, diagnostics } = assemble(sources, { files: { read }, defines: new Map(Object.entries(defines)) });
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const out = join(folder, name);
  writeFileSync(out, image);
  return out;
}

/** Seconds of processor time of process `pid`: fields 14 and 15 of proc(5)'s stat, in hundredths. */
function processSeconds(pid: number): number {
  try {
    const fields = statOf(pid);
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

/** The fields of proc(5)'s stat after the name, from the third on. */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
}

/** Between the guest's two marks: seconds by the clock, and of processor time of the machine that ran it. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
  /** All that hvrun said. */
  readonly told: string;
}

/** Nobody takes over sooner, and a guest that prints all the time pauses for less, in milliseconds. */
const SILENCE_MS = 3;

export class Run {
  readonly #child: ChildProcess;
  readonly #started = performance.now();
  #told = '';
  readonly #outputTimes: number[] = [];
  #began = { wall: NaN, cpu: NaN };
  #ended = { wall: NaN, cpu: NaN };
  readonly #closed: Promise<unknown>;
  #waiting: (() => void)[] = [];

  /** Starts hvrun in `folder`; its standard input stays open if it is to be typed on. */
  constructor(folder: string, args: readonly string[], typing = false) {
    const stdin = typing ? 'pipe' : 'ignore';
    this.#child = spawn(process.execPath, [HVRUN, ...args], { cwd: folder, stdio: [stdin, 'pipe', 'pipe'] });
    this.#child.stderr!.on('data', (chunk: Buffer) => this.#hear(chunk.toString()));
    this.#child.stdout!.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#closed = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** The process that runs the guest: hvrun's own, or the primary's. */
  get pid(): number {
    const [, pid] = /primary (\d+)/.exec(this.#told) ?? [];
    return pid === undefined ? this.#child.pid! : Number(pid);
  }

  /** When output came, in milliseconds since hvrun was started. */
  get outputTimes(): readonly number[] {
    return this.#outputTimes;
  }

  /** Resolves when output has come so often. */
  async outputs(count: number): Promise<void> {
    while (this.#outputTimes.length < count) await this.#news();
  }

  /** Types, and resolves with the milliseconds until the next output. */
  async echo(text: string): Promise<number> {
    const before = this.#outputTimes.length;
    const typed = performance.now();
    this.#child.stdin!.write(text);
    await this.outputs(before + 1);
    return this.#started + this.#outputTimes[before] - typed;
  }

  /** Seconds of processor time of hvrun and its replicas. */
  processorSeconds(): number {
    const pids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const mine = pids.filter((pid) => pid === this.#child.pid || parentOf(pid) === this.#child.pid);
    return mine.map(processSeconds).reduce((sum, seconds) => sum + seconds, 0);
  }

  async timing(): Promise<Timing> {
    await this.#closed;
    const wall = this.#ended.wall - this.#began.wall;
    if (Number.isNaN(wall)) throw new Error(`the guest did not come to its end: ${this.#told}`);
    return { wall: wall / 1000, cpu: this.#ended.cpu - this.#began.cpu, told: this.#told };
  }

  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
  }

  /**
   * Sends the primary a signal that stops it; resolves with the milliseconds until the first output of its successor, of a guest that prints
   * all the time: the first one behind a silence. (What the old one had said still comes; and that there is a new one, hvrun tells when it
   * knows how the old one has ended, which is later.)
   */
  async failover(signal: NodeJS.Signals): Promise<number> {
    const struck = performance.now() - this.#started;
    process.kill(this.pid, signal);
    for (;;) {
      const times = [struck, ...this.#outputTimes.filter((at) => at > struck)];
      const first = times.find((at, index) => index > 0 && at - times[index - 1] > SILENCE_MS);
      if (first !== undefined) return first - struck;
      await this.#news();
    }
  }

  /** Resolves when hvrun has said or printed something. */
  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #hear(text: string): void {
    this.#told += text;
    this.#tell();
  }

  #take(chunk: Buffer): void {
    this.#outputTimes.push(performance.now() - this.#started);
    if (chunk.includes(BEGIN)) this.#began = this.#now();
    if (chunk.includes(END)) this.#ended = this.#now();
    this.#tell();
  }

  #now(): { readonly wall: number; readonly cpu: number } {
    return { wall: performance.now(), cpu: processSeconds(this.pid) };
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    // It has just gone.
    return undefined;
  }
}
