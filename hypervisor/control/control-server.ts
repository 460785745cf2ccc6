/**
 * The socket at which a running hvrun can be asked: in a directory of its own, which only its user may enter and which
 * names hvrun's process, so that it can be found. It goes with the run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Answer, type Ask, MAX_ASK, parseAsk } from './control-messages.ts';
import { readLine } from './line-socket.ts';
import { listenIn } from './living-folders.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The directory's name: this, hvrun's process, and what makes it unique. */
export const CONTROL_PREFIX = 'hvrun-control-';

const MAX_CONNECTIONS = 8;

export class ControlServer {
  readonly #directory: string;
  readonly #server: Server;
  readonly #answer: (ask: Ask) => Answer | Promise<Answer>;
  readonly #connected = new Set<Socket>();

  private constructor(directory: string, answer: (ask: Ask) => Answer | Promise<Answer>) {
    this.#directory = directory;
    this.#answer = answer;
    this.#server = createServer((socket) => void this.#serve(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
    process.on('exit', this.#remove);
  }

  /** Opens the socket. Rejects with the system's error. */
  static async open(answer: (ask: Ask) => Answer | Promise<Answer>): Promise<ControlServer> {
    // mkdtemp makes it for its owner alone (mode 0700), so whatever mode the socket has, nobody else gets at it.
    const directory = mkdtempSync(join(temporaryFolder(), `${CONTROL_PREFIX}${process.pid}-`));
    const control = new ControlServer(directory, answer);
    try {
      await listenIn(directory, control.#server);
    } catch (error) {
      control.close();
      throw error;
    }
    // Whatever happens to it later, the run goes on.
    control.#server.on('error', () => {});
    return control;
  }

  /** Answers nobody any more, and leaves nothing behind. */
  close(): void {
    this.#server.close();
    for (const socket of this.#connected) socket.destroy();
    process.off('exit', this.#remove);
    this.#remove();
  }

  readonly #remove = (): void => rmSync(this.#directory, { recursive: true, force: true });

  async #serve(socket: Socket): Promise<void> {
    this.#connected.add(socket);
    socket.on('close', () => this.#connected.delete(socket));
    const line = await readLine(socket, MAX_ASK);
    const ask = line === undefined ? undefined : parseAsk(line);
    if (ask === undefined) return void socket.destroy();
    const answer = await this.#answer(ask);
    socket.end(`${JSON.stringify(answer)}\n`);
  }
}
