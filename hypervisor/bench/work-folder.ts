/** A folder for as long as a command runs; that of a process that is killed the next one removes (../control/living-folders.ts). */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { listenIn, livingFolders } from '../control/living-folders.ts';
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
    await livingFolders(new RegExp(`^${PREFIX}`));
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
