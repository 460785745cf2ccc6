/**
 * Folders for as long as a process lives, among the temporary files: it listens at a socket in its folder. One that is killed leaves its own
 * behind, for whoever looks next to remove; that it is dead, its number does not tell, which may be one of another PID namespace.
 */
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

/** The socket's name. */
export const LIFE_SOCKET = 'socket';
const UNFINISHED_SOCKET = 'new';

/**
 * Lets `server` listen at the socket of `directory`, which shows from now on that somebody is alive. Rejects with the system's
 * error.
 */
export async function listenIn(directory: string, server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(join(directory, UNFINISHED_SOCKET), resolve);
  });
  // Under this name it has listened from the first: one that refuses is proof of a dead process.
  renameSync(join(directory, UNFINISHED_SOCKET), join(directory, LIFE_SOCKET));
}

/**
 * The paths of this user's folders with such a name in which somebody is alive; those of the dead are removed. Rejects with the system's
 * error if it can't be known.
 */
export async function livingFolders(name: RegExp): Promise<string[]> {
  const found: string[] = [];
  const folder = temporaryFolder();
  for (const entry of readdirSync(folder).filter((each) => name.test(each))) {
    const directory = join(folder, entry);
    if (!isOurs(directory)) continue;
    const state = await stateOf(directory);
    if (state === 'alive') found.push(directory);
    if (state === 'dead') rmSync(directory, { recursive: true, force: true });
  }
  return found;
}

/** In a directory for all, somebody else could have made it, to be asked in hvrun's place. */
function isOurs(directory: string): boolean {
  const status = lstatSync(directory, { throwIfNoEntry: false });
  return (
    status !== undefined && status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o77) === 0
  );
}

/** A socket that nobody listens at any more refuses; one that is not there yet proves nothing. */
function stateOf(directory: string): Promise<'alive' | 'dead' | 'unknown'> {
  const socket = connect(join(directory, LIFE_SOCKET));
  return new Promise<'alive' | 'dead' | 'unknown'>((resolve) => {
    socket.once('connect', () => resolve('alive'));
    socket.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'dead' : 'unknown'));
  }).finally(() => socket.destroy());
}
