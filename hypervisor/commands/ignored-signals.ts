/**
 * Signals that were ignored when hvrun was started, as by nohup or a shell's `&`, stay ignored. Node forgets which they are:
 * it sets all of them back before any JavaScript runs. So hvrun's bin begins as a script of the shell, which tells what it
 * finds (scripts/build.mjs). Without it, the variable `_` tells of nohup: shells set it to the command that they start.
 */
import { constants } from 'node:os';
import { basename } from 'node:path';

/** Those that would end hvrun, and that somebody may ignore. */
const ENDING = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

/**
 * The signals that were ignored at the start. HVRUN_SIGNALS, which only counts if it is of this process: its number, and
 * a bit for each signal, in hexadecimal digits.
 */
export function ignoredSignals(
  { HVRUN_SIGNALS = '', _: command = '' }: NodeJS.ProcessEnv,
  pid: number,
): ReadonlySet<string> {
  const [, of, digits] = /^(\d+):([\da-f]+)$/.exec(HVRUN_SIGNALS) ?? [];
  const mask = Number(of) === pid ? BigInt(`0x${digits}`) : 0n;
  const underNohup = basename(command) === 'nohup';
  return new Set(ENDING.filter((name) => bitOf(mask, constants.signals[name]) || (name === 'SIGHUP' && underNohup)));
}

function bitOf(mask: bigint, signal: number): boolean {
  return ((mask >> BigInt(signal - 1)) & 1n) === 1n;
}

/** This process's. */
export const IGNORED = ignoredSignals(process.env, process.pid);

/** Lets them be ignored again. */
export function keepIgnored(): void {
  for (const name of IGNORED) process.on(name, () => {});
}
