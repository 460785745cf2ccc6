/**
 * Whether a process of this host has begun to exit in all its threads, so that it executes nothing more. Linux frees its memory then, which
 * takes milliseconds, and closes its descriptors after that: so this shows long before the end of what it has written does.
 *
 * proc(5), /proc/PID/task/TID/stat: a thread that exits has PF_EXITING among its flags, from before its memory is freed; one that has
 * exited is a zombie until it is waited for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PF_EXITING = 0x4;
/** Where fields of `stat` stand behind the thread's name, which is in parentheses and may hold anything. */
const STATE = 0;
const FLAGS = 6;

/**
 * True is for good. False if it executes, or if this host doesn't tell: elsewhere than on Linux, or if there is no such process. `proc`: where
 * it tells of its processes.
 */
export function isExiting(pid: number, proc = '/proc'): boolean {
  const threads = join(proc, String(pid), 'task');
  try {
    // The first thread alone costs a tenth of all.
    if (!exits(`${threads}/${pid}`)) return false;
    let known: readonly string[] = [];
    for (;;) {
      // One that has not been looked at yet was started by another before that began to exit.
      const present = readdirSync(threads);
      if (present.every((thread) => known.includes(thread))) return true;
      if (!present.every((thread) => isGone(`${threads}/${thread}`))) return false;
      known = present;
    }
  } catch {
    return false;
  }
}

function isGone(thread: string): boolean {
  try {
    return exits(thread);
  } catch {
    return true;
  }
}

/** Throws the file system's error if there is no such thread. */
function exits(thread: string): boolean {
  const stat = readFileSync(`${thread}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(fields[STATE]) || (Number(fields[FLAGS]) & PF_EXITING) !== 0;
}
