/**
 * The modes of the terminal on standard input, which a guest wants raw. They are set by POSIX's stty: what Node has set, it
 * also sets back when it ends, and in the background of a terminal it would be stopped for that.
 */
import { spawnSync } from 'node:child_process';

/** Every key as it comes, at once, and none with a meaning of its own; output as it was, but for line feeds. */
const RAW = '-brkint -icrnl -inpck -istrip -ixon -echo -icanon -iexten -isig min 1 time 0 cs8 opost onlcr';

export class RawMode {
  /** As they were before. */
  #modes: string | undefined;

  /** From now on, the terminal is raw. */
  enter(): void {
    this.#modes ??= stty('-g').trim();
    stty(...RAW.split(' '));
  }

  /** Sets the modes back, if they were ever changed. */
  leave(): void {
    if (this.#modes !== undefined) stty(this.#modes);
  }
}

function stty(...args: readonly string[]): string {
  return spawnSync('stty', args, { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'latin1' }).stdout ?? '';
}
