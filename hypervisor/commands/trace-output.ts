/** Where `--trace-instructions` writes: stderr or a file, many lines at a time. */
import { closeSync, writeSync } from 'node:fs';

/** Characters that are gathered before they are written. */
const CHUNK = 65_536;

export class TraceOutput {
  /** undefined: stderr. */
  readonly #file: number | undefined;
  #text = '';

  /** `file` is open, and closed by {@link close}; undefined for stderr. */
  constructor(file: number | undefined) {
    this.#file = file;
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
