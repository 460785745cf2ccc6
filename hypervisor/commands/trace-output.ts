/** Where `--trace-instructions` writes: stderr or a file, many lines at a time. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileFailure } from './files.ts';

/** Characters that are gathered before they are written. */
const CHUNK = 65_536;

export class TraceOutput {
  /** undefined: stderr. */
  readonly #file: number | undefined;
  #text = '';

  /** `path` is a file to be written anew, or '-' for stderr. Throws a Failure if it can't be opened. */
  constructor(path: string) {
    if (path === '-') return;
    try {
      this.#file = openSync(path, 'w');
    } catch (error) {
      throw fileFailure(`trace file '${path}'`, error);
    }
  }

  write(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  close(): void {
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #flush(): void {
    if (this.#file === undefined) process.stderr.write(this.#text);
    else writeSync(this.#file, this.#text);
    this.#text = '';
  }
}
