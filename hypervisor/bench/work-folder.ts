/**
 * A folder for as long as a command runs. A process that is killed leaves its own behind, for the next one to remove: somebody
 * listens at a socket in each that is in use, as at that of a run (../control/control-server.ts).
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { listenIn } from '../control/control-server.ts';
import { isOurs, stateOf } from '../control/running.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const PREFIX = 'hvrun-bench-';

export class WorkFolder {
  readonly path: string;
  readonly #server: Server;

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
  }

  /** Makes one, and removes those of processes that are gone. Rejects with the system's error. */
  static async make(): Promise<WorkFolder> {
    await removeLeft();
    const path = mkdtempSync(join(temporaryFolder(), PREFIX));
    const server = createServer((socket) => void socket.destroy());
    server.unref();
    const folder = new WorkFolder(path, server);
    try {
      await listenIn(path, server);
    } catch (error) {
      folder.remove();
      throw error;
    }
    return folder;
  }

  remove(): void {
    this.#server.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

async function removeLeft(): Promise<void> {
  const folder = temporaryFolder();
  for (const name of readdirSync(folder).filter((each) => each.startsWith(PREFIX))) {
    const directory = join(folder, name);
    if (isOurs(directory) && (await stateOf({ directory })) === 'dead')
      rmSync(directory, { recursive: true, force: true });
  }
}
