/**
 * A trace file, written as the run goes on: an array of events in JSON. It is closed at the end of the run also when hvrun is
 * ended by a signal; what a SIGKILL leaves lacks the last bracket, which viewers of this format forgive.
 */
import { closeSync, writeSync } from 'node:fs';
import { traceEnds } from '../words/files.ts';
import type { TraceEvent } from './trace-event.ts';

/** Characters that are gathered before they are written. */
const CHUNK = 65_536;

export class TraceFile {
  #file: number | undefined;
  readonly #failed: (why: string) => void;
  #text = '[';
  #first = true;

  /** Writes to a file that is open and empty, and closes it; `failed` is told, once, why it can't go on. */
  constructor(file: number, failed: (why: string) => void) {
    this.#file = file;
    this.#failed = failed;
    process.on('exit', this.#atExit);
  }

  write(event: TraceEvent): void {
    if (this.#file === undefined) return;
    this.#text += `${this.#first ? '' : ','}\n${JSON.stringify(event)}`;
    this.#first = false;
    if (this.#text.length >= CHUNK) this.#flush();
  }

  close(): void {
    if (this.#file === undefined) return;
    this.#text += '\n]\n';
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    process.off('exit', this.#atExit);
  }

  readonly #atExit = (): void => this.close();

  #flush(): void {
    if (this.#file === undefined) return;
    try {
      const bytes = Buffer.from(this.#text);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
      this.#text = '';
    } catch (error) {
      // The run matters more than its trace.
      closeSync(this.#file);
      this.#file = undefined;
      this.#failed(traceEnds(error));
    }
  }
}
