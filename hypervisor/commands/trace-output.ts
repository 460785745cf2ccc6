/** Where `--trace-instructions` writes: stderr or a file, many lines at a time. */
import { closeSync, writeSync } from 'node:fs';
import { instructionTraceEnds } from '../words/files.ts';
import type { Outputs } from './outputs.ts';
import { tellTrouble } from './host-trouble.ts';

/** Characters that are gathered before they are written. */
const CHUNK = 65_536;

/** `path` is a file to be written anew, or '-' for stderr. Throws a Failure if it can't be opened. */
export function openTrace(path: string, outputs: Outputs): TraceOutput {
  return new TraceOutput(path === '-' ? undefined : outputs.open('trace file', path));
}

export class TraceOutput {
  /** undefined: stderr. */
  readonly #file: number | undefined;
  #text = '';
  #failed = false;

  /** `file` is open, and closed by {@link close}; undefined for stderr. */
  constructor(file: number | undefined) {
    this.#file = file;
  }

  write(line: string): void {
    this.append(`${line}\n`);
  }

  /** Writes whole lines, with their line feeds. */
  append(text: string): void {
    this.#text += text;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  close(): void {
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#failed) return;
    if (this.#file === undefined) return void process.stderr.write(bytes);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      // The run matters more than its trace.
      this.#failed = true;
      tellTrouble(instructionTraceEnds(error));
    }
  }
}
