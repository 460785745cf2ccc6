/** The guest of the benchmark of processors, hypervisor/guests/processor/bench.s, and how to run it in this process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../assembler/assemble.ts';
import { DEFAULT_RAM } from '../emulator/board.ts';
import { Machine } from '../emulator/machine.ts';
import { HostWorld } from '../emulator/host/host-world.ts';
import { type EngineName, engineOf } from '../emulator/translator/engines.ts';
import { outcomeOf } from '../hypervisor/guests/processor/driver.ts';

const GUESTS = join(process.cwd(), 'hypervisor/guests/processor');
export const KERNELS = ['crc', 'sieve', 'list', 'recursion', 'float'] as const;

export interface Work {
  readonly kernel: number;
  /** 1: with both translations on. */
  readonly translation: number;
  readonly rounds: number;
  readonly engine: EngineName;
}

export interface Measured {
  readonly instructions: number;
  /** Of the processor's time. */
  readonly seconds: number;
}

/** Assembles the guest for this work. */
function build(work: Work): Uint8Array {
  const read = (path: string): Buffer => readFileSync(join(GUESTS, path));
  const values = { KERNEL: work.kernel, TRANSLATION: work.translation, ROUNDS: work.rounds };
  const defines = new Map(Object.entries(values).map(([key, value]) => [key, BigInt(value)]));
  const sources = [{ name: 'bench.s', text: read('bench.s').toString() }];
  const { image, diagnostics } = assemble(sources, { files: { read }, defines });
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

/** Throws if the guest has said that it has computed something else than it should. */
function check(text: string): void {
  if (!outcomeOf(text).passed) throw new Error(`the guest has computed something else: ${text}`);
}

/** Runs `count` machines in this process, which take turns at each turn of its event loop. */
export async function runHere(work: Work, count: number): Promise<Measured> {
  const image = build(work);
  const guests = await Promise.all(Array.from({ length: count }, () => switchOn(image, work.engine)));
  const start = process.cpuUsage();
  await Promise.all(guests.map(({ machine }) => machine.run()));
  const { user, system } = process.cpuUsage(start);
  for (const { said } of guests) check(said());
  const instructions = guests.reduce((sum, { machine }) => sum + machine.instructions, 0);
  return { instructions, seconds: (user + system) / 1e6 };
}

/** A machine, and what its guest has said. */
async function switchOn(image: Uint8Array, engine: EngineName): Promise<{ machine: Machine; said: () => string }> {
  let text = '';
  const write = (bytes: Uint8Array, done: (taken: boolean) => void): void => {
    text += Buffer.from(bytes).toString('latin1');
    done(true);
  };
  const world = await HostWorld.open({ sink: { write } });
  const machine = new Machine({
    world,
    engine: engineOf(engine),
    image,
    bootArguments: '',
    ram: DEFAULT_RAM,
    tlbSeed: 1,
  });
  return { machine, said: () => text };
}
