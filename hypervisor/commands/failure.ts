import { printable } from '../../emulator/report/printable.ts';
import { freshLine } from './screen.ts';

/** A reason not to start a run that the user can do something about: a message, and hvrun's exit status. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: number;

  /** An empty message: nobody is left who would read one. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * All that hvrun itself has to say goes to stderr: stdout is the guest's. If nobody takes it, it is lost, and no more. Whatever a guest, a
 * file or another process has put in it, it says nothing to the terminal.
 */
export function say(text: string, write: (text: string) => void = (line) => process.stderr.write(line)): void {
  write(`${freshLine()}hvrun: ${printable(text)}\n`);
}
