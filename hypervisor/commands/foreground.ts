/**
 * Whether this process may use its terminal: job control (POSIX, chapter 11.1.4) stops one in the background that reads from it or
 * changes its modes. Linux tells which processes are in the foreground in /proc/self/stat; where that is not there, all are.
 */
import { fstatSync, readFileSync } from 'node:fs';

/** How often to look, in milliseconds. A shell's `fg` and `bg` are noticed at once: they send SIGCONT. */
const LOOK_MS = 1000;
/** /dev/tty, which is whatever terminal controls the process. */
const CONTROLLING_TERMINAL = 0x500;

/** What the system says of this process. */
export interface JobControl {
  /** The contents of /proc/self/stat, or undefined. */
  readonly stat: () => string | undefined;
  /** The device number of standard input. */
  readonly device: () => number;
}

const thisProcess: JobControl = { stat: readStat, device: () => fstatSync(0).rdev };

/** Is this process in the foreground of the terminal on its standard input, or is that not the one that controls it? */
export function inForeground({ stat, device }: JobControl = thisProcess): boolean {
  // After the command's name, which may hold anything: state, ppid, pgrp, session, tty_nr, tpgid.
  const [, group, , terminal, foreground] =
    /.*\) \S (.*)/s
      .exec(stat() ?? '')?.[1]
      .split(' ')
      .map(Number) ?? [];
  const controls = terminal === device() || device() === CONTROLLING_TERMINAL;
  return group === foreground || !controls;
}

/** Calls `changed` when this process comes to the foreground, and when it leaves it; returns how to stop that. */
export function watchForeground(changed: (foreground: boolean) => void, control: JobControl = thisProcess): () => void {
  let foreground = false;
  const look = (): void => {
    if (inForeground(control) === foreground) return;
    foreground = !foreground;
    changed(foreground);
  };
  /** Between a stop and this, the shell may have given the terminal's modes to somebody else. */
  const goOn = (): void => {
    if (foreground) changed(false);
    foreground = false;
    look();
  };
  const timer = setInterval(look, LOOK_MS);
  process.on('SIGCONT', goOn);
  look();
  return () => {
    clearInterval(timer);
    process.off('SIGCONT', goOn);
  };
}

function readStat(): string | undefined {
  try {
    return readFileSync('/proc/self/stat', 'latin1');
  } catch {
    return undefined;
  }
}
