/** The running hvruns of this user and host, and how to ask one of them. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { cannotLook } from '../words/asking.ts';
import { type Answer, type Ask, MAX_ANSWER, parseAnswer } from './control-messages.ts';
import { CONTROL_PREFIX, CONTROL_SOCKET } from './control-server.ts';
import { readLine } from './line-socket.ts';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const NAME = new RegExp(`^${CONTROL_PREFIX}(\\d{1,10})-\\w+$`);

export interface Running {
  /** hvrun's process. */
  readonly pid: number;
  /** Where its socket is. */
  readonly directory: string;
}

/** The folder in which runs can be found can't be looked into; the message says why, for people. */
export class NoFolder extends Error {
  override readonly name = 'NoFolder';
}

/**
 * All that can be asked, by process number. Rejects with a {@link NoFolder} if that can't be known. What a killed hvrun has left behind is removed; whether it is dead, its number
 * does not tell, which may be one of another PID namespace.
 */
export async function findRunning(): Promise<Running[]> {
  const found: Running[] = [];
  const folder = temporaryFolder();
  for (const name of entriesOf(folder)) {
    const [, digits] = NAME.exec(name) ?? [];
    const run = { pid: Number(digits), directory: join(folder, name) };
    if (digits === undefined || !isOurs(run.directory)) continue;
    const state = await stateOf(run);
    if (state === 'alive') found.push(run);
    if (state === 'dead') rmSync(run.directory, { recursive: true, force: true });
  }
  return found.sort((a, b) => a.pid - b.pid);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const reason = describeSystemError(error);
    throw new NoFolder(cannotLook(folder, reason), { cause: error });
  }
}

/** What the hvrun answers; undefined if it doesn't, or isn't one. */
export async function askRunning({ directory }: Running, ask: Ask): Promise<Answer | undefined> {
  const socket = connect(join(directory, CONTROL_SOCKET));
  socket.on('error', () => {});
  socket.write(`${JSON.stringify({ ask })}\n`);
  const line = await readLine(socket, MAX_ANSWER);
  socket.destroy();
  return line === undefined ? undefined : parseAnswer(line);
}

/** In a directory for all, somebody else could have made it, to be asked in hvrun's place. */
export function isOurs(directory: string): boolean {
  const status = lstatSync(directory, { throwIfNoEntry: false });
  return (
    status !== undefined && status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o77) === 0
  );
}

/** A socket that nobody listens at any more refuses; one that is not there yet proves nothing. */
export function stateOf({ directory }: Pick<Running, 'directory'>): Promise<'alive' | 'dead' | 'unknown'> {
  const socket = connect(join(directory, CONTROL_SOCKET));
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('alive'));
    socket.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'dead' : 'unknown'));
  }).finally(() => socket.destroy()) as Promise<'alive' | 'dead' | 'unknown'>;
}
