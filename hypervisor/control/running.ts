/** The running hvruns of this user and host, and how to ask one of them. */
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { cannotLook } from '../words/asking.ts';
import { type Answer, type Ask, MAX_ANSWER, parseAnswer } from './control-messages.ts';
import { CONTROL_PREFIX } from './control-server.ts';
import { readLine } from './line-socket.ts';
import { LIFE_SOCKET, livingFolders } from './living-folders.ts';
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
 * All that can be asked, by process number; what a killed hvrun has left behind is removed. Rejects with a {@link NoFolder} if that can't
 * be known.
 */
export async function findRunning(): Promise<Running[]> {
  const directories = await livingFolders(NAME).catch((error: unknown) => {
    throw new NoFolder(cannotLook(temporaryFolder(), describeSystemError(error)), { cause: error });
  });
  const found = directories.map((directory) => ({ pid: Number(NAME.exec(basename(directory))?.[1]), directory }));
  return found.sort((a, b) => a.pid - b.pid);
}

/** What the hvrun answers; undefined if it doesn't, or isn't one. */
export async function askRunning({ directory }: Running, ask: Ask): Promise<Answer | undefined> {
  const socket = connect(join(directory, LIFE_SOCKET));
  socket.on('error', () => {});
  socket.write(`${JSON.stringify({ ask })}\n`);
  const line = await readLine(socket, MAX_ANSWER);
  socket.destroy();
  return line === undefined ? undefined : parseAnswer(line);
}
