/**
 * Locks on open files, which last until the file is closed, or its process is gone, however it went. They are flock(2)'s:
 * about the file itself, whatever its name, and seen by everybody who shares the file system.
 *
 * Node has no call for that. But such a lock belongs to the open file, not to a process: a command that gets our descriptor
 * takes the lock for us, and leaves it when it ends.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { fstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { UnfitFile } from './regular-file.ts';
import { describeSystemError } from './system-error.ts';

/** Somebody else has locked the file; the message says who, for people. */
export class FileInUse extends Error {
  override readonly name = 'FileInUse';
}

/** The number of the descriptor in the command. */
const DESCRIPTOR = 3;
/** How a command says that somebody else has the lock. */
const TAKEN = 1;
/** Bits of LOCK_SH, LOCK_EX and LOCK_NB. */
const PERL_MODE = { shared: 1 | 4, exclusive: 2 | 4 } as const;

/**
 * Locks the file of this open descriptor: `shared` with others who do the same, or `exclusive`. Throws a {@link FileInUse},
 * or an UnfitFile if there are no such locks here.
 */
export function lockFile(descriptor: number, mode: 'shared' | 'exclusive'): void {
  const script = `open(F, "<&=${DESCRIPTOR}") && flock(F, ${PERL_MODE[mode]}) or exit($!{EWOULDBLOCK} ? ${TAKEN} : 2)`;
  const commands: [string, string[]][] = [
    ['flock', ['-n', mode === 'shared' ? '-s' : '-x', String(DESCRIPTOR)]],
    ['perl', ['-MErrno', '-e', script]],
  ];
  const reasons: string[] = [];
  for (const [command, args] of commands) {
    const outcome = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe', descriptor], encoding: 'utf8' });
    if (outcome.status === 0) return;
    if (outcome.status === TAKEN) throw new FileInUse(`it is in use by ${holderOf(descriptor)}`);
    reasons.push(`\`${command}\` (${whyNot(outcome)})`);
  }
  throw new UnfitFile(`it cannot be locked: neither ${reasons.join(' nor ')} can do that here`);
}

/** Why a command has not done its work: the host's reason if it could not be started, else what it says itself. */
function whyNot({ error, stderr, status, signal }: SpawnSyncReturns<string>): string {
  if (error) return describeSystemError(error);
  const [said] = stderr.trim().split('\n');
  return said || (signal ? `killed by ${signal}` : `exit status ${status}`);
}

/** Who else has the file open, as far as we may know. */
function holderOf(descriptor: number): string {
  const { dev, ino } = fstatSync(descriptor);
  const holders = entries('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => entries(`/proc/${pid}/fd`).some((number) => isFile(`/proc/${pid}/fd/${number}`, dev, ino)));
  if (holders.length === 0) return 'another process';
  return holders.length === 1 ? `process ${holders[0]}` : `one of the processes ${holders.join(', ')}`;
}

function isFile(path: string, dev: number, ino: number): boolean {
  try {
    // Most descriptors are no files: their names tell without a look behind them.
    if (!readlinkSync(path).startsWith('/')) return false;
    const status = statSync(path);
    return status.dev === dev && status.ino === ino;
  } catch {
    return false;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
