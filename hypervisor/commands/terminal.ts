/**
 * The user's side of the console: stdin to the guest, the guest's bytes to stdout, whether they are a terminal, a pipe or a
 * file. On a terminal the keyboard is raw, so that Ctrl-C is the guest's, and Ctrl-A x leaves; its former state comes back
 * whatever happens to hvrun, short of SIGKILL. In the background of its terminal hvrun leaves the keyboard alone.
 */
import { createReadStream, fstatSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { cannotReadStdin, STDOUT_GONE } from '../words/files.ts';
import { KEYBOARD_IS_THE_GUESTS, LEFT_BY_KEY, NO_CONSOLE } from '../words/run.ts';
import { InputFeed, type InputConsumer } from './input-feed.ts';
import { ConsoleOutput } from './console-output.ts';
import { EscapeFilter } from './escape.ts';
import { say } from './failure.ts';
import { inForeground, watchForeground } from './foreground.ts';
import { tellTrouble } from './host-trouble.ts';
import { RawMode } from './raw-mode.ts';
import { stdoutFailure } from './stdout.ts';

const STDIN = 0;

export interface TerminalOptions {
  /** Called when the user leaves, or stdout takes nothing more: the run should end with this status. */
  readonly onLeave: (status: number, reason: string) => void;
}

export class Terminal {
  /** Where the guest's console bytes go. */
  readonly output: ConsoleOutput;
  readonly #onLeave: TerminalOptions['onLeave'];
  #input: InputFeed | undefined;
  readonly #modes = new RawMode();
  #unwatch = (): void => {};

  constructor({ onLeave }: TerminalOptions) {
    this.#onLeave = onLeave;
    this.output = new ConsoleOutput(process.stdout, (error) => {
      if (isGone(error)) return onLeave(EXIT_STATUS.STDOUT_GONE, STDOUT_GONE);
      // Told also if the guest has just come to its own end.
      tellTrouble(stdoutFailure(error).message);
      onLeave(EXIT_STATUS.HOST_ERROR, NO_CONSOLE);
    });
  }

  /** Begins to read input; from now on a terminal is raw, whenever hvrun is in its foreground. */
  start(consumer: InputConsumer): void {
    const { stdin } = process;
    if (!stdin.isTTY) {
      const input: Readable = isReadByNode() ? stdin : createReadStream('', { fd: STDIN, autoClose: false });
      input.on('error', (error) => {
        if (!isGone(error)) tellTrouble(cannotReadStdin(error));
      });
      this.#input = new InputFeed(input, consumer);
      return;
    }
    const keys = this.#escapeFilter();
    this.#input = new InputFeed(keys, consumer);
    stdin.on('error', () => keys.end());
    process.on('exit', this.#restore);
    let told = false;
    this.#unwatch = watchForeground((foreground) => {
      if (!foreground) return void stdin.unpipe(keys).pause();
      if (!told) say(KEYBOARD_IS_THE_GUESTS);
      told = true;
      this.#modes.enter();
      stdin.pipe(keys);
    });
  }

  /** The guest (or all who keep its input) has taken the bytes below number `through`. */
  taken(through: number): void {
    this.#input?.taken(through);
  }

  /** Stops reading and gives the terminal back. */
  close(): void {
    this.#unwatch();
    this.#input?.close();
    process.off('exit', this.#restore);
    this.#restore();
    process.stdin.destroy();
  }

  /** In the background, the terminal is somebody else's. */
  readonly #restore = (): void => {
    if (process.stdin.isTTY && inForeground()) this.#modes.leave();
  };

  #escapeFilter(): Transform {
    const filter = new EscapeFilter();
    return new Transform({
      transform: (chunk: Uint8Array, _encoding, callback) => {
        const { bytes, leave } = filter.filter(chunk);
        if (leave) this.#onLeave(EXIT_STATUS.SIGINT, LEFT_BY_KEY);
        callback(null, bytes);
      },
    });
  }
}

/** Node takes a standard input of these kinds for an empty one, without a word. */
function isReadByNode(): boolean {
  try {
    const status = fstatSync(STDIN);
    return !status.isDirectory() && !status.isBlockDevice();
  } catch {
    // What is closed it knows.
    return true;
  }
}

/** Is there nobody any more at the other end? A terminal that has been closed says so by EIO. */
function isGone(error: Error): boolean {
  const code = 'code' in error ? error.code : '';
  return code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && process.stdout.isTTY);
}
