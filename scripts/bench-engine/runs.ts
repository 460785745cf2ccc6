/**
 * One run of a guest on one engine, a process of its own, and the time that it takes: the processes' own, not the clock's, so
 * that a busy host disturbs little. Linux alone tells it, in hundredths of a second (/proc/self/stat).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driveQemu } from '../../hypervisor/guests/processor/drive-qemu.ts';
import type { Workshop } from './workshop.ts';

export interface Run {
  /** Of the processor's time. */
  readonly seconds: number;
  /** What the guest has printed. */
  readonly printed: string;
  /** Completed, if the engine tells. */
  readonly instructions?: number;
}

/** Seconds of this process's children that have ended: fields 16 and 17 of proc(5)'s stat. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function timed(run: () => string | Promise<string>): Promise<Run> {
  const start = childSeconds();
  const printed = await run();
  return { printed, seconds: childSeconds() - start };
}

/** On our bare machine, as users run it. */
export async function runOurs(engine: string, args: readonly string[]): Promise<Run> {
  let instructions = 0;
  const run = await timed(() => {
    const all = [join(process.cwd(), 'dist/hvrun.js'), '--bare', '--verbose', '--engine', engine, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'latin1' });
    const completed = /completed ([\d,]+) instructions/.exec(stderr)?.[1];
    if (status !== 0 || completed === undefined)
      throw new Error(`hvrun ${args.join(' ')}: status ${status}\n${stderr}`);
    instructions = Number(completed.replaceAll(',', ''));
    return stdout;
  });
  return { ...run, instructions };
}

export function runUser(path: string): Promise<Run> {
  return timed(() => execFileSync('qemu-hppa', [path], { encoding: 'latin1' }));
}

export function runSystem(workshop: Workshop, path: string): Promise<Run> {
  const image = readFileSync(path);
  const driver = driveQemu(workshop.firmwareFor(image));
  return timed(() => driver.run({ name: path, image, signalRequest: 0 }));
}

/** Is there such a command? */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}
